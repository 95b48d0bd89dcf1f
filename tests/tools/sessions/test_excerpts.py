"""Excerpts: the part of a message round what was found in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.folding import fold
from tools.sessions.excerpts import AFTER, BEFORE, excerpt_of


@pytest.mark.parametrize(
    ("text", "wanted", "excerpt"),
    [
        ("Crea a Ana", "ana", "Crea a Ana"),
        ("Crea a\n\nJosé  NÚÑEZ", "jose nunez", "Crea a José NÚÑEZ"),
        ("a" * 99 + " Æsop " + "b" * 99, "aesop", f"…{'a' * 29} Æsop {'b' * 89}…"),
        ("ana y ana", "ana", "ana y ana"),
    ],
)
def test_an_excerpt_shows_what_was_found(text: str, wanted: str, excerpt: str) -> None:
    assert excerpt_of(text, wanted) == excerpt


@given(st.text(max_size=300), st.text(min_size=1, max_size=20), st.text(max_size=300))
def test_an_excerpt_has_what_is_searched_for_and_is_short(
    before: str, wanted: str, after: str
) -> None:
    folded, text = fold(wanted), f"{before} {wanted} {after}"
    if folded:
        excerpt = excerpt_of(text, folded)
        assert folded in fold(excerpt)
        assert len(excerpt) <= BEFORE + AFTER + text.index(wanted) + len(wanted) + 2
