"""Types of arguments that several commands take."""

from argparse import ArgumentTypeError

from api.access.principal import is_owner


def owner_name(name: str) -> str:
    """A valid owner. Raises `ArgumentTypeError`."""
    if not is_owner(name):
        raise ArgumentTypeError("1 to 128 visible characters, without space around them")
    return name
