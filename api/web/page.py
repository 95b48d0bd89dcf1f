"""The page for browsers at `/` and its static files. The page only calls the REST routes.

Each file has an ETag of its content, so that browsers see an upgrade at once and fetch nothing
twice. Requests are looked up in a table of the files, so that no path can leave `STATIC`.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from api.edge.headers import HARDENED

STATIC = Path(__file__).parent / "static"
SHELL = "index.html"
HTML = "text/html"
TYPES = {".css": "text/css", ".html": HTML, ".js": "text/javascript", ".svg": "image/svg+xml"}
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


@dataclass(frozen=True)
class StaticFile:
    """The content of a file and two of its headers."""

    content: bytes
    media_type: str
    tag: str


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
    qualities = dict(_quality(part) for part in reversed(accept.lower().split(",")))
    html = qualities.get(HTML, 0.0)
    return html > 0 and html >= qualities.get("application/json", 0.0)


def _quality(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    given = [value for key, _, value in (p.partition("=") for p in parameters) if key == "q"]
    try:
        return name, float(given[0]) if given else 1.0
    except ValueError:
        return name, 0.0


def _page(request: Request) -> Response:
    response = _answer(request, _shell(request.app.state.assistant.timezone.key))
    response.headers["Vary"] = "Accept"
    return response


def _file(request: Request) -> Response:
    found = _files().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return _answer(request, found)


def _answer(request: Request, file: StaticFile) -> Response:
    headers = {**HEADERS, "ETag": file.tag}
    known = request.headers.get("if-none-match", "").split(",")
    if file.tag in {tag.strip().removeprefix("W/") for tag in known}:
        return Response(status_code=304, headers=headers)
    return Response(file.content, headers=headers, media_type=file.media_type)


@cache
def _shell(zone: str) -> StaticFile:
    """The page, with the time zone in which clients' days are shown."""
    marked = f'<html data-zone="{zone}"'.encode()
    return _static(_files()[SHELL].content.replace(b"<html", marked, 1), HTML)


@cache
def _files() -> dict[str, StaticFile]:
    """Every file by its path below `STATIC`, read once, at the first request."""
    paths = [path for path in STATIC.rglob("*") if path.suffix in TYPES]
    return {path.relative_to(STATIC).as_posix(): _read(path) for path in paths}


def _read(path: Path) -> StaticFile:
    return _static(path.read_bytes(), TYPES[path.suffix])


def _static(content: bytes, media_type: str) -> StaticFile:
    return StaticFile(content, media_type, f'"{sha256(content).hexdigest()[:32]}"')
