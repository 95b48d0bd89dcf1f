"""docs/adapt.md works: applied to a copy of the code, it books an appointment and finds it."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapt import Block, DoesNotFit, blocks, copy_of_the_code, hunks
from tests.servers import ROOT, environment

PAGE = (ROOT / "docs" / "adapt.md").read_text(encoding="utf-8")
RULES = (
    "architecture/test_rooms.py",
    "tools/test_appointments.py",
    "tools/database/test_migrations.py::test_the_migrations_make_the_tables_that_the_code_describes",
    "tools/database/test_migrations.py::test_a_migration_uses_no_code_that_goes_on_changing",
)
BOOKING = """
from graph import graph

for said in (
    "Crea un cliente llamado Ana con email ana@acme.es",
    "Reserva una cita para Ana el 5 de marzo de 2026 a las 10:30",
    "¿Qué citas hay el 5 de marzo de 2026?",
):
    session = {"configurable": {"thread_id": "s"}}
    print(graph.invoke({"messages": [("user", said)]}, session)["messages"][-1].content)
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code to which the page was applied."""
    made = copy_of_the_code(tmp_path_factory.mktemp("adapt"))
    for block in blocks(PAGE):
        block.apply(made)
    return made


def run(checkout: Path, *arguments: str) -> str:
    """The output of Python, run on the copy with its data beside it. Fails when Python does."""
    done = subprocess.run(  # noqa: S603 - our own interpreter, on a copy of our own code
        [sys.executable, *arguments],
        cwd=checkout,
        env=environment(checkout.parent) | {"PYTHONPATH": str(checkout)},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_its_migration_follows_the_newest_one() -> None:
    versions = (ROOT / "tools" / "migrations" / "versions").glob("[0-9]*.py")
    newest = max(path.name.partition("_")[0] for path in versions)
    assert f'down_revision = "{newest}"' in PAGE


def test_its_dialogues_are_understood(checkout: Path) -> None:
    assert "dialogues 3/3" in run(
        checkout, "-m", "tests.dialogues.play", "tests/dialogues/citas.yaml"
    )


@pytest.mark.sqlite
def test_an_appointment_is_stored_and_found(checkout: Path) -> None:
    assert run(checkout, "-c", BOOKING).splitlines() == [
        "✅ Cliente creado: Ana (ana@acme.es)",
        "📅 Cita reservada: Ana, 2026-03-05 a las 10:30",
        "- 2026-03-05 10:30 | Ana",
    ]
    with closing(sqlite3.connect(checkout.parent / "recepcionista.db")) as database:
        rows = database.execute("SELECT nombre, momento FROM citas JOIN clientes").fetchall()
    assert rows == [("Ana", "2026-03-05 10:30:00.000000")]


def test_it_keeps_the_rules_of_the_house(checkout: Path) -> None:
    written = [block.path for block in blocks(PAGE) if block.path.endswith(".py")]
    run(checkout, "-m", "ruff", "check", "--no-cache", "--quiet", "--fix", "--select", "I", ".")
    run(checkout, "-m", "ruff", "check", "--no-cache", *written)
    run(checkout, "-m", "ruff", "format", "--no-cache", "--check", *written)
    run(checkout, "-m", "tests.architecture")
    run(checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(f"tests/{t}" for t in RULES))


def test_an_edit_is_found_by_its_own_lines(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one\n\ntwo\nthree\n", encoding="utf-8")
    edit = Block("diff", "a.py", "-one\n+ONE\n \n two\n@@\n three\n+four\n")
    assert list(hunks(edit.body)) == [
        ("one\n\ntwo\n", "ONE\n\ntwo\n"),
        ("three\n", "three\nfour\n"),
    ]
    edit.apply(tmp_path)
    assert (tmp_path / "a.py").read_text("utf-8") == "ONE\n\ntwo\nthree\nfour\n"


@pytest.mark.parametrize(
    "block",
    [
        Block("diff", "a.py", "-gone\n+new\n"),
        Block("diff", "a.py", " same\n+new\n"),
        Block("python", "a.py", "another\n"),
    ],
)
def test_a_block_that_does_not_fit_is_seen(block: Block, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("same\nsame\n", encoding="utf-8")
    with pytest.raises(DoesNotFit):
        block.apply(tmp_path)


def test_a_file_moves_with_its_imports_and_links(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "old.py").write_text("", encoding="utf-8")
    (tmp_path / "a.py").write_text(
        "from graph.old import x\nimport langgraph.old", encoding="utf-8"
    )
    Block("text", "moved", "graph/old.py -> graph/room/new.py\n").apply(tmp_path)
    assert (tmp_path / "graph" / "room" / "new.py").exists()
    assert (tmp_path / "a.py").read_text("utf-8") == (
        "from graph.room.new import x\nimport langgraph.old"
    )


def test_only_blocks_that_name_a_file_are_applied() -> None:
    page = "```bash\nls\n```\n```python new.py\npass\n```\n```diff old.py\n-a\n```\n"
    assert list(blocks(page)) == [
        Block("python", "new.py", "pass\n"),
        Block("diff", "old.py", "-a\n"),
    ]
