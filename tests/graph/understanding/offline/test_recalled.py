"""An address that comes alone is of whom an earlier message named, unless that is in doubt."""

from datetime import date

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from graph.understanding.intents import CreateClient, Intent
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Draft, KnownClient, Memory, Situation

TODAY = date(2026, 11, 22)
ORDER = "we have a new client, Hanneke Vos, still waiting for her email"


def read(message: str, *window: AnyMessage, draft: Draft | None = None) -> Intent:
    situation = Situation(TODAY, Memory(draft=draft), window)
    return OfflineUnderstanding().understand(message, situation).intents[0]


def test_the_address_is_of_the_client_who_was_ordered_before() -> None:
    made = CreateClient(name="Hanneke Vos", email="hvos@kpn.nl")
    assert read("hvos@kpn.nl", HumanMessage(ORDER)) == made


def test_a_draft_without_a_name_gets_it_from_the_message_before() -> None:
    before = HumanMessage("¿me abres una ficha? para la señora Blanca Iriondo")
    made = CreateClient(name="Blanca Iriondo", email="blanca@iriondo.eus", fresh=False)
    assert read("blanca@iriondo.eus", before, draft=Draft()) == made


def test_somebody_who_was_only_told_of_is_proposed() -> None:
    before = HumanMessage("Otto Brandt called about his bicycle")
    found = read("otto.brandt@gmx.de", before)
    assert found == CreateClient(
        name="Otto Brandt", email="otto.brandt@gmx.de", doubt="not_ordered"
    )


@pytest.mark.parametrize(
    "window",
    [
        [HumanMessage(ORDER), HumanMessage("no, forget it")],
        [HumanMessage(ORDER), AIMessage("✅ Client created: Hanneke Vos (hanneke@vos.nl)")],
        [HumanMessage("new clients: Pieter Vos and Hans Vos")],
        [],
    ],
    ids=["called off", "has an address", "two of the name", "nobody"],
)
def test_nobody_else_gets_the_address(window: list[AnyMessage]) -> None:
    found = read("vos@kpn.nl", *window)
    assert not isinstance(found, CreateClient) or found.name is None


def test_a_draft_with_a_name_keeps_it() -> None:
    found = read("hvos@kpn.nl", HumanMessage(ORDER), draft=Draft(name="Hilde Vos"))
    assert found == CreateClient(email="hvos@kpn.nl", fresh=False)


def test_who_was_created_with_any_address_gets_no_other_one() -> None:
    created = KnownClient(id=1, version=1, name="Hanneke Vos", email="info@acme.nl")
    window = [HumanMessage(ORDER), HumanMessage("info@acme.nl")]
    situation = Situation(TODAY, Memory(created=created), window)
    found = OfflineUnderstanding().understand("bob@zeta.nl", situation).intents[0]
    assert not isinstance(found, CreateClient) or found.name is None
