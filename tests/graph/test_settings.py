"""Settings: defaults that work on a bare machine, and refusals that say what to do."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from graph.assembly import open_assistant
from graph.errors import MemoryMisconfigured, MemoryUnavailable
from graph.memory.checkpointer import open_memory
from graph.settings import GraphSettings
from tools.settings import DatabaseSettings

MODEL = "openai, falling back to offline"


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` and no variables from the machine."""
    monkeypatch.chdir(tmp_path)
    for field in GraphSettings.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)


@pytest.mark.parametrize(
    ("variables", "understanding"),
    [
        ({}, "offline"),
        ({"OPENAI_API_KEY": ""}, "offline"),
        ({"OPENAI_API_KEY": "k"}, MODEL),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, MODEL),
        ({"OPENAI_API_KEY": "k", "MODEL_FALLBACK": "none"}, "openai"),
        ({"OPENAI_API_KEY": "k", "UNDERSTANDING": "offline"}, "offline"),
        ({"OPENAI_API_KEY": "k", "UNDERSTANDING": "openai"}, MODEL),
    ],
)
def test_auto_takes_a_model_when_one_is_named(
    variables: dict[str, str],
    understanding: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with caplog.at_level("INFO"):
        assistant = open_assistant(GraphSettings(), DatabaseSettings())
    assert assistant.dependencies.understanding.name == understanding
    assert f"understanding: {understanding}\n" in caplog.text
    assistant.close()
    assert {path.name for path in Path("data").iterdir()} == {
        "memory.db",
        "recepcionista.db",
        "recepcionista.db.lock",
        "recepcionista.db.queue",
    }


def test_what_is_pasted_with_blanks_around_it_loses_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", " sk-key\n")
    monkeypatch.setenv("OPENAI_BASE_URL", "\thttp://localhost:11434/v1 ")
    monkeypatch.setenv("OPENAI_MODEL", " llama \n")
    settings = GraphSettings()
    assert settings.openai_api_key == SecretStr("sk-key")
    assert (settings.openai_base_url, settings.openai_model) == (
        "http://localhost:11434/v1",
        "llama",
    )
    monkeypatch.setenv("OPENAI_API_KEY", " \n")
    monkeypatch.setenv("OPENAI_BASE_URL", " ")
    assert not GraphSettings().uses_openai


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("UNDERSTANDING", "openai", "needs OPENAI_API_KEY or OPENAI_BASE_URL"),
        ("UNDERSTANDING", "magic", "offline"),
        ("OPENAI_API_KEY", "sk-two\nlines", "one word of ASCII characters"),
        ("OPENAI_API_KEY", "sk-señal", "one word of ASCII characters"),
        ("OPENAI_BASE_URL", "127.0.0.1:8080/v1", "a URL such as http://127.0.0.1:8080/v1"),
        ("OPENAI_BASE_URL", "localhost/v1", "a URL such as http://127.0.0.1:8080/v1"),
        ("OPENAI_BASE_URL", "ftp://127.0.0.1/v1", "a URL such as http://127.0.0.1:8080/v1"),
        ("OPENAI_BASE_URL", "http://", "a URL such as http://127.0.0.1:8080/v1"),
        ("OPENAI_BASE_URL", "http://local host/v1", "a URL such as http://127.0.0.1:8080/v1"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:99999/v1", "a URL such as http://127.0.0.1:8080/v1"),
        ("TIMEZONE", "Mars/Olympus", "Europe/Madrid"),
        ("TIMEZONE", "../etc/passwd", "Europe/Madrid"),
        ("OPENAI_TIMEOUT", "0", "greater than 0"),
        ("OPENAI_RETRIES", "-1", "greater than or equal to 0"),
        ("MODEL_FALLBACK", "another", "'offline' or 'none'"),
    ],
)
def test_a_bad_setting_is_refused_with_what_to_do(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=said):
        GraphSettings()


def test_the_key_is_not_shown() -> None:
    settings = GraphSettings(openai_api_key=SecretStr("sk-very-secret"))
    assert "very-secret" not in repr(settings)


@pytest.mark.parametrize("url", ["", "memory.db", "mysql://x/y", "sqlite:///:memory:"])
def test_a_useless_memory_url_is_refused_with_what_to_set(url: str) -> None:
    with pytest.raises(MemoryMisconfigured, match="MEMORY_URL"):
        open_memory(url)


def test_a_memory_file_in_what_is_no_folder_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "m.db").touch()
    with pytest.raises(MemoryUnavailable):
        open_memory(f"sqlite:///{tmp_path}/m.db/deeper.db")
