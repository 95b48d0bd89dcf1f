"""Orders in the forms in which clients are given, and where a name begins and ends."""

from datetime import date

import pytest

from graph.understanding.intents import CreateClient, Situation
from graph.understanding.offline.reader import OfflineUnderstanding

OFFLINE = OfflineUnderstanding()


def clients(message: str) -> list[tuple[str | None, str | None, bool]]:
    """The creations read: name, address, and whether nothing is in doubt."""
    intents = OFFLINE.understand(message, Situation(date(2026, 11, 22))).intents
    return [(i.name, i.email, i.doubt is None) for i in intents if isinstance(i, CreateClient)]


@pytest.mark.parametrize(
    ("message", "name", "certain"),
    [
        ("apunta en clientes iria vilaboa iria@vilaboa.gal grazas", "iria vilaboa", True),
        ("mete a curro benítez que acaba de llamar, curro@x.es", "curro benítez", True),
        ("registra a doctor paco luna paco@x.es", "paco luna", True),
        ("regístrame a chuy villarreal porfiis, su correo es chuyvilla@x.mx", None, False),
        ("Registra a Constanza Soto coñiz, cony@x.cl", None, False),
        ("da de alta a mercedes busca m@x.es", None, False),
        ("crea un cliente\nnombre: los olivos\nemail: info@x.es", None, False),
        ("inscribe a un compareciente con correo nelson@x.co", None, True),
        ("add jan de boer jr jan@x.nl", "jan de boer jr", True),
    ],
)
def test_what_stands_beside_a_name_tells_whether_it_ends_there(
    message: str, name: str | None, certain: bool
) -> None:
    [(read, email, sure)] = clients(message)
    assert email
    assert sure is certain
    assert not certain or read == name
