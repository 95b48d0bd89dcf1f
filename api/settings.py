"""Settings of the HTTP service: its address, authentication, and the limits at its edge."""

from dataclasses import dataclass, field
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from api import setting_forms as forms
from graph.settings import GraphSettings
from tools.settings import DatabaseSettings, EmptyIsUnset, Settings

SECRET_BYTES = 32
"""Least length of a shared secret; a shorter one would weaken HS256."""
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


class ServerSettings(Settings):
    """The address on which the service listens, and with how many processes."""

    host: str = Field(default="127.0.0.1", min_length=1)
    """Address to listen on."""
    port: int = Field(default=8000, ge=0, le=65535)
    """TCP port; 0 takes a free one, which the URL printed at start names."""
    keep_alive: int = Field(default=75, ge=1, le=3_600)
    """Seconds that a connection may be idle between requests; longer than a proxy keeps its own,
    which would otherwise send a request on a connection that is being closed."""
    workers: Annotated[
        int,
        BeforeValidator(forms.number_of_workers),
        AfterValidator(forms.possible_workers),
    ] = Field(default=1, ge=1, le=64)
    """Processes that serve; `auto` is one for each processor."""


class AccessSettings(Settings):
    """Authentication: API keys and JSON Web Tokens."""

    auth: Literal["auto", "required", "none"] = "auto"
    """auto: required once an API key exists or JWTs are configured; until then only this machine
    may call, without a credential. none: everybody may."""
    jwt_secret: Annotated[SecretStr | None, EmptyIsUnset] = None
    """Shared secret of HS256 tokens, at least 32 bytes."""
    jwt_jwks: Annotated[str | None, EmptyIsUnset] = None
    """File or URL of the JSON Web Key Set with the public keys of RS256 and ES256 tokens."""
    jwt_issuer: Annotated[str | None, EmptyIsUnset] = None
    """The required value of `iss`; JWT_JWKS needs it."""
    jwt_audience: Annotated[str | None, EmptyIsUnset] = None
    """The value that `aud` has to be or contain; JWT_JWKS needs it."""
    jwt_roles_claim: str = Field(default="roles", min_length=1)
    """The claim with the roles: a list, or a text with spaces or commas between. Dots in the name
    lead into a claim, unless one has the whole name."""
    jwt_leeway: float = Field(default=30.0, ge=0, le=300)
    """Seconds by which the clocks of issuer and service may differ."""

    @field_validator("jwt_secret")
    @classmethod
    def _strong_secret(cls, value: SecretStr | None) -> SecretStr | None:
        secret = value.get_secret_value() if value else None
        if secret is not None and len(secret.encode()) < SECRET_BYTES:
            raise ValueError("JWT_SECRET needs at least 32 bytes, as `openssl rand -hex 32` prints")
        if secret is not None and "-----BEGIN" in secret:
            raise ValueError("JWT_SECRET is a PEM key: give public keys as a JWKS, in JWT_JWKS")
        return value

    @field_validator("jwt_jwks")
    @classmethod
    def _safe_address(cls, value: str | None) -> str | None:
        address = urlsplit(value or "")
        secure = address.scheme == "https" or address.hostname in LOCAL_NAMES
        if "://" in address.geturl() and not (secure and address.scheme in ("http", "https")):
            raise ValueError("JWT_JWKS must be a file or an https:// URL")
        return value

    @model_validator(mode="after")
    def _one_kind_of_key(self) -> Self:
        if self.jwt_secret and self.jwt_jwks:
            raise ValueError("set JWT_SECRET or JWT_JWKS, not both")
        if self.jwt_jwks and not (self.jwt_issuer and self.jwt_audience):
            raise ValueError("JWT_JWKS needs JWT_ISSUER and JWT_AUDIENCE, or any token would do")
        if (self.jwt_issuer or self.jwt_audience) and not (self.jwt_secret or self.jwt_jwks):
            raise ValueError("JWT_ISSUER and JWT_AUDIENCE need JWT_SECRET or JWT_JWKS")
        return self


class EdgeSettings(Settings):
    """Rate limits, CORS, logs and the documentation."""

    rate_limit: Annotated[str, AfterValidator(forms.checked_rate_or_auto)] = forms.AUTO
    """Requests per caller; `auto`: 60/minute for authenticated callers; `off`."""
    rate_limit_failures: Annotated[str, AfterValidator(forms.checked_rate)] = "10/minute"
    """Failed authentications per address, after which all its requests get 429; or `off`."""
    rate_limit_storage: Annotated[SecretStr, AfterValidator(forms.checked_storage)] = SecretStr(
        forms.MEMORY
    )
    """The store of the counters: each process's memory, or one Redis or Valkey for all."""
    cors_origins: Annotated[str | None, AfterValidator(forms.checked_origins)] = None
    """Origins whose pages may call the service from a browser, with commas between."""
    root_path: Annotated[str | None, AfterValidator(forms.checked_root_path)] = None
    """The path that a proxy serves the service below, whether or not the proxy strips it."""
    access_log: bool = False
    """Whether each request is logged, without its contents."""
    log_format: forms.LogFormat = "console"
    """Lines for people, or one JSON object a line."""
    docs: bool = True
    """Whether /docs and /openapi.json are served."""


@dataclass(frozen=True)
class Configuration:
    """All settings of a process that serves, read from the environment and `.env` at once."""

    server: ServerSettings = field(default_factory=ServerSettings)
    access: AccessSettings = field(default_factory=AccessSettings)
    edge: EdgeSettings = field(default_factory=EdgeSettings)
    graph: GraphSettings = field(default_factory=GraphSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
