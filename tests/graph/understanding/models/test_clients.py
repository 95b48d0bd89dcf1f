"""Which names are of clients to be registered, by learned weights."""

from datetime import date

import pytest

from graph.understanding.models.acts import NAME, judge_act, plain
from graph.understanding.models.clients import clients_among
from graph.understanding.models.tagger import names_in
from graph.understanding.offline.learned.outline import seen_of
from graph.understanding.offline.learned.reading import outside_addresses
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Situation
from tests.acts.said import Said, all_said

NOTHING_YET = ["lacks nothing", "shown nothing", "nothing nothing"]


def named(message: str, state: list[str] = NOTHING_YET) -> list[tuple[str, bool]]:
    read = Message.of(message, Situation(date(2026, 3, 4)))
    seen = seen_of(read, outside_addresses(read, names_in(message, state[-1])))
    found = clients_among(seen, state[-1], judge_act(seen, state))
    return [(name.text, name.client) for name in found]


@pytest.mark.parametrize(
    ("message", "clients", "others"),
    [
        (
            "Paco the plumber sent us Honor Blackwood, honor@blackwood.uk, sign her up",
            ["Honor Blackwood"],
            ["Paco"],
        ),
        (
            "apúntame a Leocadio Pons, leo@pons.es, el yerno de Tomás, que me lo pide Encarna",
            ["Leocadio Pons"],
            ["Encarna", "Tomás"],
        ),
        ("Rupert Hale (rupert@hale.com) rang about the invoice again", [], ["Rupert Hale"]),
    ],
)
def test_clients_are_told_from_others(message: str, clients: list[str], others: list[str]) -> None:
    found = named(message)
    assert [name for name, client in found if client] == clients
    assert {name for name, client in found if not client} <= set(others)


def test_whoever_is_looked_for_is_no_client() -> None:
    asked = [said for said in all_said() if said.act == "question" and said.names]
    found = [client for said in asked[::4] for client in _marked(said)]
    assert len(found) > 500
    assert sum(found) < len(found) / 20


def test_clients_of_orders_are_found() -> None:
    ordered = [said for said in all_said() if said.act == "order" and said.names]
    found = [client for said in ordered[::30] for client in _marked(said)]
    assert len(found) > 500
    assert sum(found) > len(found) * 0.88


def _marked(said: Said) -> list[bool]:
    """Of the names that are found and marked as one kind, whether each is taken for a client."""
    kinds = {name.client for name in said.names or []}
    marked = {said.message[name.start : name.end] for name in said.names or []}
    found = named(said.message, said.state)
    return [client for name, client in found if name in marked] if len(kinds) == 1 else []


def test_marks_of_the_message_are_no_names() -> None:
    message = f"put {NAME} Ana Gil in"
    assert plain(message, names_in(message, NOTHING_YET[-1])).count(NAME) == 1
    assert [name for name, _ in named(message)] == ["Ana Gil"]
