"""Checkpoints keep the window's messages as rows, and lose nothing by it."""

from typing import Any

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from graph.memory.memory_store import ROWS, STOCK, RowSerializer

STOCKS, OURS = JsonPlusSerializer(allowed_msgpack_modules=None), RowSerializer()
WINDOW: list[AnyMessage] = [
    HumanMessage("Hola", id="k"),
    AIMessage("¿Qué tal?", id="k:reply", additional_kwargs={"quick_replies": [{"text": "sí"}]}),
]
OTHERS = {
    "a name": HumanMessage("Hola", id="k", name="Ana"),
    "a call": AIMessage("", tool_calls=[{"name": "f", "args": {}, "id": "1"}]),
    "metadata": AIMessage("Hola", response_metadata={"model": "m"}),
    "another field": HumanMessage("Hola", example=True),
    "another class": SystemMessage("Hola"),
    "no message": "Hola",
}


def checkpoint(window: list[Any]) -> dict[str, Any]:
    return {"v": 4, "id": "1", "channel_values": {"messages": window, "memory": {"turn": 1}}}


@pytest.mark.parametrize("value", [WINDOW, checkpoint(WINDOW)], ids=["channel", "checkpoint"])
def test_a_window_is_stored_as_rows(value: Any) -> None:
    kind, packed = OURS.dumps_typed(value)
    assert (kind, OURS.loads_typed((kind, packed))) == (ROWS, value)
    assert b"langchain" not in packed


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_messages_with_more_than_a_row_has_are_stored_whole(other: Any) -> None:
    for value in ([*WINDOW, other], checkpoint([*WINDOW, other])):
        stored = OURS.dumps_typed(value)
        assert stored == STOCKS.dumps_typed(value)
        assert OURS.loads_typed(stored) == value


@pytest.mark.parametrize("value", [None, b"1", [], {"messages": 1}, {"channel_values": 1}, "rows"])
def test_all_else_is_stored_as_langgraph_does(value: Any) -> None:
    stored = OURS.dumps_typed(value)
    assert stored == STOCKS.dumps_typed(value)
    assert OURS.loads_typed(stored) == value


def test_what_earlier_versions_stored_can_be_read() -> None:
    value = checkpoint(WINDOW)
    assert OURS.loads_typed(STOCKS.dumps_typed(value)) == value


def test_an_earlier_version_does_not_take_rows_for_a_window() -> None:
    with pytest.raises(NotImplementedError):
        STOCKS.loads_typed(OURS.dumps_typed(WINDOW))


@pytest.mark.parametrize(
    "forged",
    [
        1,
        [1],
        [["human"]],
        [["system", "a", "1", {}]],
        [["human", 1, "1", {}]],
        {"channel_values": 1},
    ],
)
def test_forged_rows_are_an_error_of_malformed_values(forged: object) -> None:
    _, packed = STOCKS.dumps_typed(forged)
    with pytest.raises((LookupError, TypeError, ValueError)):
        OURS.loads_typed((ROWS, packed))
    assert OURS.loads_typed((STOCK, packed)) == forged
