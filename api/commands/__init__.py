"""`recepcionista`: the operator's command line, one file per command.

Only the module of the command that is called is imported: printing a key needs no web framework.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from io import TextIOWrapper

COMMANDS = {
    "serve": ("api.commands.serve", "Serve on HOST and PORT until interrupted."),
    "keys": ("api.commands.keys", "Make, list and revoke the API keys."),
    "new-key": ("api.commands.new_key", "Print a fresh key for ENCRYPTION_KEYS."),
    "rekey": (
        "api.commands.rekey",
        "Encrypt messages and summaries with the first of ENCRYPTION_KEYS; exit status 1 when some "
        "cannot be read.",
    ),
    "backup": ("api.commands.backup", "Copy both databases to a folder, while servers serve."),
    "restore": (
        "api.commands.restore",
        "Replace both databases by a backup; refused while any process uses them.",
    ),
    "move": (
        "api.commands.move",
        "Copy the business database to another one, SQLite or PostgreSQL, and verify it; refused "
        "while any process uses either, and goes on where it was cut off.",
    ),
    "purge": ("api.commands.purge", "Delete sessions idle for SESSION_TTL_DAYS days."),
    "forget": (
        "api.commands.forget",
        "Erase a person from the directory and all transcripts; exit status 1 when nothing is "
        "found, 3 when some rows cannot be read.",
    ),
    "export": ("api.commands.export", "Write a session to a file."),
    "import-clients": (
        "api.commands.import_clients",
        "Add the clients of a CSV or vCard file, and go on where that was cut off; the same file "
        "twice changes nothing. Exit status 1 when some rows are invalid.",
    ),
    "import": ("api.commands.import_session", "Add a session that was exported elsewhere."),
}
"""The module and the help of each command. Each module has `add_arguments(parser)`, and
`run(given)`, which gives the exit status and may raise `CommandError`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` are the process's own when none are given."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may not have the letters of a name
            stream.reconfigure(errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else arguments
    chosen = _parser(given).parse_args(given)
    status: int = import_module("api.command_errors").exit_status_of(partial(chosen.run, chosen))
    return status


def _parser(given: Sequence[str]) -> ArgumentParser:
    parser = ArgumentParser("recepcionista", description="Registers and finds clients by talking.")
    words = parser.add_subparsers(metavar="COMMAND", required=True)
    called = next((argument for argument in given if not argument.startswith("-")), None)
    for name, (module, summary) in COMMANDS.items():
        word = words.add_parser(name, help=summary, description=summary)
        if name == called:
            command = import_module(module)
            command.add_arguments(word)
            word.set_defaults(run=command.run)
    return parser
