"""Clients in our own files are read as they were, whatever their names are."""

from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from hypothesis import example, given, seed, settings
from hypothesis import strategies as st

from api.schemas.client_cards import cards
from api.schemas.client_table import heading, rows
from tools.directory.clients import Client
from tools.directory.importing.files import open_list
from tools.errors import InvalidName
from tools.validity import storable, valid_name

ZONE = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
ODD = st.lists(st.sampled_from("'=+-@;,\"\\ aéñ|\t:.0"), max_size=12).map("".join)
NAMES = st.lists(st.one_of(st.text(max_size=60), ODD), min_size=1, max_size=6)


def valid(name: str) -> bool:
    try:
        return storable(valid_name(name))
    except InvalidName:
        return False


@seed(20260108)
@settings(max_examples=300, deadline=None, database=None)
@given(NAMES)
@example(["@0", "x@y.es", "'=1"])
def test_the_table_and_the_cards_keep_every_name(names: list[str]) -> None:
    stored = [valid_name(name) for name in names if valid(name)]
    clients = [Client(i, name, f"a{i}@x.es", NOW) for i, name in enumerate(stored)]
    expected = [(client.name, client.email) for client in clients]
    for text in (heading() + rows(clients, ZONE), cards(clients, ZONE)):
        listed = open_list(BytesIO(text.encode())) if text else None
        found = [(row.name, row.email) for row in listed.rows()] if listed else []
        assert found == expected
