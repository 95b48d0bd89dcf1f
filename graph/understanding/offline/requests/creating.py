"""The clients of one verb of creation."""

from dataclasses import replace

from graph.understanding.evidence.short_forms import part_of
from graph.understanding.intents import CreateClient
from graph.understanding.offline.names.names import NameReader
from graph.understanding.offline.names.owners import Record
from graph.understanding.offline.names.records import read_records
from graph.understanding.offline.requests.message import Message
from graph.understanding.offline.sentence.speech import means_somebody
from graph.understanding.offline.sentence.units import Unit
from graph.understanding.situation import Draft


def read_creations(
    message: Message, trigger: int, stretch: range, *, revoked: bool
) -> list[CreateClient]:
    """The clients of the verb `trigger` in its stretch; one without data if it names none.

    `revoked`: the request is negated, conditional, reported or quoted.
    """
    units = message.units
    by_pronoun = means_somebody(units, trigger)
    reader = message.reader
    read = read_records(reader, stretch, message.used, announced=trigger, by_pronoun=by_pronoun)
    records = _of_people(reader, read)
    governed = [units[i] for i in stretch]
    if read and not records:
        return []
    if not revoked and completes(governed, units[trigger], records, message.draft):
        [record] = records
        name = None if record.email else record.name
        doubt = record.doubt if record.misheard or not record.email else None
        return [CreateClient(name=name, email=record.email, fresh=False, doubt=doubt)]
    return [
        CreateClient(name=r.name, email=r.email, doubt="revoked" if revoked else r.doubt)
        for r in records or [Record()]
    ]


def _of_people(reader: NameReader, records: list[Record]) -> list[Record]:
    """The records without words that are no name: "lists" in "add a@x.es to my lists".

    Beside other records, words without an address that are perhaps a name are none, either.
    """
    addressed = any(record.email for record in records)
    kept = []
    for record in records:
        stray = record.judged == "no_name" and not reader.backs(record.email, record.name)
        small = addressed or (record.name or "").islower()
        if stray or (record.judged == "unsure" and not record.email and small):
            record = replace(record, name=None)
        if record.name or record.email:
            kept.append(record)
    return kept


def _other(unit: Unit) -> bool:
    return unit.has("new") or (unit.has("other") and not unit.has("article"))


def completes(
    stretch: list[Unit], trigger: Unit, records: list[Record], draft: Draft | None
) -> bool:
    """Whether the only record completes the draft, as in "apunta: ana@x.es".

    A name beside the address then repeats the draft's: "registra a Ana con ana@x.es".
    """
    if draft is None or len(records) != 1 or any(_other(unit) for unit in stretch):
        return False
    record = records[0]
    if record.email and record.name and draft.name and not draft.email:
        return part_of(record.name, draft.name)
    if not (trigger.has("record") or means_somebody([trigger], 0)):
        return False
    if record.email and not record.name:
        return draft.email is None
    return bool(record.name and not record.email) and draft.name is None
