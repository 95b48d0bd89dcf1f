"""Names in messages by learned weights: whole, and apart from other words."""

from zlib import crc32

import pytest

from graph.understanding.models.tagger import (
    MORE,
    NAME,
    NEVER,
    OUTSIDE,
    decode,
    names_in,
)
from graph.understanding.models.token_features import MAX_TOKENS, features_of, tokens_of

NOTHING_YET = "nothing nothing"


def named(message: str) -> list[str]:
    return [name.text for name in names_in(message, NOTHING_YET)]


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("whack Benedict Oyelaran on the list would you, ben@oyelaran.ng", "Benedict Oyelaran"),
        (
            "hazle un hueco a Zenaida Urrutikoetxea, zenaida@urru.eus, porfa",
            "Zenaida Urrutikoetxea",
        ),
        ("she's called Mairéad Ní Dhomhnaill, put her down", "Mairéad Ní Dhomhnaill"),
        ("métame a doña Hermelinda Quispe Mamani mi señito", "Hermelinda Quispe Mamani"),
        ("new one: rosaura tijerina, rosaura@tijerina.mx", "rosaura tijerina"),
    ],
)
def test_a_name_is_found_whole_and_without_other_words(message: str, name: str) -> None:
    assert name in named(message)


def test_a_name_is_where_the_message_has_it() -> None:
    message = "¡Hola! 💪 apunta a Kevin Torres, kevin@torres.fit"
    [name] = names_in(message, NOTHING_YET)
    assert message[name.start : name.end] == name.text == "Kevin Torres"


def test_the_owner_of_an_address_has_no_possessive() -> None:
    assert "Zoe Ferrante" in named("zoe@f.com is Zoe Ferrante's email, add her")


@pytest.mark.parametrize("message", ["", "   ", "\n", "???", "💪", "@", "ana@x.es"])
def test_messages_without_words_have_no_names(message: str) -> None:
    assert named(message) == []


def test_long_messages_are_read_as_far_as_their_first_tokens() -> None:
    assert len(tokens_of("ana " * 1000)) == MAX_TOKENS


def test_a_further_word_of_a_name_follows_its_first() -> None:
    free = [[0.0] * 3 for _ in range(3)]
    row = [0.0, -1.0, 5.0]
    assert decode([row, row], free) == [NAME, MORE]
    assert decode([[0.0, NEVER, 5.0]], free) == [OUTSIDE]


def test_features_have_the_numbers_that_the_stored_weights_were_fitted_to() -> None:
    messages = ("Apunta a Zoé Gil, zoe.gil@x.es", "whack ben o'dea in\nben@oyelaran.ng 2")
    found = [features_of(tokens_of(each), NOTHING_YET) for each in messages]
    assert crc32(repr(found).encode()) == 3_600_095_699
