"""Settings: how all of them are read, and those of the business database."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tools.encryption.keyring import Keyring, keyring

EmptyIsUnset = BeforeValidator(lambda value: None if value == "" else value)
"""For an optional setting: an environment variable without a value leaves it unset."""


ENV_FILE = ".env"
ENCODING = "utf-8-sig"
"""UTF-8, also with the byte order mark that editors on Windows write."""
FOREIGN = ("LANGCHAIN_", "LANGGRAPH_", "LANGSMITH_")
"""Beginnings of the names that LangGraph's server reads from the same file."""


class Settings(BaseSettings):
    """Values from the environment and the file `.env`; errors do not repeat them."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_file=ENV_FILE,
        env_file_encoding=ENCODING,
        extra="ignore",
        hide_input_in_errors=True,
    )


class DatabaseSettings(Settings):
    """Where the business data is stored."""

    database_url: str = "sqlite:///data/recepcionista.db"
    """SQLAlchemy URL of a SQLite file or a PostgreSQL database."""
    database_timeout: float = Field(default=15.0, gt=0)
    """Seconds to wait for another writer before `DatabaseUnavailable`."""
    database_pool: int = Field(default=10, ge=1)
    """Connections to PostgreSQL that one process shares among its requests; a few more are its own.
    """
    encryption_keys: Annotated[SecretStr | None, EmptyIsUnset] = None
    """Base64 keys of 32 bytes, separated by commas: the first encrypts, all of them decrypt."""

    @field_validator("encryption_keys")
    @classmethod
    def _usable_keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            keyring(value.get_secret_value())
        return value

    @property
    def keys(self) -> Keyring | None:
        """The keys that encrypt messages and memory at rest; None: they are stored in clear."""
        return keyring(self.encryption_keys.get_secret_value()) if self.encryption_keys else None


def env_file_warnings() -> Iterator[str]:
    """What the author of `.env` may not mean: readers, and names that no imported settings have."""
    path = Path(ENV_FILE)
    if not path.is_file():
        return
    if os.name == "posix" and path.stat().st_mode & 0o077:
        yield f"other users of this machine may read {ENV_FILE}, which may hold keys: chmod 600"
    known = [name.upper() for kind in Settings.__subclasses__() for name in kind.model_fields]
    for name in dotenv_values(path, encoding=ENCODING):
        if name.upper() not in known and not name.upper().startswith(FOREIGN):
            meant = get_close_matches(name.upper(), known, n=1)
            hint = f"; did you mean {meant[0]}?" if meant else ""
            yield f"{ENV_FILE} sets {name!a}, which is no setting{hint}"
