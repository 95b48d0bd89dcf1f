"""Each request's id, which comes back in `X-Request-Id`, and stands in problems and logs."""

import re
from contextvars import ContextVar
from uuid import uuid4

from starlette.datastructures import Headers

HEADER = "X-Request-Id"
FORM = re.compile(r"[A-Za-z0-9._:@/+=-]{1,128}")
"""Of an id that a client or a proxy gives; another one is not kept."""

_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def begin(headers: Headers) -> str:
    """Name the request that this task answers: as its header says, or by a new UUID."""
    given = headers.getlist(HEADER)
    kept = len(given) == 1 and FORM.fullmatch(given[0])
    request_id = given[0] if kept else str(uuid4())
    _current.set(request_id)
    return request_id


def current() -> str | None:
    """The id of the request that this code runs for; None outside of one."""
    return _current.get()
