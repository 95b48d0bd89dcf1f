"""Acts of messages by learned weights: they judge, quickly and alike everywhere."""

from datetime import date

import pytest

from graph.understanding.models.acts import ACTS, Act, Seen, features_of, judge_act
from graph.understanding.models.tagger import Name, names_in
from graph.understanding.offline.learned.outline import seen_of
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Situation

NOTHING_YET = ["lacks nothing", "shown nothing", "nothing nothing"]


def read(message: str) -> Message:
    return Message.of(message, Situation(date(2026, 3, 4)))


@pytest.mark.parametrize(
    ("message", "act"),
    [
        ("could you pop Nerys Bowen on for me, nerys@bowen.wales", "order"),
        ("me vas metiendo a Ángela Ferrándiz, aferrandiz@gmail.com", "order"),
        ("who have we taken on since Tuesday", "question"),
        ("qué clientes tenemos con correo de telefónica", "question"),
        ("qué calor hace en este sitio", "talk"),
        ("my coffee has gone cold again", "talk"),
    ],
)
def test_orders_questions_and_talk_are_told_apart(message: str, act: Act) -> None:
    seen = seen_of(read(message), names_in(message, NOTHING_YET[-1]))
    assert judge_act(seen, NOTHING_YET).act == act


def test_probability_is_that_of_the_likeliest_of_three() -> None:
    judged = judge_act(Seen("zzz", [], []), [])
    assert judged.sure == max(judged.all) == judged.all[ACTS.index(judged.act)]
    assert sum(judged.all) == pytest.approx(1)


def test_addresses_and_numbers_are_no_features() -> None:
    one, other = Seen("ana@x.es 12", [], []), Seen("luis@y.org 7", [], [])
    assert features_of(one, []) == features_of(other, [])


def test_who_is_named_is_no_feature() -> None:
    one, other = read("put Ana Gil in"), read("put Zenaida in")
    named = [Name("Ana Gil", 4, 11)], [Name("Zenaida", 4, 11)]
    told = [features_of(seen_of(m, n), []) for m, n in zip((one, other), named, strict=True)]
    assert told[0] == told[1] != features_of(seen_of(one, []), [])


def test_an_outline_tells_what_a_word_does_and_a_whole_name_is_one_step() -> None:
    one, other = read("registra a Ana Gil, ana@x.es"), read("registra a Zoe, z@y.es")
    named = [Name("Ana Gil", 11, 18)], [Name("Zoe", 11, 14)]
    told = [seen_of(m, n).outline for m, n in zip((one, other), named, strict=True)]
    assert told[0] == told[1]
    assert told[0][-3:] == ["N", ",", "@"]


@pytest.mark.parametrize("message", ["", " ", "?", "\n"])
def test_messages_without_words_are_judged(message: str) -> None:
    assert judge_act(seen_of(read(message), []), []).act in ACTS
