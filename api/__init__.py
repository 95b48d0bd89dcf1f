"""The HTTP door: parse, call one function, translate.

Importing it opens nothing, reads no environment and loads no framework.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI

    app: FastAPI
    studio_app: FastAPI

MAKERS = {"app": "create_app", "studio_app": "create_studio_app"}


def __getattr__(name: str) -> Any:
    """An application, made when first asked for, so that `uvicorn api:app` works."""
    if name not in MAKERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    made = getattr(import_module("api.application"), MAKERS[name])()
    globals()[name] = made
    return made
