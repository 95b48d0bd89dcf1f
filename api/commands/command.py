"""What a command of the operator's is made of."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A word after `recepcionista`; `run` returns the exit status and may raise `CommandError`."""

    name: str
    summary: str
    """One sentence in English, for --help."""
    run: Callable[[Namespace], int]
    arguments: Callable[[ArgumentParser], object] = lambda parser: parser
    """Adds what the command takes to its parser."""
