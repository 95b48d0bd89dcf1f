"""Every file of the code keeps the rules of `house`, and each rule sees a trespass."""

import pytest

from tests.architecture.house import (
    LONGEST,
    WIRE,
    is_too_long,
    is_vague,
    reads_at_import,
    trespasses,
    wire_names,
)
from tests.servers import ROOMS, ROOT

WIRE_SPEAKERS = "api/schemas/"


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
