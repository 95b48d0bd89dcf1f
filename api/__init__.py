"""The HTTP door: parse, call one function, translate.

Importing it opens nothing, reads no environment and loads no framework.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI

    app: FastAPI


def __getattr__(name: str) -> Any:
    """`app`, made when first asked for, so that `uvicorn api:app` works."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    made = import_module("api.application").create_app()
    globals()["app"] = made
    return made
