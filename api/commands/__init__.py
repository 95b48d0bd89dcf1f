"""`recepcionista`: the operator's command line, one file per word."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import partial

from api.command_errors import exit_status_of
from api.commands.export import EXPORT
from api.commands.forget import FORGET
from api.commands.import_session import IMPORT
from api.commands.keys import KEYS
from api.commands.new_key import NEW_KEY
from api.commands.purge import PURGE
from api.commands.rekey import REKEY
from api.commands.serve import SERVE

COMMANDS = (SERVE, KEYS, NEW_KEY, REKEY, PURGE, FORGET, EXPORT, IMPORT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` are the process's own when none are given."""
    chosen = _parser().parse_args(sys.argv[1:] if arguments is None else arguments)
    return exit_status_of(partial(chosen.run, chosen))


def _parser() -> ArgumentParser:
    parser = ArgumentParser("recepcionista", description="Registers and finds clients by talking.")
    words = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        word = words.add_parser(command.name, help=command.summary, description=command.summary)
        command.arguments(word)
        word.set_defaults(run=command.run)
    return parser
