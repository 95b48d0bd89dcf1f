"""SQLite's full-text index of trigrams of names, which migration 0004 makes and 0005 replaces."""

INDEX = "clientes_nombres"
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
DROP = (*(f"DROP TRIGGER {INDEX}_{which}" for which in "idu"), f"DROP TABLE {INDEX}")
