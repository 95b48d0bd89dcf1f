"""A session taken out of one service goes on in another as if nothing had happened."""

import io
import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.conversation import delete_session
from graph.errors import NotASession
from graph.lifecycle.markdown import as_markdown
from graph.lifecycle.session_file import SavedSession, as_json_lines
from graph.lifecycle.session_reading import MAX_LINE, read_session
from graph.lifecycle.transfer import export_session, import_session
from graph.understanding.intents import CreateClient, QueryClients
from graph.understanding.situation import Draft, Memory, QuickReply, Results
from tests.graph.assistants import NOON, Office, open_office, rows
from tools.database.engine import open_database
from tools.errors import SessionExists
from tools.sessions.threads import thread_of
from tools.sessions.transcript import Turn

EVERYBODY = QueryClients()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "here").mkdir()
    office = open_office(tmp_path / "here")
    yield office
    office.assistant.close()


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "there").mkdir()
    office = open_office(tmp_path / "there")
    yield office
    office.assistant.close()


def fill(office: Office, name: str, count: int = 25) -> None:
    for number in range(count):
        new = CreateClient(name=f"{name} {number}", email=f"{name.lower()}{number}@x.es")
        office.say(f"crea a {new.name} {new.email}", new, session=f"fill{number}")


def taken_out(office: Office, session: str = "s") -> SavedSession:
    saved = export_session(office.assistant.database, session, session)
    assert saved is not None
    return saved


def lines_of(saved: SavedSession) -> list[bytes]:
    return list(as_json_lines(saved))


def read(lines: list[bytes], *, max_turns: int = 500) -> SavedSession:
    return read_session(io.BytesIO(b"".join(lines)), max_turns=max_turns)


def move(here: Office, there: Office, session: str = "s") -> None:
    saved = read(lines_of(taken_out(here)))
    import_session(there.assistant.database, session, saved, at=NOON)


def test_a_draft_is_completed_there(here: Office, there: Office) -> None:
    here.say("hola")
    here.say("crea a Nora", CreateClient(name="Nora"))
    move(here, there)
    assert there.history() == here.history()
    created = there.say("nora@x.es", CreateClient(email="nora@x.es", fresh=False))
    assert created.reply == "✅ Cliente creado: Nora (nora@x.es)"
    assert there.state()["memory"]["turn"] == 3
    window = [message.content for message in there.state()["messages"]]
    assert window[:4] == [text for _, text in here.history()]


def test_a_key_used_here_is_known_there(here: Office, there: Office) -> None:
    first = here.say("hola", key="k")
    move(here, there)
    again = there.say("hola", key="k")
    assert (again.reply, again.replayed) == (first.reply, True)


def test_what_was_shown_here_is_nobody_there(here: Office, there: Office) -> None:
    """The same ids are other people in the other directory."""
    fill(here, "Ana")
    fill(there, "Luis")
    here.say("lista", EVERYBODY)
    here.say("el segundo", QueryClients(refers_back=True, position=2))
    move(here, there)
    second = there.say("el segundo", QueryClients(refers_back=True, position=2)).reply
    theirs = there.say("¿y su email?", QueryClients(refers_back=True)).reply
    assert "Luis" not in second + theirs
    assert "@" not in second + theirs


def test_the_client_created_here_is_nobody_there(here: Office, there: Office) -> None:
    fill(there, "Luis", 3)
    here.say("crea a Ana ana@x.es", CreateClient(name="Ana", email="ana@x.es"))
    move(here, there)
    assert "@" not in there.say("¿y su email?", QueryClients(refers_back=True)).reply
    assert "@" not in there.say("¿a quién creé aquí?", QueryClients(this_session=True)).reply


@pytest.mark.parametrize("newest_first", [False, True])
def test_more_there_begins_with_the_first_page_of_there(
    here: Office, there: Office, newest_first: bool
) -> None:
    fill(here, "Ana")
    fill(there, "Luis", 23)
    question = QueryClients(newest_first=newest_first)
    shown_here = here.say("lista", question).reply
    assert len(rows(shown_here)) == 20
    move(here, there)
    everybody = [f"Luis {number}" for number in range(23)]
    if newest_first:
        everybody.reverse()
    assert rows(there.say("más", QueryClients(more=True)).reply) == everybody[:20]
    assert rows(there.say("más aún", QueryClients(more=True)).reply) == everybody[20:]


