"""Acts of messages by learned weights: they judge, quickly and alike everywhere."""

import pytest

from graph.understanding.models.acts import ACTS, Act, features_of, judge_act
from graph.understanding.models.tagger import Name, names_in

NOTHING_YET = ["lacks nothing", "shown nothing", "nothing nothing"]


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
    names = names_in(message, NOTHING_YET[-1])
    assert judge_act(message, names, NOTHING_YET).act == act


def test_probability_is_that_of_the_likeliest_of_three() -> None:
    judged = judge_act("zzz", [], [])
    assert judged.sure == max(judged.all) == judged.all[ACTS.index(judged.act)]
    assert sum(judged.all) == pytest.approx(1)


def test_addresses_and_numbers_are_no_features() -> None:
    assert features_of("ana@x.es 12", [], []) == features_of("luis@y.org 7", [], [])


def test_who_is_named_is_no_feature() -> None:
    one, other = "put Ana Gil in", "put Zenaida in"
    named = [Name("Ana Gil", 4, 11)], [Name("Zenaida", 4, 11)]
    assert features_of(one, named[0], []) == features_of(other, named[1], [])
    assert features_of(one, [], []) != features_of(other, [], [])


@pytest.mark.parametrize("message", ["", " ", "?", "\n"])
def test_messages_without_words_are_judged(message: str) -> None:
    assert judge_act(message, [], []).act in ACTS
