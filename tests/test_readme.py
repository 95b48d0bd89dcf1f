"""README.md, docs/rest.md and .env.example tell the truth: what they show is run or compared."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from pydantic import SecretStr, TypeAdapter
from pydantic_settings import BaseSettings

from tests.readme import (
    FENCE,
    Example,
    Mismatch,
    dotenv,
    examples,
    links,
    make_words,
    normalised,
    table,
)
from tests.servers import ROOMS, ROOT, environment, free_port, running, serve

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
REST = (ROOT / "docs" / "rest.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LONGEST = 200
SERVES = ".venv/.serves"


def settings_classes() -> Iterator[type[BaseSettings]]:
    for room in ROOMS:
        module = import_module(f"{room}.settings")
        found = [value for value in vars(module).values() if isinstance(value, type)]
        yield from (cls for cls in found if issubclass(cls, BaseSettings) and cls.model_fields)


def wrong_defaults(listed: dict[str, str], classes: list[type[BaseSettings]]) -> set[str]:
    """Settings that are missing, unknown or listed with another default than the class has."""
    fields = {
        f"{cls.model_config.get('env_prefix', '')}{name}".upper(): field
        for cls in classes
        for name, field in cls.model_fields.items()
    }
    wrong = set(fields) ^ set(listed)
    for name in set(fields) & set(listed):
        stated = TypeAdapter(fields[name].rebuild_annotation()).validate_python(
            listed[name] or None
        )
        if stated != fields[name].default:
            wrong.add(name)
    return wrong


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's examples speak curl")
def test_every_marked_example_prints_what_the_readme_says(tmp_path: Path) -> None:
    marked = [*examples(README), *examples(REST)]
    assert {example.language for example in marked} == {"bash", "python"}
    with serve(tmp_path) as server:
        port = server.url.rpartition(":")[2]
        for example in marked:
            example.compare(example.run(port, tmp_path, environment(tmp_path)))


def test_every_route_has_an_example() -> None:
    told = "".join(example.code for text in (README, REST) for example in examples(text))
    routes = ("/chat", "/history/", "/clientes", "/healthz", "/readyz")
    assert [route for route in routes if route not in told] == []
    assert len(re.findall(r"-X DELETE", told)) >= 2


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < LONGEST


def test_relative_links_lead_somewhere() -> None:
    assert links(README)
    assert [link for link in links(README) if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_of_the_documents_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [
        link for link in links(text) if not (path.parent / link.partition("#")[0]).exists()
    ] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_functions_and_classes_that_documents_name_stand_in_the_linked_file(path: Path) -> None:
    """As in [`converse`](../graph/conversation.py)."""
    for name, link in re.findall(r"\[`(\w+)`\]\((\S+?\.py)\)", path.read_text(encoding="utf-8")):
        source = (path.parent / link).read_text(encoding="utf-8")
        defined = rf"^\s*(?:(?:async )?def|class) {name}\b|^{name}\b.* = "
        assert re.search(defined, source, re.MULTILINE), f"{name} in {link}"


def test_the_index_names_every_document() -> None:
    docs = ROOT / "docs"
    listed = links((docs / "README.md").read_text(encoding="utf-8"))
    pages = {path.relative_to(docs).as_posix() for path in docs.glob("*.md")}
    folders = {f"{path.parent.name}/README.md" for path in docs.glob("*/README.md")}
    assert (pages | folders) - {"README.md"} <= listed


def test_the_index_of_decisions_names_every_decision() -> None:
    decisions = ROOT / "docs" / "decisions"
    listed = links((decisions / "README.md").read_text(encoding="utf-8"))
    assert {path.name for path in decisions.glob("*.md")} - {"README.md"} == {
        link for link in listed if "/" not in link
    }


def test_every_test_that_the_threats_name_exists() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"\[(test_\w+)\]\(\.\./(\S+?)\)", text)
    assert len(named) > 20
    for test, path in named:
        assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), test


def test_every_make_word_exists_and_helps() -> None:
    words = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
    assert {"run", "test", "check", "help"} <= words
    assert make_words(README + CONTRIBUTING) <= words


def test_the_settings_table_has_every_setting_with_its_default() -> None:
    classes = list(settings_classes())
    assert len(classes) >= len(ROOMS)
    assert wrong_defaults(table(README), classes) == set()


def test_the_env_example_has_every_setting_with_its_default() -> None:
    assert wrong_defaults(dotenv(ENV_EXAMPLE), list(settings_classes())) == set()


def test_make_run_serves_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    if not _is_current():
        pytest.skip("`make test` has not set this checkout up")
    files = {  # `make run` installs no driver of PostgreSQL
        "DATABASE_URL": f"sqlite:///{tmp_path / 'recepcionista.db'}",
        "MEMORY_URL": f"sqlite:///{tmp_path / 'memory.db'}",
    }
    env = environment(tmp_path, HOST="127.0.0.1", PORT=str(free_port()), **files)
    env["PATH"] = os.environ["PATH"]
    with running(["make", "run"], ROOT, env, "make.log") as server:
        server.wait_until_ready("/readyz")
        os.killpg(server.process.pid, signal.SIGINT)
        server.process.wait(30)
        printed = server.log.read_text()
    assert server.url in printed
    assert "Traceback" not in printed


def _is_current() -> bool:
    return subprocess.run(["make", "-q", SERVES], cwd=ROOT, check=False).returncode == 0  # noqa: S603, S607 - our own Makefile, by the make of the PATH


class Sample(BaseSettings):
    name: str = "juan"
    seconds: float = 15.0
    secret: SecretStr | None = None


@pytest.mark.parametrize(
    ("listed", "wrong"),
    [
        ({"NAME": "juan", "SECONDS": "15", "SECRET": ""}, set()),
        ({"NAME": "juan", "SECONDS": "15.0"}, {"SECRET"}),
        ({"NAME": "ana", "SECONDS": "1", "SECRET": ""}, {"NAME", "SECONDS"}),
        ({"NAME": "juan", "SECONDS": "15", "SECRET": "", "OLD": ""}, {"OLD"}),
    ],
)
def test_a_wrong_default_is_seen(listed: dict[str, str], wrong: set[str]) -> None:
    assert wrong_defaults(listed, [Sample]) == wrong


TEXT = """
See [the tools](tools/) and `make run`, which make people happy.
<!-- test -->
```bash
echo '{"id": 1, "at": "2026-01-01T10:00:00.000+00:00"}'
```