def test_an_id_that_is_or_was_there_is_refused(here: Office, there: Office) -> None:
    here.say("hola")
    saved = taken_out(here)
    there.say("yo estaba antes")
    with pytest.raises(SessionExists):
        import_session(there.assistant.database, "s", saved, at=NOON)
    assert there.history()[0][1] == "yo estaba antes"
    delete_session(there.assistant, "s")
    with pytest.raises(SessionExists):
        import_session(there.assistant.database, "s", saved, at=NOON)
    assert there.history() == []
    import_session(there.assistant.database, "s2", saved, at=NOON)
    import_session(there.assistant.database, thread_of("eva", "s"), saved, at=NOON)
    assert there.history("s2") == there.history("eva/s") == here.history()


def test_an_unknown_and_a_deleted_session_cannot_be_taken_out(here: Office) -> None:
    here.say("hola")
    delete_session(here.assistant, "s")
    assert export_session(here.assistant.database, "s", "s") is None
    assert export_session(here.assistant.database, "nadie", "nadie") is None


def test_a_checkpoint_that_was_there_before_is_not_believed(here: Office, there: Office) -> None:
    """As when the business data come from a backup, and the memory file does not."""
    fill(there, "Luis", 3)
    here.say("lista", EVERYBODY, key="k")
    saved = taken_out(here)
    old = here.assistant.checkpointer.get_tuple({"configurable": {"thread_id": "s"}})
    assert old is not None
    config = {"configurable": {"thread_id": "s", "checkpoint_ns": ""}}
    there.assistant.checkpointer.put(config, old.checkpoint, old.metadata, {})  # type: ignore[arg-type]
    import_session(there.assistant.database, "s", saved, at=NOON)
    there.say("hola")
    assert there.state()["memory"]["revision"] == 1


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60)
queries = st.builds(QueryClients, text=st.none() | texts, newest_first=st.booleans())
memories = st.builds(
    Memory,
    language=st.sampled_from(["es", "en"]),
    draft=st.none() | st.just(Draft(name="Nora", proposed=True)),
    results=st.none()
    | st.builds(
        Results,
        query=st.none() | queries,
        ids=st.lists(st.integers(1, 9), max_size=3).map(tuple),
        cursor=st.none() | st.just("7"),
    ),
    quick_replies=st.lists(st.builds(QuickReply, label=texts, text=texts), max_size=3).map(tuple),
)
instants = st.datetimes(min_value=NOON.replace(tzinfo=None), timezones=st.just(UTC)).filter(
    lambda at: at.year < 9000
)


@st.composite
def sessions(draw: st.DrawFn) -> SavedSession:
    turns = tuple(
        (
            draw(instants),
            Turn(
                number,
                f"{number} {draw(texts)}",
                draw(texts),
                draw(texts),
                draw(st.sampled_from(["crear", "consultar", "otro"])),
                draw(memories).model_dump(mode="json"),
            ),
        )
        for number in range(1, draw(st.integers(1, 5)) + 1)
    )
    folded = draw(st.integers(0, len(turns)))
    return SavedSession("s", draw(instants), turns, draw(texts) if folded else "", folded)


def without_ids(saved: SavedSession) -> SavedSession:
    """What must not come along: who was shown, and how far."""
    return replace(saved, turns=tuple((at, _without_ids(turn)) for at, turn in saved.turns))


def _without_ids(turn: Turn) -> Turn:
    results = turn.memory["results"]
    if not results:
        return turn
    newest = results["query"] and results["query"]["newest_first"]
    cursor = results["cursor"] and ("9" * 18 if newest else "0")
    kept = results | {"ids": [], "focus": None, "cursor": cursor} if results["query"] else None
    return replace(turn, memory=turn.memory | {"results": kept})


@settings(max_examples=25, deadline=None)
@given(saved=sessions())
def test_out_and_in_and_out_again_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, saved: SavedSession
) -> None:
    assert read(lines_of(saved)) == saved
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('there')}/business.db")
    import_session(database, "s", saved, at=NOON)
    again = export_session(database, "s", "s")
    database.close()
    assert again == without_ids(saved)


