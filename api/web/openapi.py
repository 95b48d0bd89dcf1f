"""The OpenAPI document: FastAPI's own, with the schema of errors and each route's role."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from api.access.credentials import KEY_HEADER
from api.access.roles import guarded
from api.problems.responses import documented
from api.schemas.problem import Problem

DESCRIPTION = (
    "Registra y encuentra clientes conversando, y recuerda cada sesión. "
    "Todos los errores son `application/problem+json` (RFC 9457) con un `code` estable."
)

SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "Una clave de API o un JWT. Sin identificación configurada no hace falta.",
    },
    "api_key": {
        "type": "apiKey",
        "in": "header",
        "name": KEY_HEADER,
        "description": "Una clave de API.",
    },
}
EITHER: list[dict[str, list[str]]] = [{name: []} for name in SCHEMES]


class DescribedAPI(FastAPI):
    """FastAPI whose document has the schema of `Problem`, which no route returns."""

    def openapi(self) -> dict[str, Any]:
        """The document, complete."""
        document = super().openapi()
        _, found = models_json_schema(
            [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
        )
        document["components"]["schemas"] |= found["$defs"]
        _describe_access(document, self.routes)
        return document


def _describe_access(document: dict[str, Any], routes: Sequence[BaseRoute]) -> None:
    """Add the security schemes, and to every route with a role that role, its 401 and its 403.

    FastAPI caches the document, additions included, so a second call must not repeat them.
    """
    if "securitySchemes" in document["components"]:
        return
    document["components"]["securitySchemes"] = SCHEMES
    refusals = {str(status): documented(status)[status] for status in (401, 403)}
    for route, role in guarded(routes):
        for method in route.methods or ():
            operation = document["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                operation["responses"] = refusals | operation["responses"]
                operation["security"] = EITHER
                operation["description"] += f"\n\nRol: `{role}`."
