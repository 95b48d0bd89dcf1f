"""Settings: how all of them are read, and those of the business database."""

from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tools.encryption.keyring import Keyring, keyring

EmptyIsUnset = BeforeValidator(lambda value: None if value == "" else value)
"""For an optional setting: an environment variable without a value leaves it unset."""


class Settings(BaseSettings):
    """Values from the environment and the file `.env`; errors do not repeat them."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", extra="ignore", hide_input_in_errors=True
    )


class DatabaseSettings(Settings):
    """Where the business data is stored."""

    database_url: str = "sqlite:///data/recepcionista.db"
    """SQLAlchemy URL."""
    database_timeout: float = Field(default=15.0, gt=0)
    """Seconds to wait for another writer before `DatabaseUnavailable`."""
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
