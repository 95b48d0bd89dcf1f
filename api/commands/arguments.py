"""Types of arguments that several commands take, and the mode of files that they write."""

from argparse import ArgumentTypeError

from api.access.principal import is_owner

PRIVATE = 0o600


def owner_name(name: str) -> str:
    """A valid owner. Raises `ArgumentTypeError`."""
    if not is_owner(name):
        raise ArgumentTypeError("1 to 128 visible characters, without space around them")
    return name
