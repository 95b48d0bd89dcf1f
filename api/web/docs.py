"""The OpenAPI document and Swagger UI, from this server alone; `DOCS=false` removes both."""

from pathlib import Path as FilePath
from typing import Any, Literal

import fastapi_offline
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.edge.bodies import BoundedRoute
from api.web.files import answer, read

FILES = FilePath(fastapi_offline.__file__).parent / "static"
SAME_ORIGIN = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""Swagger UI sets inline styles, and its icons are data: URLs."""
PAGE = """<!DOCTYPE html>
<html lang="es"><head><meta charset="utf-8"><title>Recepcionista</title>
<link rel="icon" href="docs/favicon.png"><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script>
</body></html>
"""
START = """SwaggerUIBundle({
  url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
});
"""


async def enabled(request: Request) -> None:
    """Raise 404 with DOCS=false."""
    if not request.app.state.edge.docs:
        raise HTTPException(404)


router = APIRouter(
    route_class=BoundedRoute, dependencies=[Depends(enabled)], include_in_schema=False
)


@router.get("/openapi.json")
async def document(request: Request) -> JSONResponse:
    """The document; behind a proxy with a prefix, `servers` has that prefix."""
    described: dict[str, Any] = request.app.openapi()
    prefix = request.scope.get("root_path", "").rstrip("/")
    return JSONResponse(described | ({"servers": [{"url": prefix}]} if prefix else {}))


@router.get("/docs")
async def page() -> HTMLResponse:
    """Swagger UI; its URLs are relative, so that a proxy may add a prefix."""
    return HTMLResponse(PAGE, headers={"content-security-policy": SAME_ORIGIN})


@router.get("/docs/start.js")
async def start() -> Response:
    """The start of Swagger UI, as a file: the page's policy forbids inline scripts."""
    return Response(START, media_type="text/javascript")


@router.get("/docs/{name}")
def file(
    request: Request, name: Literal["favicon.png", "swagger-ui-bundle.js", "swagger-ui.css"]
) -> Response:
    """Swagger UI's own files, cacheable for an hour."""
    return answer(request, read(FILES / name), {"cache-control": "public, max-age=3600"})
