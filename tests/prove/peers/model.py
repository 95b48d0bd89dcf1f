"""The peers' model: answers at once and always the same to the same words."""

import re

EMAIL = re.compile(r"llamado (\w+) con email (\S+@\S+)")
GREETING = "¡Hola! Puedo crear clientes con su nombre y su email."


def wanted(message: str) -> tuple[str, str] | None:
    """Name and email of the client to create, if the message gives both."""
    found = EMAIL.search(message)
    return (found[1], found[2]) if found else None


def created(name: str, email: str) -> str:
    """What is said of a client that was created."""
    return f"✅ Cliente creado: {name} ({email})"