def changed(number: int, **fields: object) -> Callable[[list[bytes]], list[bytes]]:
    """The lines, with other fields in one of them; a field that is ... is left out."""

    def change(lines: list[bytes]) -> list[bytes]:
        line = json.loads(lines[number - 1]) | fields
        kept = {name: value for name, value in line.items() if value is not ...}
        return [*lines[: number - 1], json.dumps(kept).encode() + b"\n", *lines[number:]]

    return change


def memory(**fields: object) -> dict[str, object]:
    return {"memory": Memory().model_dump(mode="json") | fields}


TWO_TURNS = SavedSession(
    "s",
    NOON,
    tuple(
        (NOON, Turn(n, f"k{n}", "hola", "buenas", "otro", Memory().model_dump(mode="json")))
        for n in (1, 2)
    ),
)
HOSTILE: list[tuple[int, Callable[[list[bytes]], list[bytes]]]] = [
    (1, lambda _: []),
    (1, lambda _: [b"\n"]),
    (1, lambda _: [b"\xff\xfe\n"]),
    (1, lambda _: [b"[" * 100_000 + b"\n"]),
    (1, lambda lines: lines[1:]),
    (1, changed(1, version=3)),
    (1, changed(1, version="1")),
    (1, changed(1, format="otro")),
    (1, changed(1, turns=0)),
    (1, changed(1, turns=1.0)),
    (1, changed(1, turns=501)),
    (1, changed(1, turns=10**30)),
    (1, changed(1, session_id="../etc")),
    (1, changed(1, session_id=...)),
    (1, changed(1, created="2026-01-01T00:00:00")),
    (1, changed(1, created="0001-01-01T00:00:00+14:00")),
    (1, changed(1, summary="a\0b")),
    (1, changed(1, summary="a" * 10_001)),
    (1, changed(1, folded=3)),
    (1, changed(1, folded=-1)),
    (1, changed(1, extra=1)),
    (1, lambda lines: [b'{"format": "' + b"x" * MAX_LINE + b'"}\n', *lines[1:]]),
    (2, changed(2, turn=1)),
    (2, changed(2, message=...)),
    (2, changed(2, message="")),
    (2, changed(2, message=["a"])),
    (2, changed(2, message="a\0b")),
    (2, changed(2, message="a" * 100_001)),
    (2, changed(2, reply="")),
    (2, changed(2, reply=None)),
    (2, changed(2, key="")),
    (2, changed(2, key="k" * 256)),
    (2, changed(2, timestamp=1)),
    (2, changed(2, timestamp="2026-03-04T12:00:01")),
    (2, changed(2, decision=None)),
    (2, changed(2, decision="borrar")),
    (2, changed(2, memory=None)),
    (2, changed(2, **memory(version=2))),
    (2, changed(2, **memory(extra=1))),
    (2, changed(2, **memory(draft={"name": "a\u202eb"}))),
    (2, changed(2, **memory(draft={"name": "Ana", "email": "no es un email"}))),
    (2, changed(2, **memory(results={"query": {"text": "a\0b"}}))),
    (2, changed(2, **memory(results={"ids": "1"}))),
    (2, changed(2, **memory(quick_replies=[{"label": "", "text": "Sí"}]))),
    (2, changed(2, **memory(quick_replies=[{"label": "Sí", "text": "a" * 4_001}]))),
    (2, changed(2, **memory(quick_replies=[{"label": "a\0b", "text": "Sí"}]))),
    (2, changed(2, **memory(quick_replies=[{"label": "Sí", "text": "Sí"}] * 31))),
    (3, lambda lines: [*lines[:2], lines[1]]),
    (3, lambda lines: [*lines[:2], b"\n", *lines[2:]]),
    (3, changed(3, key="k1")),
    (3, lambda lines: lines[:2]),
    (3, lambda lines: [*lines[:2], lines[2][:-1]]),
    (3, lambda lines: [*lines[:2], lines[2][:-9]]),
    (4, lambda lines: [*lines, lines[2]]),
    (4, lambda lines: [*lines, b"\n"]),
]


