"""Settings of the conversation."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)

from tools.settings import EmptyIsUnset, Settings

MAX_DAYS = 36_500
"""For which a session can be told to be kept; longer is for ever."""


Stripped = BeforeValidator(lambda v: (v.strip() or None) if isinstance(v, str) else v)
"""For a text that may be pasted with blanks around it; one of blanks alone is unset."""


class GraphSettings(Settings):
    """Working memory, understanding and the clock."""

    memory_url: str = "sqlite:///data/memory.db"
    """Where the checkpointer keeps working memory: a SQLite file or a PostgreSQL database."""
    memory_checkpoints: int = Field(default=3, ge=1)
    """Checkpoints kept of each session, which LangGraph Studio can go back to."""
    session_max_messages: int = Field(default=1_000, ge=2)
    """Messages in one session, the replies included; then a new one has to be begun."""
    session_ttl_days: Annotated[int | None, EmptyIsUnset] = Field(default=None, gt=0, le=MAX_DAYS)
    """Days after its last message until a session is deleted; None: it is kept for ever."""
    client_trash_days: int = Field(default=30, ge=0, le=MAX_DAYS)
    """Days after which a deleted client cannot be brought back any more."""
    understanding: Literal["auto", "offline", "openai"] = "auto"
    """auto: openai when a key or a base URL is set, else offline."""
    openai_api_key: Annotated[SecretStr | None, Stripped] = None
    openai_base_url: Annotated[str | None, Stripped] = None
    """Base URL of any OpenAI-compatible server, ending in /v1."""
    openai_model: Annotated[str, StringConstraints(strip_whitespace=True)] = "gpt-4o-mini"
    openai_timeout: float = Field(default=30.0, gt=0)
    """Seconds for the model's answer to one message, retries included."""
    openai_retries: int = Field(default=2, ge=0)
    """Further tries after a passing failure; each try but the last gets half of the time left."""
    model_fallback: Literal["offline", "none"] = "offline"
    """How a message is understood that the model cannot be asked about; none: not at all."""
    timezone: str = "UTC"
    """IANA name of the zone in which "today" is meant, and in which days are shown."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("TIMEZONE must be an IANA name, for example Europe/Madrid") from error
        return value

    @field_validator("openai_api_key")
    @classmethod
    def _fits_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch("[!-~]+", value.get_secret_value()):
            raise ValueError("OPENAI_API_KEY must be one word of ASCII characters")
        return value

    @field_validator("openai_base_url")
    @classmethod
    def _is_a_url(cls, value: str | None) -> str | None:
        if value and not _has_a_host(value):
            raise ValueError("OPENAI_BASE_URL must be a URL such as http://127.0.0.1:8080/v1")
        return value

    @model_validator(mode="after")
    def _openai_needs_a_server(self) -> Self:
        if self.understanding == "openai" and not (self.openai_api_key or self.openai_base_url):
            raise ValueError("UNDERSTANDING=openai needs OPENAI_API_KEY or OPENAI_BASE_URL")
        return self

    @property
    def uses_openai(self) -> bool:
        """Whether a model understands, after `auto` is resolved."""
        chosen = self.openai_api_key is not None or self.openai_base_url is not None
        return self.understanding == "openai" or (self.understanding == "auto" and chosen)


def _has_a_host(url: str) -> bool:
    """Whether the text is an HTTP URL without blanks; its port, if it has one, is a number."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return named and parts.scheme in ("http", "https") and not re.search(r"\s", url)
