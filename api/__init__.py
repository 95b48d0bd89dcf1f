"""The HTTP door: parse, call one function, translate.

Importing it opens nothing and reads no environment.
"""

from functools import cache

from fastapi import FastAPI

from api.application import create_app


@cache
def _app() -> FastAPI:
    return create_app()


def __getattr__(name: str) -> FastAPI:
    """`app`, made when first asked for, so that `uvicorn api:app` works."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _app()
