"""`recepcionista serve`: what `python -m api` does."""

from argparse import ArgumentParser, Namespace

from api.__main__ import main


def add_arguments(_parser: ArgumentParser) -> None:
    """No arguments: everything is configured by settings."""


def run(_given: Namespace) -> int:
    """Serve until interrupted."""
    return main()
