"""Static files over HTTP: with an ETag of their content, and compressed for who accepts gzip."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class StaticFile:
    """The content of a file, the same compressed, and two of its headers."""

    content: bytes
    compressed: bytes
    media_type: str
    tag: str


def static_file(content: bytes, suffix: str) -> StaticFile:
    """Content as it is served; `suffix` is that of the file's name."""
    tag = sha256(content).hexdigest()[:32]
    return StaticFile(content, gzip.compress(content, mtime=0), TYPES[suffix], tag)


@cache
def read(path: Path) -> StaticFile:
    """A file that does not change while the service runs."""
    return static_file(path.read_bytes(), path.suffix)


def answer(request: Request, file: StaticFile, headers: Mapping[str, str]) -> Response:
    """The file, or 304 when the client has it. The two forms of a file have two ETags."""
    encodings = qualities(request.headers.get("accept-encoding", ""))
    if encodings.get("gzip", encodings.get("*", 0.0)) > 0:
        content, tag, form = file.compressed, f'"{file.tag}-gzip"', {"Content-Encoding": "gzip"}
    else:
        content, tag, form = file.content, f'"{file.tag}"', {}
    every = {**headers, "ETag": tag, "Vary": _joined(headers.get("Vary"), "Accept-Encoding")}
    known = request.headers.get("if-none-match", "").split(",")
    if tag in {each.strip().removeprefix("W/") for each in known}:
        return Response(status_code=304, headers=every)
    return Response(content, headers=every | form, media_type=file.media_type)


def qualities(header: str) -> dict[str, float]:
    """What an `Accept` or `Accept-Encoding` header names, each with its quality."""
    return dict(_quality(part) for part in reversed(header.lower().split(",")))


def _quality(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    given = [value for key, _, value in (p.partition("=") for p in parameters) if key == "q"]
    try:
        return name, float(given[0]) if given else 1.0
    except ValueError:
        return name, 0.0


def _joined(*names: str | None) -> str:
    return ", ".join(name for name in names if name)
