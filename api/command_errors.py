"""Errors that end a command: one sentence on stderr and exit status 2."""

import sys
from collections.abc import Callable

from pydantic import ValidationError

from graph.errors import MemoryMisconfigured, MemoryUnavailable, NotABackup
from tools.errors import DatabaseMisconfigured, DatabaseUnavailable, DecryptionError

EXIT_STATUS = 2


class CommandError(Exception):
    """A command cannot do its work; the text says why, and which setting or argument helps."""


REPORTED = (
    CommandError,
    DatabaseMisconfigured,
    DatabaseUnavailable,
    DecryptionError,
    MemoryMisconfigured,
    MemoryUnavailable,
    NotABackup,
)


def exit_status_of(action: Callable[[], int]) -> int:
    """The exit status of the action, or 2 with a sentence on stderr for the errors above.

    Files other than `.env` are read as bytes, and texts are encoded nowhere but in a database.
    """
    try:
        return action()
    except ValidationError as error:
        return _report(_sentence(error))
    except UnicodeDecodeError:
        return _report(".env is not UTF-8 text: save it as UTF-8")
    except UnicodeEncodeError:
        return _report("an argument is not UTF-8 text")
    except REPORTED as error:
        return _report(str(error))


def _sentence(error: ValidationError) -> str:
    """The settings and their faults, without the values, which may be secrets."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(
        ": ".join([*map(str, each["loc"]), each["msg"].removeprefix("Value error, ")])
        for each in found
    )


def _report(sentence: str) -> int:
    sys.stderr.write(f"recepcionista: {sentence}\n")
    return EXIT_STATUS
