"""The command works and says what it should; how fast anything is, no test can tell."""

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.prove.bench.__main__ import main
from tests.prove.bench.crowd import crowd
from tests.prove.bench.messages import LENGTH, message
from tests.prove.bench.profile import LAYERS, NEWER, REST
from tests.prove.bench.profile import main as profile
from tests.prove.bench.sizes import FULL
from tests.prove.bench.targets import Target


@pytest.mark.timeout(300)
def test_the_command_measures_everything_and_writes_the_page(tmp_path: Path) -> None:
    docs, figures = tmp_path / "docs", tmp_path / "figures.json"
    assert main(["--quick", "--json", str(figures), "--docs", str(docs)]) == 0
    found = json.loads(figures.read_text(encoding="utf-8"))
    page = (docs / "README.md").read_text(encoding="utf-8")
    assert {"targets", "turns", "load", "scaling", "late", "directory", "starts"} <= set(found)
    assert all(line["what"] in page and line["reached"] >= 0 for line in found["targets"])
    for plot in ("turns", "disk", "load", "directory", "memory"):
        assert f"]({plot}.svg)" in page
        assert (docs / f"{plot}.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(("answers", "failed"), [(b"aaaa", 0), (b"abab", 2)])
def test_the_crowd_counts_what_failed(answers: bytes, failed: int) -> None:
    found = asyncio.run(_played(answers))
    assert (found["failed"], len(found["turns"])) == (failed, 4 - failed)


def test_the_crowd_ends_with_a_broken_connection() -> None:
    with pytest.raises(ConnectionError):
        asyncio.run(_played(b"aa"))


async def _played(answers: bytes) -> dict[str, Any]:
    """Four turns of one session, answered by 200 (a), by 503 (b), and then not at all."""
    statuses = iter(answers)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, StopIteration):
            while await reader.readuntil(b"}"):
                status = {"a": 200, "b": 503}[chr(next(statuses))]
                writer.write(b"HTTP/1.1 %d -\r\nContent-Le" % status)
                await asyncio.sleep(0.01)
                writer.write(b"ngth: 4\r\n\r\n1234")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        return await crowd([f"http://127.0.0.1:{port}"], label="s", sessions=1, turns=4)


@pytest.mark.skipif(sys.version_info >= NEWER, reason="cProfile mixes up the threads")
def test_the_profile_shows_every_layer(capsys: pytest.CaptureFixture[str]) -> None:
    assert profile(["--turns", "4"]) == 0
    table = capsys.readouterr().out
    assert all(f"| {layer} |" in table for layer in (*LAYERS, REST))
    assert "| 0% |" not in table


def test_a_target_is_met_up_to_its_goal() -> None:
    assert Target("time", 5.0, 5.0).met
    assert not Target("time", 5.0, 5.1).met
    assert Target("speed", 5.0, 5.1, at_least=True).met
    assert not Target("speed", 5.0, float("nan"), at_least=True).met


@pytest.mark.parametrize("turn", range(1, 5))
def test_every_message_has_the_same_length(turn: int) -> None:
    assert len(message("r2-31", FULL.marks[-1] * 2 + turn)) == LENGTH
