"""The player and its judge see what is wrong, and the dialogue files say what can be judged."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph.understanding.intents import CreateClient, Intent, Talk
from tests.dialogues.play import HERE, Played, all_files, load, main, open_player, play
from tests.graph.assistants import Scripted, open_office

SAID = "Crea a Ana Ruiz, ana@acme.es"
ANA = {"nombre": "Ana Ruiz", "email": "ana@acme.es"}
CREATE = CreateClient(name="Ana Ruiz", email="ana@acme.es")
RIGHT: dict[str, Any] = {
    "decision": "crear",
    "created": [ANA],
    "reply": ["CLIENTE  creado", "ana@acme.es"],
    "reply_any": [["ana ruiz", "Eva"], ["✅"]],
    "reply_not": ["eva@acme.es"],
}
TURN_KEYS = {"say", "session", *RIGHT, "changed", "removed", "restored"}
DIALOGUE_KEYS = {"id", "tags", "given", "turns"}


def played(folder: Path, understood: Intent, *turns: dict[str, Any], **more: Any) -> Played:
    """A dialogue in which each of these turns says `SAID`, which means one thing."""
    scripted = Scripted({SAID: (understood,)})
    office = open_office(folder, understanding=scripted)
    said = [{"say": SAID, **turn} for turn in turns]
    result = play(office.assistant, {"id": "sample", "turns": said, **more})
    office.assistant.close()
    return result


def wrong(result: Played) -> list[str]:
    return [fault for turn in result.turns for fault in turn.wrong]


def test_a_right_turn_passes(tmp_path: Path) -> None:
    result = played(tmp_path, CREATE, RIGHT)
    assert (wrong(result), result.faults, result.wrong_writes) == ([], [], 0)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"decision": "consultar"}, "decision crear, not consultar"),
        ({"reply": ["Cliente creado", "adiós"]}, "reply lacks 'adiós'"),
        ({"reply_any": [["ana ruiz"], ["Eva", "Luz"]]}, "reply has none of ['Eva', 'Luz']"),
        ({"reply_not": ["ANA@acme.es"]}, "reply has 'ANA@acme.es'"),
    ],
)
def test_a_wrong_answer_is_seen(change: dict[str, Any], fault: str, tmp_path: Path) -> None:
    result = played(tmp_path, CREATE, {**RIGHT, **change})
    assert (wrong(result), result.wrong_writes) == ([fault], 0)
    assert fault in result.faults[0]
    assert SAID in result.faults[0]


def test_a_wrong_write_is_seen(tmp_path: Path) -> None:
    result = played(tmp_path, CREATE, {})
    assert (wrong(result), result.wrong_writes) == (["WROTE Ana Ruiz <ana@acme.es>"], 1)


@pytest.mark.parametrize(
    "other",
    [{**ANA, "email": "ana@acme.com"}, {**ANA, "nombre": "Ana"}, {**ANA, "nombre": "Ana ruiz"}],
)
def test_a_write_with_other_data_is_wrong_and_missed(other: dict[str, str], tmp_path: Path) -> None:
    result = played(tmp_path, CREATE, {"created": [other]})
    assert wrong(result) == [
        "WROTE Ana Ruiz <ana@acme.es>",
        f"did not create {other['nombre']} <{other['email']}>",
    ]
    assert result.wrong_writes == 1


def test_case_does_not_matter_in_emails_and_where_a_name_has_only_one(tmp_path: Path) -> None:
    loose = {"nombre": "ana ruiz", "email": "ANA@acme.es"}
    assert wrong(played(tmp_path, CREATE, {"created": [loose]})) == []


def test_a_missed_creation_is_seen(tmp_path: Path) -> None:
    result = played(tmp_path, Talk(topic="greeting"), {"created": [ANA]})
    assert wrong(result) == ["did not create Ana Ruiz <ana@acme.es>"]
    assert result.wrong_writes == 0


def test_one_creation_satisfies_one_expectation(tmp_path: Path) -> None:
    assert wrong(played(tmp_path, CREATE, {"created": [ANA, ANA]})) == [
        "did not create Ana Ruiz <ana@acme.es>"
    ]


def test_given_clients_are_there_and_no_writes_of_a_turn(tmp_path: Path) -> None:
    result = played(tmp_path, CREATE, {"decision": "crear"}, given=[ANA])
    assert wrong(result) == []
    assert "Cliente creado" not in result.turns[0].reply


def test_a_client_counts_in_the_turn_that_created_it(tmp_path: Path) -> None:
    result = played(tmp_path, CREATE, RIGHT, {"session": "b"}, {"created": [ANA]})
    assert [turn.wrong for turn in result.turns] == [
        (),
        (),
        ("did not create Ana Ruiz <ana@acme.es>",),
    ]


def test_every_dialogue_begins_anew(tmp_path: Path) -> None:
    assistant = open_player(tmp_path)
    dialogue = {"id": "sample", "turns": [{"say": SAID, **RIGHT}]}
    assert [wrong(play(assistant, dialogue)) for _ in range(2)] == [[], []]
    assistant.close()


def test_the_files_say_only_what_is_judged() -> None:
    for dialogue in load(all_files()):
        assert set(dialogue) - {"category"} <= DIALOGUE_KEYS, dialogue["id"]
        assert {key for turn in dialogue["turns"] for key in turn} <= TURN_KEYS, dialogue["id"]


def test_every_dialogue_has_an_id_of_its_own_that_tells_its_file() -> None:
    dialogues = load(all_files())
    assert [id for id, n in Counter(d["id"] for d in dialogues).items() if n > 1] == []
    told = [d for d in dialogues if d["category"] != "ejemplos"]
    assert [d["id"] for d in told if not d["id"].startswith(f"{d['category']}-")] == []


def test_the_readme_tells_of_every_file() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z]+\.yaml)` \|", readme, re.MULTILINE)
    assert sorted(told) == [file.name for file in all_files()]


FILE = f"""
- id: sample-right
  turns: [{{say: "{SAID}", created: [{{nombre: Ana Ruiz, email: ana@acme.es}}]}}]
- id: sample-wrong
  tags: [es]
  turns: [{{say: "hola", decision: crear}}]
"""


@pytest.mark.parametrize(
    ("options", "status", "lines"),
    [
        (
            [],
            1,
            ["[FAIL] sample-wrong: 'hola'", "dialogues 1/2, turns 1/2 (50.0%), wrong writes 0"],
        ),
        (["--only", "sample-right"], 0, ["dialogues 1/1, turns 1/1 (100.0%), wrong writes 0"]),
        (["--only", "sample-right", "--show"], 0, [f"[ok] sample-right: '{SAID}'"]),
    ],
)
def test_the_command_prints_failing_turns(
    options: list[str],
    status: int,
    lines: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "sample.yaml"
    file.write_text(FILE, encoding="utf-8")
    assert main([*options, str(file)]) == status
    printed = capsys.readouterr().out.splitlines()
    assert set(lines) <= set(printed)
    assert any(line.startswith("[ok]") for line in printed) == ("--show" in options)
