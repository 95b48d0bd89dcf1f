"""Servers run in the environment that `make run` makes, which has no test's package in it."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.servers import ROOT, SERVING, run

pytestmark = pytest.mark.sqlite  # a driver of another database is an extra of the tests' own one

BROUGHT = {"pip", "setuptools"}
"""What a new virtual environment has."""
PROJECT = "recepcionista"


def installed() -> dict[str, Distribution]:
    """The distributions of the serving environment by name."""
    (folder,) = (Path(SERVING).parent.parent / "lib").glob("python*/site-packages")
    found = distributions(path=[str(folder)])
    return {canonicalize_name(each.name): each for each in found}


def needed(have: dict[str, Distribution], name: str, extra: str = "") -> Iterator[tuple[str, str]]:
    """What a distribution, or an extra of it, requires in this environment: names and extras."""
    for line in have[name].requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            for wanted in ("", *requirement.extras):
                yield canonicalize_name(requirement.name), wanted


def test_the_serving_environment_has_nothing_but_what_the_project_depends_on() -> None:
    """If it fails after packages were installed into .venv by hand: `make clean`."""
    have, known = installed(), {(PROJECT, "")}
    new = known
    while new:
        new = {found for each in new for found in needed(have, *each)} - known
        known = known | new
    assert {name for name, _ in known} | BROUGHT == set(have) | BROUGHT


def test_servers_of_tests_are_of_that_environment(tmp_path: Path) -> None:
    program = "import sys, api.application\nprint(sys.prefix, *sys.modules)\n"
    prefix, *modules = run(program, tmp_path).stdout.split()
    assert Path(prefix) == ROOT / ".venv"
    assert not {"httptools", "pytest", "langgraph_api", "sqlcipher3"} & set(modules)
    assert not [name for name in modules if re.match(r"tests\.(?!servers|forks|limits)", name)]
