"""The failpoints of `make torture`, its comparison with others, and fast tests for its mutants."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forks import Forks
from tests.prove.torture.failpoints import POINTS, Failpoint, parse
from tests.prove.torture.mutants import MUTANTS, edited_copy
from tests.prove.torture.rivals import MODULES, SYSTEMS, compare
from tests.prove.torture.stage import Stage
from tests.prove.torture.wire import Broken
from tests.servers import fork_server
from tests.sizes import some

LONG = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with fork_server(*MODULES) as forks:
        yield forks


@pytest.mark.parametrize("name", some([mutant.name for mutant in MUTANTS]))
def test_a_fast_test_notices_the_mutant(name: str) -> None:
    """In the code as it is, `make test` has seen it pass."""
    [mutant] = [mutant for mutant in MUTANTS if mutant.name == name]
    with edited_copy(mutant.edits) as root:
        command = [sys.executable, "-m", "pytest", "-q", "--timeout=60", mutant.test]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter and test
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout[-2000:] + done.stderr


@LONG
def test_others_lose_what_they_acknowledged(forks: Forks, tmp_path: Path) -> None:
    standings = list(compare(Stage(forks, tmp_path, seed=7, size=0.1), SYSTEMS[:2]))
    ours = [standing for standing in standings if standing.system == SYSTEMS[0].name]
    theirs = [standing for standing in standings if standing.system == SYSTEMS[1].name]
    assert all(standing.acknowledged and not standing.found for standing in ours)
    assert theirs[0].lost


@pytest.mark.parametrize("point", POINTS)
def test_every_point_kills(point: str, forks: Forks, tmp_path: Path) -> None:
    with Stage(forks, tmp_path, seed=7).site() as site:
        life = site.begin(FAILPOINT=f"{point}=kill")
        line = site.line()
        with pytest.raises(Broken):
            line.chat("s", "Crea un cliente llamado Ana con email ana@example.com", "k")
        assert life.wait()
        assert life.exit_code() == -signal.SIGKILL


@pytest.mark.parametrize(
    ("text", "failpoint"),
    [
        ("commit.fenced=kill@3", Failpoint("commit.fenced", "kill", 0.0, 3)),
        ("model.after=stop", Failpoint("model.after", "stop", 0.0, 1)),
        ("model.before=sleep:0.2", Failpoint("model.before", "sleep", 0.2, None)),
        ("model.before=say", Failpoint("model.before", "say", 0.0, None)),
    ],
)
def test_a_failpoint_is_read(text: str, failpoint: Failpoint) -> None:
    assert parse(text) == failpoint


@pytest.mark.parametrize("text", ["", "commit.fenced", "nowhere=kill", "model.after=explode"])
def test_what_is_no_failpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no failpoint"):
        parse(text)
