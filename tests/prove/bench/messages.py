"""The messages of every measurement: 100 characters, four kinds, alike for all services."""

LENGTH = 100
KINDS = (
    "Crea un cliente llamado Zoa con email c{turn}.{session}@example.com por favor, gracias",
    "Buenos días, por favor, dime, si eres tan amable, ¿cuántos clientes hay en el directorio?",
    "Muchas gracias por todo y buenos días, que la mañana ha sido larga y aún queda la tarde",
    "Por favor, busca en el directorio al cliente que tiene el email c1.{session}@example.com",
)
"""Creates, counts, talks, finds the session's first client. No reply grows with the session."""


def message(session: str, turn: int, kind: int | None = None) -> str:
    """The message of a session's turn, counted from 1; of another kind than its turn's if given."""
    text = KINDS[(turn - 1 if kind is None else kind) % len(KINDS)]
    return text.format(turn=turn, session=session).ljust(LENGTH, ".")
