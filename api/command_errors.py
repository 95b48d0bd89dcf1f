"""What keeps a command from starting: said in one sentence on stderr, with exit status 2."""

import sys
from collections.abc import Callable

from pydantic import ValidationError

from graph.errors import MemoryMisconfigured, MemoryUnavailable
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable

REFUSED = 2


class CommandError(Exception):
    """A command cannot do its work; the text says why, and what to set or give instead."""


REFUSALS = (
    CommandError,
    DatabaseMisconfigured,
    DatabaseUnavailable,
    MemoryMisconfigured,
    MemoryUnavailable,
)


def exit_status_of(action: Callable[[], int]) -> int:
    """The exit status of the action; 2 after a sentence when it cannot be done."""
    try:
        return action()
    except ValidationError as error:
        return _refuse(_sentence(error))
    except REFUSALS as error:
        return _refuse(str(error))


def _sentence(error: ValidationError) -> str:
    """What to set; never the value, which may be a secret."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(
        ": ".join([*map(str, each["loc"]), each["msg"].removeprefix("Value error, ")])
        for each in found
    )


def _refuse(reason: str) -> int:
    sys.stderr.write(f"recepcionista: {reason}\n")
    return REFUSED
