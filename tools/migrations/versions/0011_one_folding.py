"""Names, domains and addresses are folded anew, and parts of addresses are found as parts of names.

Triggers maintain the index. Alembic's batch mode copies a table without its triggers: a migration
that rebuilds `clientes` that way makes them again.
"""

import logging
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

log = logging.getLogger(__name__)
BATCH = 10_000
COLUMNS = ("id", "nombre", "email", "nombre_plegado", "email_plegado", "dominio")

# The folding of this version, as `tools.folding` had it.
BEYOND_LATIN = re.compile("[\u00ad\u0300-\U0010ffff]")
ACUTE = str.maketrans("´`", "''")
SPELLED = str.maketrans(
    {
        **dict(zip("łøđðħŧıŋəƀɓɖɗƙƴǥɨʉƶɛɔ", "loddhtinebbddkygiuzeo", strict=True)),
        **{"æ": "ae", "œ": "oe", "þ": "th"},
        **dict(zip("یىکہەھة", "ييكهههه", strict=True)),
        "\u0640": None,
        **dict.fromkeys("\u2018\u2019\u201b\u2032\u02bb\u02bc", "'"),
        **dict.fromkeys("\u2010\u2012\u2013\u2212", "-"),
    }
)

# INSERT OR REPLACE fires no trigger for the rows that it removes, so rows that conflict are noted
# before it and leave the index after it. OR IGNORE leaves a note, which the next change clears.
_CLEAR = "DELETE FROM clientes_nombres_reemplazo"
_NOTE = (
    "INSERT INTO clientes_nombres_reemplazo SELECT id, nombre_plegado, email_plegado FROM clientes"
    " WHERE (id = new.id OR email_plegado = new.email_plegado)"
)
_FORGET_NOTED = (
    "INSERT INTO clientes_nombres(clientes_nombres, rowid, nombre_plegado, email_plegado)"
    " SELECT 'delete', id, nombre_plegado, email_plegado FROM clientes_nombres_reemplazo"
)
_FORGET_OLD = (
    "INSERT INTO clientes_nombres(clientes_nombres, rowid, nombre_plegado, email_plegado)"
    " VALUES ('delete', old.id, old.nombre_plegado, old.email_plegado)"
)
_ADD = (
    "INSERT INTO clientes_nombres(rowid, nombre_plegado, email_plegado)"
    " VALUES (new.id, new.nombre_plegado, new.email_plegado)"
)
_UPDATE = "UPDATE OF id, nombre_plegado, email_plegado"
TRIGGERS = {
    "bi": ("BEFORE INSERT", _CLEAR, _NOTE),
    "ai": ("AFTER INSERT", _FORGET_NOTED, _CLEAR, _ADD),
    "bu": (f"BEFORE {_UPDATE}", _CLEAR, f"{_NOTE} AND id <> old.id"),
    "au": (f"AFTER {_UPDATE}", _FORGET_NOTED, _CLEAR, _FORGET_OLD, _ADD),
    "ad": ("AFTER DELETE", _CLEAR, _FORGET_OLD),
}
DROP = (
    *(f"DROP TRIGGER clientes_nombres_{which}" for which in TRIGGERS),
    "DROP TABLE clientes_nombres_reemplazo",
    "DROP TABLE clientes_nombres",
)
CREATE = (
    "CREATE VIRTUAL TABLE clientes_nombres USING fts5(nombre_plegado, email_plegado,"
    " content='clientes', content_rowid='id', columnsize=0, tokenize='trigram case_sensitive 1')",
    "CREATE TABLE clientes_nombres_reemplazo"
    " (id INTEGER PRIMARY KEY, nombre_plegado TEXT, email_plegado TEXT)",
    *(
        f"CREATE TRIGGER clientes_nombres_{name} {when} ON clientes BEGIN {'; '.join(steps)}; END"
        for name, (when, *steps) in TRIGGERS.items()
    ),
    "INSERT INTO clientes_nombres(clientes_nombres) VALUES ('rebuild')",
)


def upgrade() -> None:
    """Fold, and replace the index; other databases compare without one."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in DROP if sqlite else ():
        op.execute(statement)
    _fold_clients()
    for statement in CREATE if sqlite else ():
        op.execute(statement)


def _fold_clients() -> None:
    """Clients whose addresses turn out to be one are reported, and keep both addresses."""
    clients = sa.table("clientes", *map(sa.column, COLUMNS))
    read, last = sa.select(clients).order_by(clients.c.id).limit(BATCH), 0
    while rows := op.get_bind().execute(read.where(clients.c.id > last)).all():
        last = rows[-1].id
        for row in rows:
            address = _folded_address(row.email)
            new = {"nombre_plegado": _fold(row.nombre), "email_plegado": address}
            new["dominio"] = _fold(address.rpartition("@")[2])
            changed = {name: text for name, text in new.items() if getattr(row, name) != text}
            if "email_plegado" in changed and _is_taken(clients, row.id, address):
                del changed["email_plegado"]
            if changed:
                op.execute(clients.update().where(clients.c.id == row.id).values(changed))


def _is_taken(clients: sa.TableClause, key: int, address: str) -> bool:
    holder = sa.select(clients.c.id).where(clients.c.email_plegado == address)
    other = op.get_bind().execute(holder).scalar_one_or_none()
    if other is not None:
        log.warning("clients %s and %s have one address; delete one of them", other, key)
    return other is not None


def _fold(text: str) -> str:
    text = text.translate(ACUTE)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold())
        text = BEYOND_LATIN.sub(_unless_mark, text).casefold().translate(SPELLED)
    return " ".join(text.lower().split())


def _unless_mark(found: re.Match[str]) -> str:
    mark = unicodedata.combining(found[0]) or unicodedata.category(found[0]) == "Cf"
    return "" if mark else found[0]


def _folded_address(address: str) -> str:
    return unicodedata.normalize("NFKC", address.strip()).lower()
