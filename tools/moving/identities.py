"""The next number of each table whose rows are numbered: no id of a deleted row is given again."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, Table, column, func, insert, select, table, update

from tools.moving.rows import MOVED, key_of

GIVEN = table("sqlite_sequence", column("name"), column("seq"))
"""SQLite's own: the highest id that a table ever gave to a row."""


def set_identities(source: Connection, target: Connection) -> None:
    """Have the target go on numbering where the source stopped."""
    for numbered in _numbered():
        highest = max(_highest(source, numbered), _highest(target, numbered))
        if not highest:
            continue
        if target.dialect.name == "postgresql":
            target.execute(select(func.setval(_sequence(numbered), highest)))
        elif numbered.dialect_options["sqlite"]["autoincrement"]:
            _set_sqlite(target, numbered.name, highest)


def _numbered() -> Iterator[Table]:
    return (each for each in MOVED if each.autoincrement_column is not None)


def _highest(connection: Connection, numbered: Table) -> int:
    """The highest id that was ever given to a row, as far as the engine remembers."""
    found = connection.execute(select(func.max(key_of(numbered)))).scalar_one() or 0
    if connection.dialect.name == "postgresql":
        last = connection.execute(select(func.pg_sequence_last_value(_sequence(numbered))))
        return max(found, last.scalar_one() or 0)
    if not numbered.dialect_options["sqlite"]["autoincrement"]:
        return int(found)
    given = select(GIVEN.c.seq).where(GIVEN.c.name == numbered.name)
    return max(found, connection.execute(given).scalar_one_or_none() or 0)


def _sequence(numbered: Table) -> ColumnElement[str]:
    return func.pg_get_serial_sequence(numbered.name, key_of(numbered).name)


def _set_sqlite(target: Connection, name: str, highest: int) -> None:
    changed = target.execute(update(GIVEN).where(GIVEN.c.name == name).values(seq=highest))
    if not changed.rowcount:
        target.execute(insert(GIVEN).values(name=name, seq=highest))
