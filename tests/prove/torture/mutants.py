"""Guards taken out of a copy of the code, one at a time: the scenarios have to notice."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.servers import ROOMS, ROOT

ENDS_WITHIN = 300.0
SIZE = 0.1
"""Of the scenarios; what a mutant does wrong it does often."""
PATIENCE = 3.0
"""Seconds of the clients, because some mutants never answer."""


OF_CHANGES = "tests/tools/directory/test_changes.py"


@dataclass(frozen=True)
class Edit:
    """One text of a file, which must be there exactly once, and what takes its place."""

    path: str
    old: str
    new: str

    def apply(self, root: Path) -> None:
        """Change the file. Raises `AssertionError` when the text is not there exactly once."""
        path = root / self.path
        source = path.read_text(encoding="utf-8")
        assert source.count(self.old) == 1, f"{self.path} has {source.count(self.old)} {self.old!r}"
        path.write_text(source.replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True)
class Mutant:
    """A guard, how it is taken out, and the scenarios and the fast test that need it."""

    name: str
    edits: tuple[Edit, ...]
    scenarios: tuple[str, ...]
    test: str
    """Of `make test`."""
    with_workers: tuple[str, ...] = ()
    """The same for services of several workers; none: there it only saves work."""


@dataclass(frozen=True)
class Verdict:
    """Whether the scenarios noticed, and by which anomalies; any will do, the code has none."""

    name: str
    kinds: tuple[str, ...]
    log: str = ""

    @property
    def caught(self) -> bool:
        """Whether there was any anomaly."""
        return bool(self.kinds)


NO_QUEUE = Edit("api/edge/session_queue.py", "asyncio.Lock()\n", "asyncio.Semaphore(99)\n")
NO_LOCK = Edit("graph/turn/session_lock.py", "if not ticket.wait(self._patience):", "if False:")
SEVERAL = Edit("graph/turn/working_turns.py", "ON_A_FILE = 1\n", "ON_A_FILE = 4\n")
"""Else only turns that wait for a model overlap, of which the torture has none."""
NO_FENCE = Edit(
    "tools/sessions/progress.py", '        sessions.c.turnos == bindparam("after"),\n', ""
)
NO_KEY = Edit("tools/sessions/transcript.py", "return found[0] if found else None", "return None")
NO_UNIQUE_KEY = Edit(
    "tools/migrations/versions/0001_clients_sessions_messages.py",
    '"session_id", "clave", "role", name',
    '"id", "clave", "role", name',
)
TRUSTED_MEMORY = Edit(
    "graph/memory/rebuild.py",
    """    if position != (progress.turns, progress.key, progress.revision):
        return None
    return known if whole_turns(known.window) and _ends_with(known.window, known.key) else None
""",
    """    turn, key, revision = progress.turns, progress.key, progress.revision
    trusted = WorkingMemory(turn, key, known.window, known.memory, revision)
    return trusted if position and whole_turns(known.window) else None
