"""Which columns of a table have names and addresses: told by titles, and by what is in them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from tools.directory.importing.labels import kind_of_title
from tools.directory.importing.records import Cells, address_in
from tools.folding import fold

Role = Literal["name", "family", "email"]
"""First names, or whole ones; surnames; addresses."""
ROLES: dict[str, Role] = {
    **{"given": "name", "middle": "name", "name": "name", "reversed": "name"},
    **{"family": "family", "second_family": "family", "email": "email", "mailbox": "email"},
}
NAMES = {kind for kind, role in ROLES.items() if role != "email"}
LONGEST_NAME = 80
SHOWN = 3
"""Examples of a column's cells."""


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    title: str | None
    role: Role | None
    examples: tuple[str, ...] = ()
    surname_first: bool = False
    """Cells are names like "Gil Soto, Ana"."""


def has_titles(rows: Sequence[Cells]) -> bool:
    """Whether the first row is of titles: some are known, or only the other rows have addresses.

    Unknown titles are all there, so that a client without an address is not taken for them.
    """
    if not rows or any("@" in cell for cell in rows[0]):
        return False
    if any(kind_of_title(cell) for cell in rows[0]):
        return True
    return all(map(str.strip, rows[0])) and any(address_in(c) for row in rows[1:] for c in row)


def columns_of(
    titles: Cells | None, rows: Sequence[Cells], given: Sequence[Role | None] | None
) -> tuple[Column, ...]:
    """The columns of the rows; their roles are `given`, or found."""
    columns = [*zip_longest(*rows, fillvalue="")] or [()] * len(titles or ())
    width = max(len(columns), len(titles or ()), len(given or ()))
    columns += [()] * (width - len(columns))
    kinds = [kind_of_title(title) for title in titles or ()]
    kinds += [None] * (width - len(kinds))
    roles = _roles(kinds, columns) if given is None else [*given, *[None] * (width - len(given))]
    return tuple(
        Column(
            title=titles[i] if titles and i < len(titles) else None,
            role=roles[i],
            examples=tuple([cell for cell in columns[i] if cell.strip()][:SHOWN]),
            surname_first=kinds[i] == "reversed",
        )
        for i in range(width)
    )


def client_of(cells: Cells, columns: Sequence[Column]) -> tuple[str, str]:
    """The name and the address of a row, each empty if it has none."""
    parts: dict[Role, list[str]] = {"name": [], "family": [], "email": []}
    for cell, column in zip(cells, columns, strict=False):
        if column.role and cell.strip():
            text = _in_order(cell) if column.surname_first else cell
            parts[column.role].append(" ".join(text.split()))
    name, family = " ".join(parts["name"]), " ".join(parts["family"])
    whole = name if family and f" {fold(name)}".endswith(f" {fold(family)}") else f"{name} {family}"
    email = " ".join(parts["email"])
    return whole.strip(), address_in(email) or email


def _roles(kinds: Sequence[str | None], columns: Sequence[Sequence[str]]) -> list[Role | None]:
    """One address; a whole name, or first name and surnames, or else a company's name."""
    if not {"email", "mailbox"} & set(kinds):  # a column "Contacto" may have addresses
        having = [_best(columns, [i], address_in) for i in range(len(columns))]
        kinds = [
            None if kind in NAMES and having[i] is not None else kind
            for i, kind in enumerate(kinds)
        ]
    wanted = {kind for kind in kinds if kind}
    if "name" in wanted and "given" in wanted:
        wanted -= {"given", "middle", "family", "second_family"}
    roles = [ROLES.get(kind or "") if kind in wanted else None for kind in kinds]
    if not {"name", "family"} & set(roles) and "company" in kinds:
        roles[kinds.index("company")] = "name"
    first = roles.index("email") if "email" in roles else None
    roles = [None if role == "email" and i != first else role for i, role in enumerate(roles)]
    free = [i for i, kind in enumerate(kinds) if kind is None]
    if first is None and (found := _best(columns, free, address_in)) is not None:
        roles[found] = "email"
        free.remove(found)
    if not {"name", "family"} & set(roles):
        _guess_names(roles, columns, free)
    return roles


def _guess_names(
    roles: list[Role | None], columns: Sequence[Sequence[str]], free: Sequence[int]
) -> None:
    """The first column of names, and a second one behind it if the first has single words."""
    names = [i for i in free if _best(columns, [i], _may_be_name) is not None]
    if not names:
        return
    roles[names[0]] = "name"
    single = sum(" " not in cell.strip() for cell in columns[names[0]])
    if names[1:2] == [names[0] + 1] and single > len(columns[names[0]]) / 2:
        roles[names[1]] = "family"


def _best(
    columns: Sequence[Sequence[str]], among: Iterable[int], fits: Callable[[str], object]
) -> int | None:
    """The column with the most cells that fit, at least half of those that are not empty."""
    counts = {i: sum(map(bool, map(fits, columns[i]))) for i in among}
    filled = {i: sum(map(bool, map(str.strip, columns[i]))) for i in counts}
    able = [i for i, count in counts.items() if count and 2 * count >= filled[i]]
    return max(able, key=lambda i: counts[i], default=None)


def _may_be_name(cell: str) -> bool:
    plain = not any(map(str.isdigit, cell)) and "@" not in cell and "/" not in cell
    return plain and len(cell) <= LONGEST_NAME and any(map(str.isalpha, cell))


def _in_order(name: str) -> str:
    """The name with the first name first."""
    family, comma, given = name.partition(",")
    return f"{given} {family}" if comma else name
