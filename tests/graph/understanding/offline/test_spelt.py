"""Addresses that a message dictates, word by word, letter by letter and number by number."""

import pytest

from graph.understanding.offline.emails.spelt import find_spelt

SPELT = [
    (
        "el correo es eme collell arroba torres guion rellotge punto cat",
        "mcollell@torres-rellotge.cat",
    ),
    ("correo ele castro cuarenta y dos arroba gmail punto com", "lcastro42@gmail.com"),
    ("mail dardo gil sin punto arroba gmail punto com", "dardogil@gmail.com"),
    ("jay smith eighty four at acme dot com", "jsmith84@acme.com"),
    ("ana guion bajo gil arroba acme punto es", "ana_gil@acme.es"),
]
NOT_SPELT = [
    ("correo ana punto gil arroba acme punto es", "gil@acme.es"),
    ("correo ana gil ocho arroba acme punto es", "ana@acme.es"),
    ("correo ana arroba acme punto es", "ana@acme.com"),
    ("el correo de ana gil es ana@acme.es", "anagil@acme.es"),
    ("el de ana arroba acme punto es", "lana@acme.es"),
]


@pytest.mark.parametrize(("message", "address"), SPELT)
def test_letters_numbers_and_words_spell_an_address(message: str, address: str) -> None:
    found = find_spelt(message, address)
    assert found is not None
    assert found.address == address


@pytest.mark.parametrize(("message", "address"), NOT_SPELT)
def test_what_lacks_a_part_or_has_one_too_many_is_not_spelt(message: str, address: str) -> None:
    assert find_spelt(message, address) is None
