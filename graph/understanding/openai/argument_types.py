"""Types of the tools' arguments, which take the forms in which models write them."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from graph.understanding.intents import Column, Side
from tools.validity import MAX_MESSAGE

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)
"""Bounds of a creation date in a query."""
MAX_NUMBER = 10_000
"""Of a limit or a position; greater ones are read as this one."""
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")


def _words(text: str | None) -> str | None:
    if text is not None and len(text) > MAX_MESSAGE:
        raise ValueError("longer than any message")
    return (text or "").strip() or None


def _date(value: Any) -> Any:
    """A text as the date that it begins with, with a time behind it or without."""
    text = isinstance(value, str) and value[10:11] in ("", "T", " ")
    return date.fromisoformat(value[:10]) if text else value


def _day(day: date | None) -> date | None:
    """The day; None for one on which no client can have been created, which bounds nothing."""
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None


def _number(value: Any) -> Any:
    """A whole number in whatever form, within bounds; 0 means that none was said."""
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return (max(-MAX_NUMBER, min(value, MAX_NUMBER)) or None) if whole else value


def _rank(value: Any) -> Any:
    number = _number(value)
    return None if isinstance(number, int) and number < 0 else number


def _choice(value: Any) -> Any:
    """One of some words; blank is none of them."""
    return (value.strip().lower() or None) if isinstance(value, str) else value


def _flag(value: Any) -> Any:
    return {"true": True, "false": False}.get(str(value).strip().lower(), value)


Words = Annotated[str | None, AfterValidator(_words)]
Day = Annotated[date | None, BeforeValidator(_date), AfterValidator(_day)]
Rank = Annotated[
    Annotated[int, Field(ge=1, le=MAX_NUMBER)] | None,
    BeforeValidator(_rank),
]
Place = Annotated[
    Annotated[int, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)] | None,
    BeforeValidator(_number),
]
OneColumn = Annotated[Column | None, BeforeValidator(_choice)]
OneSide = Annotated[Side | None, BeforeValidator(_choice)]
Flag = Annotated[bool, BeforeValidator(_flag)]
