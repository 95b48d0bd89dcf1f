"""Clients as programs write them: JSON objects, and rows of cells in quotation marks."""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

from graph.understanding.offline.pasted.forms import KINDS, client_in
from graph.understanding.offline.pasted.labels import Material, Pasted, label_in
from graph.understanding.offline.pasted.tables import client_of

_OBJECT = re.compile(r"\{[^{}]*\}")
_ROW = re.compile(r'"[^"\n]*"(?:[ \t]*[;,\t][ \t]*"[^"\n]*")+')


def read_quoted(message: str) -> Material | None:
    """The clients of JSON objects, or else of quoted rows; None unless each has both data."""
    found = [*_objects(message)] or [*_rows(message)]
    if not found or not all(client.name and client.email for client, _ in found):
        return None
    clients, spans = zip(*found, strict=True)
    return Material(clients, spans[0].start(), spans[-1].end())


def _objects(message: str) -> Iterator[tuple[Pasted, re.Match[str]]]:
    for match in _OBJECT.finditer(message):
        try:
            data: dict[str, Any] = json.loads(match[0])
        except ValueError:
            continue
        kinds = ((label_in(key.replace("_", " "), *KINDS), value) for key, value in data.items())
        told = {kind: value.strip() for kind, value in kinds if kind and isinstance(value, str)}
        yield client_in(told), match


def _rows(message: str) -> Iterator[tuple[Pasted, re.Match[str]]]:
    for match in _ROW.finditer(message):
        delimiter = ";" if ";" in match[0] else "\t" if "\t" in match[0] else ","
        row = next(csv.reader([match[0]], delimiter=delimiter, skipinitialspace=True))
        if client := client_of(row, None):
            yield client, match
