"""The clients of pasted material, and whether the words around it ask to register them."""

from collections.abc import Callable

from graph.understanding.offline.pasted.chats import read_chat
from graph.understanding.offline.pasted.forms import read_forms
from graph.understanding.offline.pasted.labels import Material
from graph.understanding.offline.pasted.mails import read_mail
from graph.understanding.offline.pasted.quoted import read_quoted
from graph.understanding.offline.pasted.signatures import read_signature
from graph.understanding.offline.pasted.tables import read_table
from graph.understanding.offline.pasted.vcards import read_vcards

READERS: tuple[Callable[[str], Material | None], ...] = (
    read_vcards,
    read_mail,
    read_chat,
    read_forms,
    read_quoted,
    read_table,
    read_signature,
)


def read_pasted(message: str) -> Material | None:
    """The material of the first reader that knows its layout; None for prose."""
    if "@" not in message:
        return None
    found = (reader(message) for reader in READERS)
    return next((material for material in found if material and _any_email(material)), None)


def _any_email(material: Material) -> bool:
    return any(client.email for client in material.clients)
