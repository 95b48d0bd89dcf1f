"""The house rules that a program can check: imports, and names and sizes of files."""

import ast
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOMS, ROOT, SERVING, environment

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
WIRE_SPEAKERS = "api/schemas/"
VAGUE = {"common", "helper", "helpers", "manager", "misc", "service", "util", "utils"}
LONGEST = 250
READS = {"open", "environ", "getenv", "read_text", "read_bytes", "load_dotenv"}
HEAVY = ("fastapi", "langchain_openai", "openai", "sqlalchemy")

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def imported(source: str) -> set[str]:
    """Every module that a source imports, wherever in it, or hands to `import_module`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), level=0, names=names):
                found |= {module} | {f"{module}.{alias.name}" for alias in names}
            case ast.Call(func=function, args=[ast.Constant(value=str(module)), *_]):
                if _last_name(function) in {"import_module", "__import__"}:
                    found.add(module)
    return found


def trespasses(room: str, source: str) -> set[str]:
    """What a source of `room` imports although the room may not."""
    return {name for name in imported(source) if name.split(".")[0] in FORBIDDEN[room]}


def reads_at_import(source: str) -> set[str]:
    """Names that reach for a file, the environment or the settings while the module is imported."""
    names = {_last_name(node) for node in _executed(ast.parse(source))}
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
            case ast.Name() | ast.Attribute() if _last_name(node) in WIRE:
                found.add(_last_name(node))
    return found


def is_vague(path: str) -> bool:
    """Whether a file's name says nothing of what is in it."""
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


def _last_name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return _last_name(function) + "()"
    return ""


def sources(*rooms: str) -> list[str]:
    return [
        path.relative_to(ROOT).as_posix() for room in rooms for path in (ROOT / room).rglob("*.py")
    ]


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sources(*ROOMS))
def test_a_file_keeps_the_house_rules(path: str) -> None:
    source = text(path)
    assert not trespasses(path.split("/")[0], source)
    assert not reads_at_import(source)
    assert not is_vague(path)
    assert not is_too_long(source)


@pytest.mark.parametrize("path", [path for path in sources("api") if WIRE_SPEAKERS not in path])
def test_spanish_field_names_stay_in_the_schemas(path: str) -> None:
    assert not wire_names(text(path))


def test_the_schemas_do_speak_spanish() -> None:
    spoken = [wire_names(text(path)) for path in sources("api") if WIRE_SPEAKERS in path]
    assert set().union(*spoken) == WIRE


PROBE = """
import json, os, sys
here = os.getcwd()
opened = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and "__editable__" not in arguments[0]:
        opened.append(os.path.abspath(arguments[0]))
sys.addaudithook(watch)
exec(sys.argv[1])
print(json.dumps({
    "modules": sorted(sys.modules),
    "opened": [path for path in opened if path.startswith(here + os.sep)],
}))
"""


def probe(statement: str, folder: Path) -> dict[str, list[str]]:
    """What a fresh interpreter has imported, and opened in `folder`, after one statement."""
    (folder / ".env").write_text("DATABASE_URL=nonsense\n", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - the interpreter of `make run` and our own probe
        [SERVING, "-c", PROBE, statement],
        cwd=folder,
        env=environment(folder),
        check=True,
        capture_output=True,
    )
    report: dict[str, list[str]] = json.loads(done.stdout)
    return report


def test_importing_graph_loads_nothing_heavy(tmp_path: Path) -> None:
    assert not set(probe("import graph", tmp_path)["modules"]) & set(HEAVY)


@pytest.mark.parametrize("room", ROOMS)
def test_importing_a_room_opens_and_makes_no_file(room: str, tmp_path: Path) -> None:
    assert probe(f"import {room}", tmp_path)["opened"] == []
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_the_probe_sees_modules_and_files(tmp_path: Path) -> None:
    report = probe("import sqlalchemy; open('.env').close()", tmp_path)
    assert "sqlalchemy" in report["modules"]
    assert report["opened"] == [str(tmp_path / ".env")]


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("tools", "import graph"),
        ("tools", "from graph.state import State"),
        ("tools", "import langgraph.graph"),
        ("tools", "def later():\n    from langchain_core.messages import AIMessage"),
        ("tools", "import os, fastapi.responses"),
        ("graph", "from api import app"),
        ("graph", "from sqlalchemy import select"),
        ("graph", "import starlette"),
        ("graph", "import importlib\nimportlib.import_module('uvicorn')"),
        ("api", "from sqlalchemy.exc import SQLAlchemyError"),
        ("api", "from langchain_openai import ChatOpenAI"),
    ],
)
def test_a_trespass_is_seen(room: str, source: str) -> None:
    assert trespasses(room, source)


@pytest.mark.parametrize(
    ("room", "source"),
    [
        (
            "api",
            "from graph.conversation import converse\nfrom tools.directory.clients import Client",
        ),
        ("graph", "import langgraph\nfrom tools import clients\nimport apiary"),
        ("tools", "import sqlalchemy\nimport graphlib"),
    ],
)
def test_the_way_down_is_free(room: str, source: str) -> None:
    assert not trespasses(room, source)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nHOME = os.environ['HOME']",
        "import os\nHOME = os.getenv('HOME')",
        "from os import environ\nHOME = environ.get('HOME')",
        "WORDS = open('words').read()",
        "class Words:\n    text = Path('words').read_text()",
        "def f(words=open('words')): ...",
        "@cached(GraphSettings())\ndef f(): ...",
        "settings = DatabaseSettings()",
        "if True:\n    settings = tools.settings.DatabaseSettings()",
    ],
)
def test_a_read_at_import_is_seen(source: str) -> None:
    assert reads_at_import(source)


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return open('words').read(), GraphSettings()",
        "class A:\n    def f(self):\n        return os.environ",
        "read = lambda: open('words')",
        "class GraphSettings(BaseSettings): ...",
    ],
)
def test_a_read_on_demand_is_free(source: str) -> None:
    assert not reads_at_import(source)


@pytest.mark.parametrize(
    "source",
    [
        "body.mensaje",
        "reply['respuesta']",
        "def create(nombre): ...",
        "create(nombre='Ana')",
        "limite = 20",
    ],
)
def test_a_spanish_name_is_seen(source: str) -> None:
    assert wire_names(source)


def test_texts_and_paths_may_be_spanish() -> None:
    assert not wire_names("get('/clientes', summary='Falta el nombre')\nname = client.name")


@pytest.mark.parametrize(
    "path", ["graph/utils.py", "api/client_helpers.py", "tools/manager.py", "graph/graph.py"]
)
def test_a_vague_name_is_seen(path: str) -> None:
    assert is_vague(path)


def test_a_long_file_is_seen() -> None:
    assert is_too_long("pass\n" * (LONGEST + 1))
    assert not is_too_long("pass\n" * LONGEST)
