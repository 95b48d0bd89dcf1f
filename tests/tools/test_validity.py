"""Which texts every database can store."""

import pytest

from tools.errors import InvalidMessage
from tools.validity import storable, valid_key, valid_message


@pytest.mark.parametrize(
    "text", ["", "Hola", "ñ€😀\uffff\U0010ffff\u200d", "\t\x01", "\ud7ff\ue000"]
)
def test_text_is_storable(text: str) -> None:
    assert storable(text)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "a\udfffb", "\ud83d\ude00"])
def test_a_nul_and_surrogates_are_not_storable(text: str) -> None:
    assert not storable(text)
    with pytest.raises(InvalidMessage):
        valid_message(f"x{text}x")
    with pytest.raises(InvalidMessage):
        valid_key(text)
