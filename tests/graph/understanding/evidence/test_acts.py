"""Acts of messages by learned weights: they judge, quickly and alike everywhere."""

import pytest

from graph.understanding.evidence.acts import Act, features_of, judge_act

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
    assert judge_act(message, NOTHING_YET).act == act


def test_probability_is_that_of_the_likeliest_of_three() -> None:
    assert 1 / 3 <= judge_act("zzz", []).sure <= 1


def test_addresses_and_numbers_are_no_features() -> None:
    assert features_of("ana@x.es 12", []) == features_of("luis@y.org 7", [])
