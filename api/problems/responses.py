"""Errors in the OpenAPI document: what a route passes as `responses=`."""

import json
from typing import Any

from api.problems.errors import OUTAGES
from api.problems.problem import KINDS, MEDIA_TYPE, Problem, invalid_fields
from api.schemas.base import with_header
from api.schemas.problem import FieldProblem
from api.schemas.wire import MESSAGE
from tools.errors import DatabaseUnavailable

Responses = dict[int | str, dict[str, Any]]
"""What a route documents beside its success."""
EXAMPLES = (
    Problem(401),
    Problem(403, detail="Hace falta el rol write."),
    Problem(404, detail="No hay ningún cliente con id 7."),
    Problem(408),
    Problem(409, "email_taken", "Ya existe un cliente con ese email: Juan (id 1)."),
    Problem(412),
    Problem(413),
    invalid_fields([FieldProblem(field=MESSAGE, message="Es obligatorio.")]),
    Problem(428),
    Problem(429),
    Problem(500),
    OUTAGES[DatabaseUnavailable],
)


def documented(*statuses: int) -> Responses:
    """The documentation of these statuses, and of 500, which any route may answer."""
    return {status: DOCUMENTED[status] for status in (*statuses, 500)}


def documented_as(example: Problem) -> dict[str, Any]:
    """The documentation of a problem as an answer."""
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {MEDIA_TYPE: {"schema": schema, "example": json.loads(example.json())}}
    response = {"description": KINDS[example.status].title, "content": content}
    if example.status == 401:
        response |= with_header("WWW-Authenticate", "El esquema que se admite.", const="Bearer")
    if example.status in (429, 503):
        response |= with_header("Retry-After", "Segundos hasta otro intento.", type="integer")
    return response


DOCUMENTED = {example.status: documented_as(example) for example in EXAMPLES}
