"""Lists of sessions: owners, pages, searches with much to read."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.database.engine import Database, open_database
from tools.encryption.keyring import keyring, new_key
from tools.sessions import listing as session_list
from tools.sessions.listing import SessionPage, list_sessions, rename_session
from tools.sessions.progress import delete_session, take_turn
from tools.sessions.threads import thread_of
from tools.sessions.titles import MAX_LENGTH, title_of
from tools.sessions.transcript import Turn, append_turn, count_messages, read_history, read_part

pytestmark = pytest.mark.both

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def say(
    database: Database,
    owner: str,
    session_id: str,
    *said: str,
    at: datetime = NOW,
) -> None:
    """Turns of a session, from its first one on."""
    thread = thread_of(owner, session_id)
    with database.write() as transaction:
        for number, message in enumerate(said, start=1):
            take_turn(transaction, thread, after=number - 1, at=at)
            turn = Turn(number, f"k{number}", message, f"eco: {message}", "otro", {})
            append_turn(transaction, thread, turn, at=at)


def page(
    database: Database,
    owner: str = "",
    *,
    text: str | None = None,
    limit: int = 20,
    cursor: str | None = None,
) -> SessionPage:
    with database.read() as transaction:
        return list_sessions(transaction, owner, text=text, limit=limit, cursor=cursor)


def ids(found: SessionPage) -> list[str]:
    return [session.session_id for session in found.sessions]


def test_nobody_sees_the_sessions_of_another(database: Database) -> None:
    owners = ["", "ana", "Ana", "an", "ana%", "a/b", "ñ", "ana0", "_na"]
    for number, owner in enumerate(owners):
        say(database, owner, "s", f"secreto {number}")
        say(database, owner, f"s{number}", "Hola")
    for number, owner in enumerate(owners):
        assert ids(page(database, owner)) == [f"s{number}", "s"]
        assert ids(page(database, owner, text="secreto")) == ["s"]
        assert ids(page(database, owner, text=f"secreto {(number + 1) % 9}")) == []
        with database.write() as transaction:
            assert rename_session(transaction, owner, f"s{(number + 1) % 9}", "Mía") is None
            assert rename_session(transaction, owner, "s", f"Mía {number}")
    for number, owner in enumerate(owners):
        assert page(database, owner).sessions[-1].title == f"Mía {number}"
    assert ids(page(database, "nadie")) == []


@pytest.mark.parametrize("owner", ["", "ana", "zoe"])
def test_sessions_of_the_same_instant_are_all_listed_once(database: Database, owner: str) -> None:
    for number in range(9):
        say(database, owner, f"s{number}", "Hola")
    seen, cursor = list[str](), None
    for _ in range(5):
        found = page(database, owner, limit=2, cursor=cursor)
        seen, cursor = seen + ids(found), found.cursor
    assert cursor is None
    assert sorted(seen) == [f"s{number}" for number in range(9)]


def test_a_cursor_shows_nobody_else_s_sessions(database: Database) -> None:
    for owner in ("ana", "luis"):
        for number in range(3):
            say(database, owner, f"{owner}{number}", "Hola")
    cursor = page(database, "ana", limit=1).cursor
    assert set(ids(page(database, "luis", cursor=cursor))) <= {"luis0", "luis1", "luis2"}


def test_a_search_with_much_to_read_hands_out_what_it_has_and_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_list, "QUERY_MESSAGES", 1)
    monkeypatch.setattr(session_list, "MAX_CHARACTERS", 1_000)
    for number in range(20):
        said = "aguja" if number in (3, 11) else "paja"
        say(database, "", f"s{number}", said, said, at=NOW + timedelta(minutes=number))
    pages, cursor = [page(database, text="aguja")], page(database, text="aguja").cursor
    while cursor:
        pages.append(page(database, text="aguja", cursor=cursor))
        cursor = pages[-1].cursor
    assert [each for found in pages for each in ids(found)] == ["s11", "s3"]
    assert [] in [ids(found) for found in pages[:-1]]
    assert len(pages) == 7


@pytest.mark.parametrize(
    ("limit", "value", "pages"), [("MAX_CHARACTERS", 16_000, 4), ("MAX_SECONDS", 0.0, 8)]
)
def test_a_search_counts_what_it_reads_and_how_long(
    database: Database, monkeypatch: pytest.MonkeyPatch, limit: str, value: float, pages: int
) -> None:
    monkeypatch.setattr(session_list, "QUERY_MESSAGES", 1)
    monkeypatch.setattr(session_list, limit, value)
    for number in range(7):
        say(database, "", f"s{number}", "ñ" * 4_000, at=NOW + timedelta(minutes=number))
    seen, cursor = 1, page(database, text="aguja").cursor
    while cursor:
        seen, cursor = seen + 1, page(database, text="aguja", cursor=cursor).cursor
    assert seen == pages


def test_what_cannot_be_read_hides_no_other_session(tmp_path: Path) -> None:
    path = tmp_path / "sealed.db"
    database = open_database(f"sqlite:///{path}", keys=keyring(new_key()))
    for number in range(3):
        say(database, "", f"s{number}", "Hola", "aguja", at=NOW + timedelta(minutes=number))
    with database.write() as transaction:
        for session in ("s0", "s1"):
            assert rename_session(transaction, "", session, "Mía")
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE sesiones SET titulo = 'rota' WHERE id = 's1'")
        other.execute("UPDATE mensajes SET content = 'roto' WHERE session_id = 's2' AND turno = 1")
    titles = {session.session_id: session.title for session in page(database).sessions}
    assert titles == {"s0": "Mía", "s1": "", "s2": ""}
    assert ids(page(database, text="aguja")) == ["s2", "s1", "s0"]
    assert ids(page(database, text="hola")) == ["s1", "s0"]
    database.close()


def test_a_deleted_session_is_not_listed_nor_found_nor_named(database: Database) -> None:
    say(database, "ana", "s", "Hola")
    with database.write() as transaction:
        assert rename_session(transaction, "ana", "s", "Mía")
        delete_session(transaction, thread_of("ana", "s"), at=NOW)
        assert rename_session(transaction, "ana", "s", "Otra") is None
    for text in (None, "hola", "mia"):
        assert ids(page(database, "ana", text=text)) == []


@given(st.text(max_size=200))
def test_a_title_is_one_line_of_bounded_length(opening: str) -> None:
    title = title_of(opening)
    assert len(title) <= MAX_LENGTH
    assert len(title.splitlines()) <= 1
    assert bool(title) == bool(opening.split())
    assert title.removesuffix("…") in " ".join(opening.split())


def test_a_title_without_a_place_to_cut_is_cut_all_the_same() -> None:
    assert title_of("x" * 61) == "x" * 59 + "…"
    assert title_of("x" * 60) == "x" * 60
    assert title_of("…") == "…"


@pytest.mark.parametrize("turns", [0, 1, 4])
def test_any_part_of_a_transcript_is_that_part(database: Database, turns: int) -> None:
    say(database, "", "s", *(f"m{number}" for number in range(turns)))
    with database.read() as transaction:
        everything = read_history(transaction, "s")
        assert count_messages(transaction, "s") == len(everything)
        for start in range(len(everything) + 1):
            for stop in range(start, len(everything) + 1):
                part = read_part(transaction, "s", slice(start, stop))
                assert part == everything[start:stop]
