"""Shared by the schemas: names of headers and fields, instants, values for examples."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

SESSION_HEADER = "session-id"
KEY_HEADER, REPLAYED_HEADER = "Idempotency-Key", "Idempotent-Replayed"
LAST_EVENT_HEADER = "Last-Event-ID"
MESSAGE, NAME, EMAIL, CURSOR = "mensaje", "nombre", "email", "cursor"


def at_utc(instant: datetime) -> str:
    """ISO 8601 with milliseconds, as in `2026-01-08T10:30:00.000+00:00`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")


Instant = Annotated[
    datetime, PlainSerializer(at_utc), WithJsonSchema({"type": "string", "format": "date-time"})
]


ID = "550e8400-e29b-41d4-a716-446655440000"
KEY = "7d3f1c9e-0b7a-4a55-9d0e-2f3c5b8a1e64"
REQUEST = "Crea un cliente llamado Juan con email juan@example.com"
REPLY = "✅ Cliente creado: Juan (juan@example.com)"
AT = "2026-01-08T10:30:00.000+00:00"
QUICK_REPLY = {"etiqueta": "Deshacer", "texto": "Deshaz"}
JUAN = {"id": 1, NAME: "Juan", EMAIL: "juan@example.com", "creado": AT}
