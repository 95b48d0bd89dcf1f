"""Verdicts: what becomes of each client, and why, whoever understood."""

import logging

import pytest

from graph.understanding.intents import ConfirmDraft, CreateClient, Intent
from tests.graph.assistants import Office

ANA = CreateClient(name="Ana", email="ana@x.es")
UNORDERED = CreateClient(name="Ana", email="ana@x.es", doubt="not_ordered")


def verdicts(office: Office) -> list[tuple[str, str]]:
    """Endings and reasons of the last turn, as Studio shows them."""
    return [(v["ending"], v["reason"]) for v in office.state()["turn"]["plan"]["verdicts"]]


@pytest.mark.parametrize(
    ("message", "intent", "verdict"),
    [
        ("crea a Ana ana@x.es", ANA, ("done", "complete")),
        ("crea a Ana", CreateClient(name="Ana"), ("asked", "missing")),
        (
            "Ana ana@x.es",
            UNORDERED,
            ("proposed", "not_ordered"),
        ),
        ("mete a ana", CreateClient(name="ana", doubt="name"), ("asked", "missing")),
        ("¿y a Ana ana@x.es?", ANA.model_copy(update={"doubt": "name"}), ("proposed", "name")),
        ("¿cómo creo a Ana?", CreateClient(name="Ana", doubt="revoked"), ("proposed", "revoked")),
        ("no crees a Ana ana@x.es", ANA, ("refused", "denied")),
        ("Ana y su correo ana@x.es", ANA, ("proposed", "not_read")),
    ],
)
def test_each_client_of_a_turn_has_a_verdict_with_its_reason(
    office: Office, message: str, intent: Intent, verdict: tuple[str, str]
) -> None:
    office.say(message, intent)
    assert verdicts(office) == [verdict]
    assert bool(office.clients()) == (verdict[0] == "done")


def test_a_yes_makes_done_of_proposed(office: Office) -> None:
    office.say("¿cómo creo a Ana ana@x.es?", ANA.model_copy(update={"doubt": "revoked"}))
    office.say("sí", ConfirmDraft())
    assert verdicts(office) == [("done", "complete")]


def test_the_log_has_the_verdict_and_no_contents(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="graph.create"):
        office.say("crea a Ana ana@x.es", ANA)
    assert caplog.messages == ["a client is done: complete"]
