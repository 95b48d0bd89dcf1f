"""The id of a client in a path, and its version as an entity tag (RFC 9110)."""

import re
from typing import Annotated

from fastapi import Header, HTTPException, Path, Response
from fastapi.exceptions import RequestValidationError

from api.access.principal import Principal, Role
from api.schemas.base import with_header
from api.schemas.clients import ClientRecord
from tools.directory.clients import Client

TAG = re.compile(r'"([1-9]\d{0,17})"')
ANY = "*"

ClientId = Annotated[
    int, Path(alias="id", ge=1, le=2**63 - 1, description="Id del cliente.", examples=[1])
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=200,
        description=(
            "El ETag del cliente, tal como lo dio la última respuesta; `*`: sea cual sea."
        ),
        examples=['"1"'],
    ),
]
ALLOW = with_header(
    "Allow", "Los métodos que admite la credencial de quien pregunta.", type="string"
)
ETAG = with_header("ETag", "La versión del cliente, para `If-Match`.", type="string")


def etag(version: int) -> str:
    """A client's version as a strong entity tag."""
    return f'"{version}"'


def tagged(response: Response, client: Client) -> ClientRecord:
    """The client as a body, and its version in the response's header."""
    response.headers["ETag"] = etag(client.version)
    return ClientRecord.of(client)


def seen_version(condition: str | None) -> int | None:
    """The version that the caller has seen; None for any, with `*` or without the header.

    Raises `RequestValidationError` for what is no entity tag of this service.
    """
    if condition in (None, ANY):
        return None
    found = TAG.fullmatch(condition or "")
    if found is None:
        raise RequestValidationError([{"type": "entity_tag", "loc": ("header", "If-Match")}])
    return int(found[1])


def required_version(condition: str | None) -> int | None:
    """The same, where the header must be there: a problem of status 428 otherwise."""
    if condition is None:
        raise HTTPException(428)
    return seen_version(condition)


def allowed(caller: Principal, **needed: Role) -> dict[str, str]:
    """The header with the methods of a resource that the caller's roles allow (RFC 9110)."""
    methods = (method for method, role in needed.items() if role in caller.roles)
    return {"Allow": ", ".join(("GET", "HEAD", *methods))}
