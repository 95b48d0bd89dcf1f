"""Settings of the business database, and the base of all settings."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tools.encryption.keyring import Keyring, keyring


class Settings(BaseSettings):
    """Settings from the environment and `.env`; validation errors do not quote values."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", extra="ignore", hide_input_in_errors=True
    )


def none_if_empty(value: object) -> object:
    """None for an empty text: a variable that is set to nothing counts as unset."""
    return None if value == "" else value


class DatabaseSettings(Settings):
    """Where the business data lives."""

    database_url: str = "sqlite:///data/recepcionista.db"
    """SQLAlchemy URL."""
    database_timeout: float = Field(default=15.0, gt=0)
    """Seconds to wait for another writer before `DatabaseUnavailable`."""
    encryption_keys: SecretStr | None = None
    """Base64 keys of 32 bytes, separated by commas: the first seals, all of them open."""

    _empty_is_unset = field_validator("encryption_keys", mode="before")(none_if_empty)

    @field_validator("encryption_keys")
    @classmethod
    def _usable_keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            keyring(value.get_secret_value())
        return value

    @property
    def keys(self) -> Keyring | None:
        """What seals messages and memory at rest; None: they are kept as they are."""
        return keyring(self.encryption_keys.get_secret_value()) if self.encryption_keys else None
