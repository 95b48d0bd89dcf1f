"""`make eval`: what it counts, what it writes, and that a model is measured alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.dialogues.chart import BAR, RIGHT, WRONG, chart
from tests.dialogues.evaluate import PATIENCE, main
from tests.dialogues.play import Played, Turn
from tests.dialogues.report import page
from tests.dialogues.scores import HARDEST, by_category, by_tag, hardest, percent, score
from tests.scripted_openai import ScriptedOpenAI, calls, says, serve, status

ANA = "Crea a Ana Ruiz, ana@acme.es"
FILE = f"""
- id: sample-right
  tags: [crear, es]
  turns: [{{say: "{ANA}", decision: crear, created: [{{nombre: Ana Ruiz, email: ana@acme.es}}]}}]
- id: sample-wrong
  tags: [otro, es]
  turns: [{{say: "hola", decision: crear}}, {{say: "{ANA}"}}]
"""


def turn(*wrong: str, writes: int = 0, ms: float = 1.0, tokens: int = 0, say: str = "hola") -> Turn:
    return Turn(say, "otro", "", True, (), wrong, writes, ms / 1000, tokens)


def played(id: str, *turns: Turn, tags: tuple[str, ...] = ()) -> Played:
    return Played(id, id.split("-")[0], tags, turns)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sample.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedOpenAI]:
    monkeypatch.setenv("OPENAI_API_KEY", "the-key")
    monkeypatch.setenv("MODEL_FALLBACK", "offline")
    with serve() as running:
        yield running


def test_figures_add_up() -> None:
    results = [
        played("a-1", *(turn(ms=ms, tokens=10) for ms in range(1, 20)), tags=("x", "y")),
        played("b-1", turn("bad", writes=2, ms=100), tags=("x",)),
    ]
    total = score(results)
    assert (total.dialogues, total.turns, total.right, total.wrong_writes) == (2, 20, 19, 2)
    assert (total.tokens_per_turn, total.share) == (9.5, 0.95)
    assert (round(total.median_ms, 6), round(total.p95_ms, 6)) == (10.5, 19)
    assert {name: found.turns for name, found in by_category(results).items()} == {"a": 19, "b": 1}
    assert {name: found.turns for name, found in by_tag(results).items()} == {"x": 20, "y": 19}


@pytest.mark.parametrize(
    ("share", "shown"), [(1.0, "100.0 %"), (0.9999, "99.9 %"), (0.97, "97.0 %"), (0.0, "0.0 %")]
)
def test_only_all_is_100_percent(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_the_hardest_turns_are_the_worst_of_each_dialogue() -> None:
    results = [
        played("right", turn()),
        played("many", turn("1"), turn("1", "2", "3")),
        played("write", turn("1", "2"), turn("WROTE", writes=1)),
        *(played(f"one-{n}", turn("1")) for n in range(20)),
    ]
    found = hardest(results)
    assert [name for name, _ in found[:3]] == ["write", "many", "one-0"]
    assert found[0][1].wrong == ("WROTE",)
    assert len(found) == HARDEST


def test_the_page_keeps_what_people_say_in_its_line() -> None:
    said = "a`b\n\n# c\x07 " + "x" * 500
    text = page([played("a-1", turn("<b>", say=said))], "offline")
    (line,) = (line for line in text.splitlines() if "a-1" in line)
    assert line.startswith("- `a-1`: `a'b # c xxx")
    assert line.endswith("xxx…`: `<b>`")


def test_the_page_is_the_same_whatever_the_times() -> None:
    slow, quick = ([played("a-1", turn(ms=ms))] for ms in (1, 99))
    assert page(slow, "offline") == page(quick, "offline")


def test_a_bar_is_as_long_as_the_share_that_is_right() -> None:
    results = [played("a<b", turn(), turn(), turn("bad"), turn("bad", writes=3))]
    drawn = ElementTree.fromstring(chart(by_category(results)))  # noqa: S314 - made above
    bars = {
        (rect.get("fill"), float(rect.get("width", 0)))
        for rect in drawn.iterfind("{*}rect")
        if rect.get("width") != "12"
    }
    assert bars == {(WRONG, BAR), (RIGHT, BAR / 2)}
    assert {"a<b", "2/4, 3 wrong writes"} <= {text.text for text in drawn.iterfind("{*}text")}


def test_the_command_prints_and_writes_the_figures(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures, docs = tmp_path / "out.json", tmp_path / "docs"
    assert main([str(file), "--json", str(figures), "--docs", str(docs)]) == 0
    out, err = capsys.readouterr()
    assert err == "2/2 dialogues, 1/3 turns right, wrong writes 1\n"
    assert [line.split()[:4] for line in out.splitlines() if line.startswith("sample")] == [
        ["sample", "2", "3", "1"]
    ]
    assert out.endswith("reached: 33.3 % and 1\n")
    found = json.loads(figures.read_text("utf-8"))
    assert (found["understanding"], found["total"]["right"]) == ("offline", 1)
    assert set(found["tags"]) == {"crear", "es", "otro"}
    assert [failing["wrong_writes"] for failing in found["failing"]] == [0, 1]
    assert "| sample | 2 | 3 | 1 | 33.3 % | 1 |" in (docs / "eval.md").read_text("utf-8")
    assert (docs / "eval.svg").exists()


def test_a_model_is_measured_with_its_tokens(
    server: ScriptedOpenAI, file: Path, tmp_path: Path
) -> None:
    created = calls(("crear_cliente", {"nombre": "Ana Ruiz", "email": "ana@acme.es"}))
    server.will(created, says("[greeting] Hola"), says("[help] ?"))
    figures = tmp_path / "out.json"
    asked = ["--model-url", server.base_url, "--model", "scripted", "--json", str(figures)]
    assert main([str(file), *asked]) == 0
    found = json.loads(figures.read_text("utf-8"))
    assert found["understanding"] == "scripted"
    assert (found["total"]["right"], found["total"]["tokens_per_turn"]) == (2, 2.0)
    assert [request.body["model"] for request in server.requests] == ["scripted"] * 3
    assert server.requests[0].headers["authorization"] == "Bearer the-key"


def test_nothing_stands_in_for_a_model_that_fails(
    server: ScriptedOpenAI, file: Path, tmp_path: Path
) -> None:
    server.always(status(401))
    figures = tmp_path / "out.json"
    asked = ["--model-url", server.base_url, "--model", "scripted", "--json", str(figures)]
    assert main([str(file), *asked]) == 0
    found = json.loads(figures.read_text("utf-8"))
    assert found["total"]["right"] == 0
    assert {fault for failing in found["failing"] for fault in failing["wrong"]} >= {"no answer"}


def test_a_model_that_is_down_is_given_up(
    server: ScriptedOpenAI, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.always(status(401))
    file = tmp_path / "many.yaml"
    dialogue = "- id: many-{}\n  turns: [{{say: hola}}]\n"
    file.write_text("".join(dialogue.format(n) for n in range(2 * PATIENCE)), encoding="utf-8")
    assert main([str(file), "--model-url", server.base_url, "--model", "scripted"]) == 2
    assert f"failed {PATIENCE} turns in a row" in capsys.readouterr().err
    assert len(server.requests) == PATIENCE


@pytest.mark.parametrize("option", ["--model", "--model-url"])
def test_a_model_needs_a_name_and_a_server(option: str) -> None:
    with pytest.raises(SystemExit):
        main([option, "x"])
