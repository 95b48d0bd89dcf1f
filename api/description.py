"""The OpenAPI document: FastAPI's own, with the schema of our errors added."""

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from api.access.openapi import describe_access
from api.schemas.problem import Problem

DESCRIPTION = (
    "Registra y encuentra clientes conversando, y recuerda cada sesión. "
    "Todos los errores son `application/problem+json` (RFC 9457) con un `code` estable."
)


class DescribedAPI(FastAPI):
    """FastAPI whose document knows `Problem`, which no route returns as its own model."""

    def openapi(self) -> dict[str, Any]:
        """The document, complete."""
        document = super().openapi()
        _, found = models_json_schema(
            [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
        )
        document["components"]["schemas"] |= found["$defs"]
        describe_access(document, self.routes)
        return document
