"""`recepcionista new-key`: a key for ENCRYPTION_KEYS."""

import sys
from argparse import ArgumentParser, Namespace

from tools.encryption.keyring import new_key


def add_arguments(_parser: ArgumentParser) -> None:
    """No arguments."""


def run(_given: Namespace) -> int:
    """Print a new random key."""
    sys.stdout.write(f"{new_key()}\n")
    return 0
