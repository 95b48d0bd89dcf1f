"""`recepcionista keys`: make, list and revoke the API keys in the database."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import closing
from datetime import UTC, datetime, timedelta

from api.access.api_keys import make_key
from api.access.principal import ROLES
from api.command_errors import CommandError
from api.commands.arguments import owner_name
from tools.api_keys import ApiKey, create_key, keys_were_made, list_keys, revoke_key
from tools.database.engine import Database, open_database
from tools.settings import DatabaseSettings

MAX_DAYS = 36_500
"""About a century; a key without --expires has no end."""
NOTE = (
    "This is the only time that the key is shown. A service that runs without sign-in (AUTH=auto)"
    " asks for keys after its next start.\n"
)


def add_arguments(parser: ArgumentParser) -> None:
    """`create`, `list` and `revoke`, each with its own arguments."""
    words = parser.add_subparsers(metavar="WORD", required=True)
    create = words.add_parser("create", help="Make a key and print it, once.")
    create.add_argument("--owner", type=owner_name, required=True, help="whose sessions it opens")
    create.add_argument("--role", choices=ROLES, nargs="+", required=True, help="what it may do")
    create.add_argument("--expires", type=_days, metavar="DAYS", help="after so many days")
    create.add_argument(
        "--new",
        action="store_true",
        help="make the database, before a service's first start",
    )
    create.set_defaults(word=_create)
    listed = words.add_parser("list", help="Show every key's id, owner, roles and state.")
    listed.set_defaults(word=_list)
    revoke = words.add_parser("revoke", help="End a key at once, in every process.")
    revoke.add_argument("id", metavar="ID", help="as `keys list` shows it")
    revoke.set_defaults(word=_revoke)


def run(given: Namespace) -> int:
    """Create, list or revoke. Raises `CommandError`, and an outage of the database."""
    status: int = given.word(given)
    return status


def _create(given: Namespace) -> int:
    key, now = make_key(), datetime.now(UTC)
    expires = None if given.expires is None else now + timedelta(days=given.expires)
    with _database(make=given.new) as database:
        with database.write() as transaction:
            create_key(
                transaction,
                key_id=key.id,
                owner=given.owner,
                roles=set(given.role),
                digest=key.digest,
                created=now,
                expires=expires,
            )
        keys_were_made(database)
    sys.stdout.write(f"{key.text}\n")
    sys.stderr.write(NOTE)
    return 0


def _list(_given: Namespace) -> int:
    with _database() as database, database.read() as transaction:
        keys = list_keys(transaction)
    now = datetime.now(UTC)
    for key in keys:
        created, state = f"{key.created:%Y-%m-%d}", _state(key, now)
        cells = (key.id, key.owner, ",".join(key.roles), created, state)
        sys.stdout.write("\t".join(cells) + "\n")
    return 0


def _revoke(given: Namespace) -> int:
    with _database() as database, database.write() as transaction:
        known = revoke_key(transaction, given.id, at=datetime.now(UTC))
    if not known:
        raise CommandError("no key has this id; `recepcionista keys list` shows them all")
    sys.stdout.write(f"revoked: {given.id}\n")
    return 0


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked is not None:
        return f"revoked {key.revoked:%Y-%m-%d}"
    if key.expires is None:
        return "valid"
    return f"{'valid until' if key.opens(now) else 'expired'} {key.expires:%Y-%m-%d}"


def _database(*, make: bool = False) -> closing[Database]:
    settings = DatabaseSettings()
    url, timeout = settings.database_url, settings.database_timeout
    return closing(open_database(url, timeout=timeout, make=make))


def _days(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given[:6]) <= MAX_DAYS or len(given) > len("36500"):
        raise ArgumentTypeError(f"a number of days from 1 to {MAX_DAYS}")
    return int(given)
