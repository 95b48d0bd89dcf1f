"""Clients in filled-in forms: a line for each label ("Name: …")."""

import re

from graph.understanding.offline.pasted.labels import Material, Pasted, label_in, name_under

_FIELD = re.compile(
    r"^[ \t>*•-]*([^\W\d_][^:=\n@]{1,30}?)\**[ \t]*[:=][ \t]*\**[ \t]*(\S.*)?$", re.M
)
OWN = {"owner", "name", "given", "family", "second_family", "email"}
"""Labels of a client's own data; with others it is a form that somebody else filled in."""
KINDS = ("owner", "name", "given", "family", "second_family", "email", "company", "other")


def read_forms(message: str) -> Material | None:
    """The clients of one or several forms; None without labels for a name and an address."""
    found = [(match, label_in(match[1], *KINDS)) for match in _FIELD.finditer(message)]
    fields = [(match, kind) for match, kind in found if kind]
    kinds = {kind for _, kind in fields}
    if "email" not in kinds or not kinds & {"owner", "name", "given", "company"} or len(kinds) < 3:
        return None
    forms: list[dict[str, str]] = [{}]
    for match, kind in fields:
        if kind in forms[-1] and kind not in ("other", "company"):
            forms.append({})
        value = (match[2] or "").strip()
        forms[-1].setdefault(kind, value)
        if label_in(match[1], "patient"):
            forms[-1].setdefault("patient", value)
    clients = tuple(map(client_in, forms))
    return Material(clients, fields[0][0].start(), fields[-1][0].end(), kinds <= OWN)


def client_in(form: dict[str, str]) -> Pasted:
    """The client of the data under these kinds of label; the owner's name before a patient's."""
    family = " ".join(form.get(kind, "") for kind in ("family", "second_family")).strip()
    given = name_under(form, of_patients="patient" in form)
    name = f"{given} {family}" if family and family not in given else given
    name = name.strip() or form.get("company", "")
    return Pasted(" ".join(name.split()) or None, _address(form.get("email", "")))


def _address(text: str) -> str | None:
    found = re.search(r"[^\s<>:()]+@[^\s<>()]+", text.replace("mailto:", ""))
    return found[0].strip(".,;") if found else None
