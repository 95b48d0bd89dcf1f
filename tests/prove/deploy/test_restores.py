"""What docs/operations.md says of PostgreSQL's own backups, done: a dump, and a point in time."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from graph.assembly import Assistant
from tests.api.service import wait_until
from tests.lives import goes_on, live, open_life, say
from tests.postgres import Postgres, new_cluster, shared_postgres
from tests.postgres_databases import fresh_postgres, run_program
from tools.directory.clients import find_clients
from tools.directory.filters import Filters

NAME = "recepcionista"


def test_a_dump_is_restored_into_a_new_database(tmp_path: Path) -> None:
    source, target = fresh_postgres(), fresh_postgres()
    with open_life(source, tmp_path / "before", None) as assistant:
        live(assistant)
        dump = tmp_path / "recepcionista.dump"
        run_program("pg_dump", source, "--format", "custom", "--file", str(dump))
        say(assistant, "s", "olvídalo")
    run_program("pg_restore", target, "--no-owner", "--exit-on-error", str(dump))
    with open_life(target, tmp_path / "after", None) as assistant:
        goes_on(assistant)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder that the server's user may write to."""
    folder = shared_postgres().folder / f"archive-{tmp_path.name}"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    return folder


def test_a_point_in_time_is_gone_back_to(archive: Path, tmp_path: Path) -> None:
    first = new_cluster(
        "archive_mode=on", f"archive_command=test ! -f {archive}/%f && cp %p {archive}/%f"
    )
    first.start()
    with assistant_on(first, tmp_path / "first") as assistant:
        live(assistant)
        restored = base_backup(first, archive)
        create(assistant, "antes@example.com")
        ((moment,),) = first.run("SELECT clock_timestamp()")
        create(assistant, "tarde@example.com")
    first.run("SELECT pg_switch_wal()")
    first.stop()
    restored.settings = (
        *restored.settings,
        f"restore_command=cp {archive}/%f %p",
        f"recovery_target_time={moment}",
        "recovery_target_action=promote",
    )
    restored.start()
    wait_until(lambda: restored.run("SELECT pg_is_in_recovery()") == [(False,)])
    with assistant_on(restored, tmp_path / "restored") as assistant:
        assert has(assistant, "antes@example.com")
        assert not has(assistant, "tarde@example.com")
        create(assistant, "tarde@example.com")
    restored.stop()


def base_backup(cluster: Postgres, archive: Path) -> Postgres:
    """A server on a base backup, told to recover and not yet started."""
    copy = new_cluster()
    place = ("-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres")
    cluster.tool("pg_basebackup", "-D", copy.folder / "data", "--checkpoint=fast", *place)
    signal = copy.folder / "data" / "recovery.signal"
    signal.touch()
    owner = archive.parent.stat()
    os.chown(signal, owner.st_uid, owner.st_gid)
    return copy


def assistant_on(cluster: Postgres, folder: Path) -> "closing[Assistant]":
    url = cluster.database(NAME).replace("postgresql:", "postgresql+psycopg:")
    return open_life(url, folder, None)


def create(assistant: Assistant, email: str) -> None:
    reply = say(assistant, "otra", f"Crea un cliente llamado Luz con email {email}")
    assert reply.startswith(f"✅ Cliente creado: Luz ({email})")


def has(assistant: Assistant, email: str) -> bool:
    with assistant.database.read() as transaction:
        return bool(find_clients(transaction, Filters(email=email), limit=1).clients)