""",
)
KNOWS_MEMORY = Edit(
    "graph/receptionist.py",
    "from graph.memory.rebuild import ",
    "from graph.memory.rebuild import memory_in, ",
)
GOES_ON_WITH_IT = Edit(
    "graph/receptionist.py",
    "if known is None or stored or (",
    "if known is None or stored or memory_in(state).turn != known.turn or (",
)
"""Without it the other nodes go by the untrusted position, and every turn is refused as late."""
TWO_TRANSACTIONS = Edit(
    "graph/turn/commit.py",
    "    append_turn(transaction, turn.session_id",
    '    transaction.exec_driver_sql("COMMIT")\n'
    '    if transaction.dialect.name == "sqlite":\n'
    '        transaction.exec_driver_sql("BEGIN IMMEDIATE")\n'
    "    append_turn(transaction, turn.session_id",
)
ONE_BY_ONE = Edit(
    "graph/turn/commit.py",
    "        outcomes.append(runners",
    """        if outcomes:
            transaction.exec_driver_sql("COMMIT")
            if transaction.dialect.name == "sqlite":
                transaction.exec_driver_sql("BEGIN IMMEDIATE")
        outcomes.append(runners""",
)
NO_TOMBSTONE = Edit(
    "tools/sessions/progress.py",
    "tombstone.values(borrada=at, resumen=None, titulo=None)",
    "delete(sessions).where(sessions.c.id == session_id)",
)
NO_VERSION = Edit(
    "tools/directory/changes.py", "if version not in (None, now.version):", "if False:"
)
NO_CONDITION = Edit(
    "tools/directory/changes.py",
    "clients.c.id == now.id, clients.c.version == now.version",
    "clients.c.id == now.id, clients.c.id == now.id",
)
UNDO_AGAIN = Edit("tools/directory/undoing.py", 'if log[0].action == "deshacer":', "if False:")
LOGGED_LATER = Edit(
    "tools/directory/changes.py",
    """    if not written:
        raise ClientChanged(get_client(connection, now.id))
""",
    """    if not written:
        raise ClientChanged(get_client(connection, now.id))
    connection.exec_driver_sql("COMMIT")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
""",
)

MUTANTS = (
    Mutant(
        "the queue of a session's turns",
        (NO_QUEUE, NO_LOCK, SEVERAL),
        ("twenty_at_once",),
        "tests/graph/turn/test_session_lock.py::"
        "test_a_turn_that_waits_too_long_gives_up_and_keeps_nobody_waiting",
    ),
    Mutant(
        "the fence",
        (NO_FENCE,),
        ("four_processes",),
        "tests/tools/sessions/test_transcript.py::"
        "test_only_the_turn_that_follows_the_last_one_is_taken",
        ("two_workers",),
    ),
    Mutant(
        "the key",
        (NO_KEY, NO_UNIQUE_KEY),
        ("kill_at_random",),
        "tests/graph/test_turns.py::test_the_same_key_at_the_same_time_is_one_turn",
        ("workers_killed_at_random", "same_key"),
    ),
    Mutant(
        "the rebuilding of memory",
        (TRUSTED_MEMORY, KNOWS_MEMORY, GOES_ON_WITH_IT),
        ("memory_damaged_between_runs",),
        "tests/graph/test_turns.py::test_memory_heals_from_the_transcript",
        ("memory_damaged_between_runs",),
    ),
    Mutant(
        "the single transaction",
        (TWO_TRANSACTIONS,),
        ("kill_at_every_failpoint",),
        "tests/graph/test_turns.py::test_a_write_that_the_database_refuses_leaves_nothing_half_done",
        ("workers_killed_at_every_failpoint",),
    ),
    Mutant(
        "the single transaction of several writes",
        (ONE_BY_ONE,),
        ("kill_among_several",),
        "tests/graph/test_turns.py::test_several_writes_of_which_one_is_refused_leave_nothing_done",
    ),
    Mutant(
        "the tombstone",
        (NO_TOMBSTONE,),
        ("delete_under_load",),
        "tests/graph/test_turns.py::test_a_forgotten_session_is_gone_for_good",
        ("delete_under_load",),
    ),
    Mutant(
        "the version of a change",
        (NO_VERSION, NO_CONDITION),
        ("changes_at_once",),
        f"{OF_CHANGES}::test_somebody_who_saw_another_version_writes_nothing",
        ("changes_at_once",),
    ),
    Mutant(
        "taking back once",
        (UNDO_AGAIN,),
        ("changes_at_once",),
        f"{OF_CHANGES}::test_a_write_is_taken_back_once",
        ("changes_at_once",),
    ),
    Mutant(
        "the log in the transaction of its change",
        (LOGGED_LATER,),
        ("changes_killed",),
        f"{OF_CHANGES}::test_a_change_that_fails_later_in_its_transaction_leaves_no_trace",
    ),
)


def try_all(
    mutants: Sequence[Mutant] = MUTANTS, *, seed: int, workers: int = 1
) -> Iterator[Verdict]:
    """Run each mutant's scenarios, those for services of several workers if there are so many.

    Those of a mutant that is not caught run once more: a race that shows it does not always happen.
    """
    for mutant in mutants:
        scenarios = mutant.scenarios if workers == 1 else mutant.with_workers
        if scenarios:
            first = _try(mutant, scenarios, seed, workers)
            yield first if first.kinds else _try(mutant, scenarios, seed + 1, workers)


@contextmanager
def edited_copy(edits: Sequence[Edit]) -> Iterator[Path]:
    """A folder with a copy of the code and its tests, changed."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name in (*ROOMS, "tests"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("langgraph.json", "pyproject.toml"):
            shutil.copy(ROOT / name, root)
        (root / ".venv").symlink_to(ROOT / ".venv")
        for edit in edits:
            edit.apply(root)
        yield root


def _try(mutant: Mutant, scenarios: Sequence[str], seed: int, workers: int) -> Verdict:
    with edited_copy(mutant.edits) as root:
        found = root / "found.json"
        command = [sys.executable, "-m", "tests.prove.torture", "--json", str(found)]
        command += ["--seed", str(seed), "--size", str(SIZE), "--workers", str(workers)]
        command += ["--patience", str(PATIENCE), "--only", *scenarios]
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, cwd=root, capture_output=True, text=True, timeout=ENDS_WITHIN, check=False
        )
        told = json.loads(found.read_text(encoding="utf-8")) if found.exists() else {}
    kinds = sorted({kind for kinds in told.values() for kind in kinds})
    return Verdict(mutant.name, tuple(kinds), done.stdout + done.stderr)
