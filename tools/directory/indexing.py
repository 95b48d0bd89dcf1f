"""Keeps the index of the directory: which ids have which parts of names, domains and instants.

Triggers note which clients change, so that rows changed by plain SQL are noted too; those are read
one by one, until their blocks are indexed anew. Only SQLite has this index. Tables are copied
without their triggers: a migration that rebuilds `clientes` has to make them again.
"""

from collections import defaultdict

from sqlalchemy import Connection, column, delete, func, insert, select, table

from tools.directory.blocks import BITS, SIZE, of, to_bytes
from tools.directory.instants import planes, seconds
from tools.directory.terms import INSTANT, of_domain, of_word
from tools.tables import clients

Indexed = tuple[int, str, str, int]
"""Of a client: the offset in its block, the folded name, the domain, and the second of creation."""

INDEX = "clientes_indice"
"""How the names begin of all that belongs to it."""
WAITING = 2_048
"""Changed clients that are sooner read one by one than indexed."""

blocks = table(f"{INDEX}_bloques", *map(column, ("bloque", "ids", "desde", "hasta")))
terms = table(f"{INDEX}_terminos", *map(column, ("bloque", "termino", "ids")))
changes = table(f"{INDEX}_cambios", column("id"))


def _note(ids: str) -> str:
    """A conflict clause would give way to that of the statement that fires the trigger."""
    return f"INSERT INTO {changes.name} SELECT id FROM ({ids}) WHERE id NOT IN {changes.name};"  # noqa: S608 - constants


_OLD, _NEW = _note("SELECT old.id AS id"), _note("SELECT new.id AS id")
_REPLACED = _note("SELECT id FROM clientes WHERE email_plegado = new.email_plegado")
CREATE = (
    f"CREATE TABLE {blocks.name} (bloque INTEGER PRIMARY KEY, ids BLOB,"
    " desde INTEGER, hasta INTEGER)",
    f"CREATE TABLE {terms.name} (bloque INTEGER, termino TEXT, ids BLOB,"
    " PRIMARY KEY (bloque, termino)) WITHOUT ROWID",
    f"CREATE TABLE {changes.name} (id INTEGER PRIMARY KEY)",
    f"CREATE TRIGGER {INDEX}_r BEFORE INSERT ON clientes BEGIN {_REPLACED} END",
    f"CREATE TRIGGER {INDEX}_i AFTER INSERT ON clientes BEGIN {_NEW} END",
    f"CREATE TRIGGER {INDEX}_d AFTER DELETE ON clientes BEGIN {_OLD} END",
    f"CREATE TRIGGER {INDEX}_u AFTER UPDATE OF id, nombre_plegado, dominio, creado ON clientes"
    f" BEGIN {_OLD} {_NEW} END",
    f"INSERT INTO {changes.name} SELECT id FROM clientes",  # noqa: S608 - constants
)
"""Statements that make the index, without a block as yet."""
DROP = (
    *(f"DROP TRIGGER {INDEX}_{which}" for which in "ridu"),
    *(f"DROP TABLE {each.name}" for each in (changes, terms, blocks)),
)


def settle(connection: Connection, *, left: int = 0, most: int | None = None) -> None:
    """Index the blocks with most changes, at most so many, until few changed clients are left."""
    if connection.dialect.name != "sqlite":
        return
    number, many = changes.c.id.op(">>")(BITS), func.count()
    query = select(number, many).group_by(number).order_by(many.desc())
    waiting = connection.execute(query).all()
    rest = sum(count for _, count in waiting)
    for block, count in waiting[:most]:
        if rest <= left:
            break
        _index(connection, block)
        rest -= count


def _index(connection: Connection, block: int) -> None:
    """Make the block anew, without what is deleted."""
    first, last = block << BITS, (block << BITS) + SIZE - 1
    for each in (blocks, terms):
        connection.execute(delete(each).where(each.c.bloque == block))
    connection.execute(delete(changes).where(changes.c.id.between(first, last)))
    query = select(clients.c.id, clients.c.nombre_plegado, clients.c.dominio, seconds())
    rows = connection.execute(query.where(clients.c.id.between(first, last))).all()
    if rows:
        _fill(connection, block, [(key & SIZE - 1, *rest) for key, *rest in rows])


def _fill(connection: Connection, block: int, rows: list[Indexed]) -> None:
    instants = {offset: instant for offset, _, _, instant in rows}
    edges = min(instants.values()), max(instants.values())
    everyone = to_bytes([instants], [of(instants)])
    connection.execute(insert(blocks).values((block, everyone, *edges)))
    found = {f"{INSTANT}{bit:02}": each for bit, each in enumerate(planes(*edges, instants))}
    found |= _occurrences(rows)
    connection.exec_driver_sql(
        f"INSERT INTO {terms.name} VALUES (?, ?, ?)",  # noqa: S608 - a constant
        [(block, term, stored) for term, stored in sorted(found.items())],
    )


def _occurrences(rows: list[Indexed]) -> dict[str, bytes]:
    """Words repeat, so each is cut up once, with the offsets of all who have it."""
    words, domains = defaultdict(list), defaultdict(list)
    for offset, name, domain, _ in rows:
        domains[domain].append(offset)
        for word in name.split():
            words[word].append(offset)
    found = defaultdict(list)
    for cut, wholes in ((of_word, words), (of_domain, domains)):
        for whole, offsets in wholes.items():
            part = offsets, of(offsets)
            for term in cut(whole):
                found[term].append(part)
    return {term: to_bytes(*zip(*parts, strict=True)) for term, parts in found.items()}
