"""Rules for a single file: libraries, reads at import, Spanish names, vague names, length."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.imports import imported, last_name

HTTP = ("fastapi", "starlette", "uvicorn")
MODELS = ("langchain", "langchain_core", "langchain_openai", "langgraph", "openai")
SQL = ("alembic", "sqlalchemy")
FORBIDDEN = {
    "api": (*SQL, "langchain", "langchain_core", "langchain_openai", "openai"),
    "graph": ("api", *HTTP, *SQL),
    "tools": ("api", "graph", *HTTP, *MODELS),
}
WIRE = {
    *("mensaje", "respuesta", "historial", "total_mensajes"),
    *("nombre", "creado", "clientes", "siguiente", "texto", "dominio", "limite", "formato"),
    *("sesiones", "titulo", "anterior", "antes", "clave", "dias", "fecha"),
}
VAGUE = {"common", "helper", "helpers", "manager", "misc", "service", "util", "utils"}
LONGEST = 250
READS = {"open", "environ", "getenv", "read_text", "read_bytes", "load_dotenv"}

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def trespasses(room: str, source: str) -> set[str]:
    """Imports of a source of `room` that the room may not have."""
    return {name for name in imported(source) if name.split(".")[0] in FORBIDDEN[room]}


def reads_at_import(source: str) -> set[str]:
    """Names that reach for a file, the environment or the settings while the module is imported."""
    names = {last_name(node) for node in _executed(ast.parse(source))}
    return {name for name in names if name in READS or name.endswith("Settings()")}


def wire_names(source: str) -> set[str]:
    """Spanish field names that a source uses as a name or as a whole string."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=str(text)) if text in WIRE:
                found.add(text)
            case ast.arg(arg=name) | ast.keyword(arg=str(name)) if name in WIRE:
                found.add(name)
            case ast.Name() | ast.Attribute() if last_name(node) in WIRE:
                found.add(last_name(node))
    return found


def is_vague(path: str) -> bool:
    """Whether a file's name says nothing of its contents."""
    return path == "graph/graph.py" or bool(set(Path(path).stem.split("_")) & VAGUE)


def is_too_long(source: str) -> bool:
    return len(source.splitlines()) > LONGEST


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: bodies of functions do not."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function):
            yield child
            yield from _executed(child)
            continue
        for part in (*getattr(child, "decorator_list", ()), child.args):
            yield part
            yield from _executed(part)
