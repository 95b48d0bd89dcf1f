"""Parts of names by SQLite's full-text index of trigrams; other databases compare every name.

Triggers keep the index, so that rows loaded by plain SQL are in it. Tables are copied without their
triggers: a migration that rebuilds `clientes` has to make them again.
"""

from sqlalchemy import Connection, Select, column, func, select, table

INDEX = "clientes_nombres"
"""Also how the tables begin in which SQLite keeps it."""
SHORTEST = 3
"""Letters of the shortest part of a name that the index knows."""
FEW = 5_000
"""Clients that are sooner looked at one by one than sought in an index of another kind."""

_index = table(INDEX, column("rowid"), column(INDEX))
_ADD = f"INSERT INTO {INDEX}(rowid, nombre_plegado) VALUES (new.id, new.nombre_plegado)"  # noqa: S608 - constants
_REMOVE = (
    f"INSERT INTO {INDEX}({INDEX}, rowid, nombre_plegado)"  # noqa: S608 - constants
    " VALUES ('delete', old.id, old.nombre_plegado)"
)
CREATE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(nombre_plegado, content='clientes',"
    " content_rowid='id', columnsize=0, tokenize='trigram case_sensitive 1')",
    f"CREATE TRIGGER {INDEX}_i AFTER INSERT ON clientes BEGIN {_ADD}; END",
    f"CREATE TRIGGER {INDEX}_d AFTER DELETE ON clientes BEGIN {_REMOVE}; END",
    f"CREATE TRIGGER {INDEX}_u AFTER UPDATE OF id, nombre_plegado ON clientes"
    f" BEGIN {_REMOVE}; {_ADD}; END",
    f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')",  # noqa: S608 - constants
)
"""Statements that make the index, fill it, and keep it."""
FORGET = f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')"  # noqa: S608 - constants
"""Merges the index, which until then keeps trigrams of deleted names."""
DROP = (*(f"DROP TRIGGER {INDEX}_{which}" for which in "idu"), f"DROP TABLE {INDEX}")


def named(connection: Connection, words: list[str]) -> Select[int] | None:
    """The ids of clients whose folded names have all words; None when no index can tell."""
    if connection.dialect.name != "sqlite" or not words or not all(map(is_indexed, words)):
        return None
    quoted = ('"' + word.replace('"', '""') + '"' for word in words)
    return select(_index.c.rowid.label("id")).where(_index.c[INDEX].match(" ".join(quoted)))


def is_indexed(word: str) -> bool:
    """Whether the index knows parts of names like this one."""
    return len(word) >= SHORTEST and "\0" not in word


def are_few(connection: Connection, ids: Select[int]) -> bool:
    """Whether it takes little to look at each of these clients."""
    some = ids.limit(FEW).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() < FEW
