"""Settings of the business database."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DatabaseSettings(BaseSettings):
    """Where the business data lives."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    database_url: str = "sqlite:///data/recepcionista.db"
    """SQLAlchemy URL."""
    database_timeout: float = Field(default=15.0, gt=0)
    """Seconds to wait for another writer before `DatabaseUnavailable`."""
