"""Reads requests to register clients."""

from dataclasses import dataclass

from graph.intents import CreateClient, Draft, Memory
from graph.understanding.offline.names import NameReader
from graph.understanding.offline.records import Record, read_records
from graph.understanding.offline.units import Unit


@dataclass(frozen=True)
class Request:
    """A request to create: its trigger, and the units that it rules."""

    trigger: int
    stretch: range
    tentative: bool


def read_creations(
    reader: NameReader, request: Request, memory: Memory, used: set[int]
) -> list[CreateClient]:
    """The clients that the request names; one without data when it names none."""
    records = read_records(reader, request.stretch, used, announced=request.trigger)
    stretch = [reader.units[i] for i in request.stretch]
    if completes(stretch, reader.units[request.trigger], records, memory.draft):
        return [
            CreateClient(
                name=r.name, email=r.email, fresh=False, tentative=request.tentative or r.doubtful
            )
            for r in records
        ]
    return [
        CreateClient(name=r.name, email=r.email, tentative=request.tentative or r.doubtful)
        for r in records or [Record()]
    ]


def completes(
    stretch: list[Unit], trigger: Unit, records: list[Record], draft: Draft | None
) -> bool:
    """Whether the one record is the part that the draft lacks ("apunta: ana@x.es")."""
    if draft is None or len(records) != 1 or any(unit.has("other", "new") for unit in stretch):
        return False
    record = records[0]
    if not trigger.has("record"):
        return False
    if record.email and not record.name:
        return draft.email is None
    return bool(record.name and not record.email) and draft.name is None