@pytest.mark.parametrize(("line", "spoil"), HOSTILE, ids=range(len(HOSTILE)))
def test_a_file_that_is_not_sound_is_refused_with_its_line(
    line: int, spoil: Callable[[list[bytes]], list[bytes]]
) -> None:
    lines = lines_of(TWO_TURNS)
    assert read(lines) == TWO_TURNS
    with pytest.raises(NotASession, match=f"^line {line}: "):
        read(spoil(lines))


def first_version() -> list[bytes]:
    """The same session as the first version of the format has it: a line for every message."""
    header, *turns = map(json.loads, lines_of(TWO_TURNS))
    lines = [header | {"version": 1}]
    for number, turn in enumerate(turns, start=1):
        both = {"turn": number, "timestamp": turn["timestamp"], "key": turn["key"]}
        said = {"role": "user", "content": turn["message"], "decision": None, "memory": None}
        answered = {"role": "assistant", "content": turn["reply"]}
        answered |= {"decision": turn["decision"], "memory": turn["memory"]}
        lines += [both | said, both | answered]
    return [json.dumps(line).encode() + b"\n" for line in lines]


HOSTILE_FIRST: list[tuple[int, Callable[[list[bytes]], list[bytes]]]] = [
    (1, changed(1, turns=0)),
    (2, changed(2, role="system")),
    (2, changed(2, content="a\0b")),
    (2, changed(2, extra=1)),
    (3, changed(2, role="assistant")),
    (3, changed(3, role="user")),
    (3, changed(3, key="otra")),
    (3, changed(3, decision=None)),
    (3, changed(3, memory=None)),
    (3, changed(3, **memory(draft={"name": "a\u202eb"}))),
    (5, lambda lines: lines[:4]),
    (5, lambda lines: [*lines[:3], *lines[1:3]]),
    (6, lambda lines: [*lines, lines[4]]),
]


def test_a_file_of_the_first_version_is_read() -> None:
    assert read(first_version()) == TWO_TURNS


@pytest.mark.parametrize(("line", "spoil"), HOSTILE_FIRST, ids=range(len(HOSTILE_FIRST)))
def test_a_file_of_the_first_version_that_is_not_sound_is_refused_with_its_line(
    line: int, spoil: Callable[[list[bytes]], list[bytes]]
) -> None:
    with pytest.raises(NotASession, match=f"^line {line}: "):
        read(spoil(first_version()))


def test_a_byte_order_mark_is_no_part_of_the_file() -> None:
    """Editors on Windows write one."""
    saved = SavedSession("s", NOON, ((NOON, Turn(1, "k", "hola", "¡Hola!", "otro", {})),))
    lines = b"".join(as_json_lines(saved))
    read = read_session(io.BytesIO(BOM_UTF8 + lines), max_turns=9)
    assert read == read_session(io.BytesIO(lines), max_turns=9)


def test_a_huge_file_is_refused_before_it_is_in_memory() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.given += len(buffer)
            assert self.given < 4 * MAX_LINE
            buffer[:] = b"a" * len(buffer)
            return len(buffer)

    with pytest.raises(NotASession, match="line 1: longer than"):
        read_session(io.BufferedReader(Endless()), max_turns=500)


def test_what_was_said_cannot_leave_its_block_in_markdown(here: Office) -> None:
    attacks = ["```\n# yo mando\n```", "`````\r<script>alert(1)</script>\r`````", "~~~\n<b>", "> a"]
    for attack in attacks:
        here.say(attack)
    document = b"".join(as_markdown(taken_out(here))).decode()
    outside, fence, inside = [], "", []
    for line in document.splitlines():
        if fence:
            inside.append(line)
            fence = "" if line.strip() and set(line) == {"`"} and len(line) >= len(fence) else fence
        elif line.startswith("```"):
            fence = line.removesuffix("text")
        else:
            outside.append(line)
    assert not fence
    assert not any(sign in line for line in outside for sign in ("<", "yo mando", "> a", "~~~"))
    assert {"<script>alert(1)</script>", "# yo mando", "> a"} <= set(inside)
    assert outside[0] == "# Conversación `s`"


def test_a_document_for_people_has_the_time_of_a_zone(here: Office) -> None:
    here.say("Hola")
    parts = list(as_markdown(taken_out(here), ZoneInfo("America/Mexico_City")))
    assert parts[1].startswith(b"\n## 1. 2026-03-04 06:00:00 America/Mexico_City\n")
