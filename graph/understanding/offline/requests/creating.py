"""The clients of one verb of creation."""

from dataclasses import dataclass

from graph.understanding.intents import CreateClient, Draft, Memory
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.names.owners import Record
from graph.understanding.offline.names.records import read_records
from graph.understanding.offline.requests.answering_draft import mentions
from graph.understanding.offline.sentence.speech import means_somebody
from graph.understanding.offline.sentence.units import Unit


@dataclass(frozen=True)
class Request:
    """A verb of creation and the units that it governs."""

    trigger: int
    """Index of the verb."""
    stretch: range
    tentative: bool
    """The request is negated, conditional, reported or quoted."""


def read_creations(
    reader: NameReader, request: Request, memory: Memory, used: set[int]
) -> list[CreateClient]:
    """The clients of a request; one without data if it names none. Adds their units to `used`."""
    by_pronoun = means_somebody(reader.units, request.trigger)
    records = read_records(
        reader, request.stretch, used, announced=request.trigger, by_pronoun=by_pronoun
    )
    stretch = [reader.units[i] for i in request.stretch]
    completing = completes(stretch, reader.units[request.trigger], records, memory.draft)
    if completing and not request.tentative:
        return [
            CreateClient(
                name=None if r.email else r.name,
                email=r.email,
                fresh=False,
                tentative=r.misheard or (r.doubtful and not r.email),
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
    """Whether the only record completes the draft, as in "apunta: ana@x.es".

    A name beside the address then repeats the draft's: "registra a Ana con ana@x.es".
    """
    if draft is None or len(records) != 1 or any(unit.has("other", "new") for unit in stretch):
        return False
    record = records[0]
    if record.email and record.name and draft.name and not draft.email:
        return mentions(record.name, draft.name)
    if not (trigger.has("record") or means_somebody([trigger], 0)):
        return False
    if record.email and not record.name:
        return draft.email is None
    return bool(record.name and not record.email) and draft.name is None
