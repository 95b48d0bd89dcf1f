"""What several bodies share: names of headers and fields, instants, examples."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import ConfigDict, PlainSerializer, WithJsonSchema

SESSION_HEADER = "session-id"
KEY_HEADER, REPLAYED_HEADER = "Idempotency-Key", "Idempotent-Replayed"
MESSAGE, NAME, EMAIL, CURSOR = "mensaje", "nombre", "email", "cursor"

Instant = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(UTC).isoformat(timespec="milliseconds")),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""UTC as `2026-01-08T10:30:00.000+00:00`."""

ID = "550e8400-e29b-41d4-a716-446655440000"
ASKED = "Crea un cliente llamado Juan con email juan@example.com"
ANSWERED = "✅ Cliente creado: Juan (juan@example.com)"
AT = "2026-01-08T10:30:00.000+00:00"
JUAN = {"id": 1, NAME: "Juan", EMAIL: "juan@example.com", "creado": AT}


def shown(example: dict[str, Any]) -> ConfigDict:
    """The configuration of a body that is documented with this example."""
    return ConfigDict(frozen=True, json_schema_extra={"examples": [example]})
