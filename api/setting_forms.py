"""Validators for the settings of the edge; each raises `ValueError` with a sentence."""

import os
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

LogFormat = Literal["console", "json"]

AUTO, OFF = "auto", "off"
MEMORY = "memory://"
HOST = r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?"
STORAGE = re.compile(rf"rediss?://([^@/?#\s]*@)?{HOST}(/\d{{1,3}})?/?", re.IGNORECASE)
ROOT_PATH = re.compile(r"(/[\w.~-]+)*", re.ASCII)
CPU_LIMIT = Path("/sys/fs/cgroup/cpu.max")
ORIGIN = re.compile(rf"https?://{HOST}")


def checked_rate(written: str) -> str:
    """`off` (or nothing), or one limit in the notation of the library `limits`."""
    if written.strip().lower() in ("", OFF):
        return OFF
    try:
        [limit] = import_module("limits").parse_many(written)
    except ValueError as error:
        raise ValueError("must be off, or one limit like 60/minute or 5/10 seconds") from error
    if limit.amount < 1:
        raise ValueError("must allow at least one request, or be off")
    return written


def checked_rate_or_auto(written: str) -> str:
    """`auto`, or a value for `checked_rate`."""
    return AUTO if written.strip().lower() == AUTO else checked_rate(written)


def checked_storage(url: SecretStr) -> SecretStr:
    """`memory://`, or the URL of a Redis or Valkey."""
    written = url.get_secret_value()
    if written != MEMORY and not (STORAGE.fullmatch(written) and _has_a_port(written)):
        raise ValueError(f"must be {MEMORY} or redis://host:port/db (rediss:// for TLS)")
    return url


def checked_origins(written: str | None) -> str | None:
    """Origins with commas between. `*` is refused: any page could then read an open service."""
    origins = [origin.strip().lower() for origin in (written or "").split(",") if origin.strip()]
    if not all(ORIGIN.fullmatch(origin) and _has_a_port(origin) for origin in origins):
        raise ValueError("must name origins like https://example.com, with commas between; no *")
    return ",".join(origins) or None


def checked_root_path(written: str | None) -> str | None:
    """A path like `/recepcionista`, without a slash at its end."""
    path = (written or "").strip().rstrip("/")
    if not ROOT_PATH.fullmatch(path):
        raise ValueError("must be a path like /recepcionista")
    return path or None


def number_of_workers(written: object) -> object:
    """The processors that this process may use, for `auto`; else the number as it is written."""
    automatic = isinstance(written, str) and written.strip().lower() == AUTO
    return usable_processors() if automatic else written


def possible_workers(number: int) -> int:
    """More than one only where processes can be forked."""
    if number > 1 and sys.platform == "win32":
        raise ValueError("must be 1 on Windows, whose processes cannot be forked")
    return number


def usable_processors(limit: Path = CPU_LIMIT) -> int:
    """Processors that the scheduler gives this process, and the share of them that its group has.

    The group's `limit` is Linux's, of control groups version 2, as containers set it.
    """
    given = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    try:
        quota, period = limit.read_text(encoding="ascii").split()
        return max(1, min(given, round(int(quota) / int(period))))
    except (OSError, ValueError):  # no such limit: the quota is `max`
        return given


def _has_a_port(url: str) -> bool:
    """Whether the URL's port is valid; without one, the scheme's default counts."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
