"""Answers to a proposed change that come late, twice, from others, or after another edit."""

from tests.graph.assistants import NOON, Office
from tools.directory.changes import change_client, changes_of
from tools.directory.clients import Client, create_client, get_client
from tools.directory.log import Origin


def given(office: Office, name: str = "Marta Ruiz", email: str = "marta@ruiz.es") -> Client:
    with office.assistant.database.write() as transaction:
        return create_client(transaction, name=name, email=email, created=NOON)


def edit(office: Office, client: Client, email: str) -> None:
    """Another user's change of the client."""
    with office.assistant.database.write() as transaction:
        origin = Origin(owner="other")
        change_client(transaction, client.id, version=None, email=email, at=NOON, origin=origin)


def now(office: Office, client: Client) -> Client | None:
    with office.assistant.database.read() as transaction:
        return get_client(transaction, client.id)


def wrong_answers(office: Office, tries: int) -> list[str]:
    """The kinds of answers that wrote anything wrong, or were not told why nothing was written.

    `tries` clients are proposed to be changed, deleted, or changed together with the deletion of
    another one, in four sessions each.
    """
    wrong = []
    for number in range(tries):
        client = given(office, f"Marta Ruiz {number}", f"m{number}@ruiz.es")
        change = f"cambia m{number}@ruiz.es por n{number}@ruiz.es"
        given(office, f"Eva Sol {number}", f"e{number}@sol.es")
        both = f"{change} y borra a e{number}@sol.es"
        order = (f"borra a m{number}@ruiz.es", change, both)[number % 3]
        for way in (_edited, _foreign, _late, _repeated):
            wrong += [way.__name__] if way(office, client, order, f"{way.__name__}{number}") else []
    return wrong


def _edited(office: Office, client: Client, order: str, session: str) -> bool:
    """Another user edits the client between the proposal and the yes, and back again."""
    office.say(order, session=session)
    edit(office, client, f"x{client.id}@ruiz.es")
    edit(office, client, client.email)
    before = now(office, client)
    reply = office.say("sí", session=session).reply
    return now(office, client) != before or "No he hecho nada" not in reply


def _foreign(office: Office, client: Client, order: str, session: str) -> bool:
    """The yes comes from another session, and from another user in a session of that name."""
    before = now(office, client)
    office.say(order, session=session)
    office.say("sí", session=f"{session}-other")
    office.say("sí", session=session, owner="other")
    return now(office, client) != before


def _late(office: Office, client: Client, order: str, session: str) -> bool:
    """A question comes between the proposal and the yes."""
    before = now(office, client)
    office.say(order, session=session)
    office.say("¿cuántos clientes hay?", session=session)
    reply = office.say("sí", session=session).reply
    return now(office, client) != before or "nada pendiente" not in reply


def _repeated(office: Office, client: Client, order: str, session: str) -> bool:
    """The yes is sent twice with its key, and then once more: it is done once."""
    office.say(order, session=session)
    first = office.say("sí", session=session, key="yes")
    again = office.say("sí", session=session, key="yes")
    third = office.say("sí", session=session).reply
    with office.assistant.database.read() as transaction:
        log = changes_of(transaction, client.id)
    mine = [each for each in log if each.entry.origin.session_id]
    done = "✅" in first.reply and (again.replayed, again.reply) == (True, first.reply)
    return len(mine) != 1 or not done or "nada pendiente" not in third
