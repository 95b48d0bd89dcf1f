"""`recepcionista new-key`: a key for ENCRYPTION_KEYS."""

import sys

from api.commands.command import Command
from tools.encryption.keyring import new_key


def _print_key() -> int:
    sys.stdout.write(f"{new_key()}\n")
    return 0


NEW_KEY = Command("new-key", "Print a fresh key for ENCRYPTION_KEYS.", lambda _: _print_key())
