"""The page for browsers at `/` and its static files. The page only calls the REST routes.

The addresses in the page have a hash of all its files, so that browsers keep them for a year and
yet see an upgrade at once. They are relative, and so are those in scripts and style sheets, so
that a proxy may add a prefix. Requests are looked up in a table of the files, so that no path can
leave `STATIC`.
"""

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from api.edge.headers import HARDENED
from api.web.files import TYPES, StaticFile, answer, qualities, static_file

STATIC = Path(__file__).parent / "static"
SHELL = "index.html"
VERSION = re.compile("[0-9a-f]{16}")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""No resource of another origin, nothing inline, and no text that becomes markup or code."""
HEADERS = HARDENED | {
    "cache-control": "no-cache",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
}
UNCHANGING = HEADERS | {"cache-control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True)
class Release:
    """The files of the page by their paths below `STATIC`, and the hash of all of them."""

    version: str
    files: dict[str, StaticFile]


class PageRoute(Route):
    """`GET /` with a preference for HTML; other requests fall through to the next route."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as any route does, if the request prefers HTML."""
        match, child = super().matches(scope)
        if match is Match.FULL and prefers_html(Request(scope).headers.get("accept", "")):
            return match, child
        return Match.NONE, {}


def page_routes() -> list[BaseRoute]:
    """The routes of the page and its files, which are not in the OpenAPI document."""
    return [PageRoute("/", _page), Route("/static/{name:path}", _file)]


def prefers_html(accept: str) -> bool:
    """Whether the `Accept` header names HTML with at least JSON's quality; `*/*` names neither."""
    named = qualities(accept)
    html = named.get("text/html", 0.0)
    return html > 0 and html >= named.get("application/json", 0.0)


def _page(request: Request) -> Response:
    shell = _shell(request.app.state.zone)
    return answer(request, shell, HEADERS | {"Vary": "Accept"})


def _file(request: Request) -> Response:
    """A file, with or without a version in its path; only ours is kept without asking again.

    Another version's page, which another process may have served, gets the files of this one.
    """
    name: str = request.path_params["name"]
    version, _, rest = name.partition("/")
    found = release().files.get(rest if VERSION.fullmatch(version) else name)
    if found is None:
        raise HTTPException(404)
    return answer(request, found, UNCHANGING if version == release().version else HEADERS)


@cache
def _shell(zone: str) -> StaticFile:
    """The page, with the time zone in which clients' days are shown."""
    marked = f'<html data-zone="{zone}"'.encode()
    content = release().files[SHELL].content
    return static_file(content.replace(b"<html", marked, 1), Path(SHELL).suffix)


@cache
def release() -> Release:
    """The page as it is served, read once, at the first request."""
    paths = sorted(path for path in STATIC.rglob("*") if path.suffix in TYPES)
    contents = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in paths}
    version = sha256(repr(contents).encode()).hexdigest()[:16]
    contents[SHELL] = contents[SHELL].replace(b'"static/', f'"static/{version}/'.encode())
    return Release(
        version,
        {name: static_file(content, Path(name).suffix) for name, content in contents.items()},
    )
