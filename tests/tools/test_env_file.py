"""`.env` is read however it was saved, and what its author may not mean is told."""

from pathlib import Path

import pytest

import api.settings  # noqa: F401 - its settings are known then
from tools.settings import DatabaseSettings, env_file_warnings


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / ".env"
    path.touch(mode=0o600)
    return path


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("TIMEZONE=UTC", []),
        ("timezone=UTC", []),
        ("# AUHT=required", []),
        ("LANGSMITH_API_KEY=secret", []),
        ("AUHT=required", ["'AUHT', which is no setting; did you mean AUTH?"]),
        ("DATABASE_URI=x", ["'DATABASE_URI', which is no setting; did you mean DATABASE_URL?"]),
        ("QWXZ=secret", ["'QWXZ', which is no setting"]),
    ],
)
def test_a_name_that_is_no_setting_is_told(env_file: Path, line: str, said: list[str]) -> None:
    env_file.write_text(f"{line}\n")
    told = [*env_file_warnings()]
    assert told == [f".env sets {each}" for each in said]


@pytest.mark.parametrize(("mode", "told"), [(0o600, 0), (0o400, 0), (0o644, 1), (0o604, 1)])
def test_a_file_that_others_may_read_is_told(env_file: Path, mode: int, told: int) -> None:
    env_file.chmod(mode)
    assert (
        sum("other users of this machine may read .env" in w for w in env_file_warnings()) == told
    )


def test_without_a_file_nothing_is_told(env_file: Path) -> None:
    env_file.unlink()
    assert [*env_file_warnings()] == []


def test_a_byte_order_mark_hides_no_setting(env_file: Path) -> None:
    env_file.write_text("DATABASE_TIMEOUT=3\n", encoding="utf-8-sig")
    assert DatabaseSettings().database_timeout == 3
    assert [*env_file_warnings()] == []