```json
{"at": "2027-02-02T11:30:00.123+00:00",
 "id": 1}
```

<!-- test -->
```python
print("a")
```

```bash
false
```
"""


def test_examples_are_found_run_and_compared(tmp_path: Path) -> None:
    marked = list(examples(TEXT))
    assert [(example.language, example.printed_as) for example in marked] == [
        ("bash", "json"),
        ("python", ""),
    ]
    for example in marked:
        example.compare(example.run("1", tmp_path, environment(tmp_path)))
    assert links(TEXT) == {"tools/"}
    assert make_words(TEXT) == {"run"}
    assert len(list(FENCE.finditer(TEXT))) == 4


@pytest.mark.parametrize(
    ("example", "output"),
    [
        (Example("bash", "", "a\n", "text"), "b\n"),
        (Example("bash", "", '{"id": 1}', "json"), '{"id": 2}'),
        (Example("bash", "", '{"id": 1}', "json"), "broken"),
    ],
)
def test_another_output_is_seen(example: Example, output: str) -> None:
    with pytest.raises(Mismatch):
        example.compare(output)


@pytest.mark.parametrize(
    "example",
    [
        Example("bash", "false | true", None, ""),
        Example("bash", "test 8000 != 1", None, ""),
        Example("python", "raise SystemExit(3)", None, ""),
    ],
)
def test_a_failing_example_is_seen(example: Example, tmp_path: Path) -> None:
    with pytest.raises(Mismatch):
        example.run("1", tmp_path, environment(tmp_path))


@pytest.mark.parametrize("text", ["<!-- test -->\nwords", "<!-- test -->\n```json\n{}\n```\n"])
def test_a_mark_without_a_runnable_block_is_seen(text: str) -> None:
    with pytest.raises(Mismatch):
        list(examples(text))


def test_what_passes_is_normalised() -> None:
    assert normalised("at 2026-01-08 10:30:00 550e8400-e29b-41d4-a716-446655440000 2026-01-08") == (
        "at <time> <uuid> <date>"
    )
