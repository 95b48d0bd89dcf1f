"""Times offline understanding, without the rest of a turn, in milliseconds of processor time.

    python -m tests.dialogues.latency

prints p50, p95 and the maximum for messages of 200 and of 4,000 characters: made of what the
dialogues say, and made up to be slow.
"""

import sys
from collections.abc import Mapping
from itertools import cycle, islice
from random import Random
from statistics import quantiles
from time import process_time

from graph.understanding.offline.lexicon.words import lexicon
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Draft, Memory, Situation
from tests.dialogues.play import all_files, load
from tests.graph.assistants import NOON

SHORT, LONG = 200, 4_000
TIMES = 5
"""Each message is timed so often and the shortest counts: the rest is noise of the machine."""
BLANK, ASKED = Memory(), Memory(draft=Draft(name="Ana Gil", email="ana@gil.es", proposed=True))
"""Nothing said before, and a client whom the message may confirm or correct."""

REPEATED = (
    *("y ", "1 ", "a\n", '"a" ', "ana ", "@", "a@b.es ", "hoy ", "12/03 ", "no ", "¿", "(a) "),
    *("crea ", "cliente ", "A B ", "ana, ", "ultimos ", "arroba ", "punto ", "-", "- a\n"),
    *("a|b\n", "a", "9", "ñ", "9 a ", "王", "李伟 ", "e\u0301", "\u0301", "😀", "ﷺ", "\n"),
    *("X\n", "X y ", "> a\n", "a.b.", "a arroba ", "a punto ", "a@b ", "@ a ", "(arroba) "),
    *("entre el 1 y ", "del 3 al 5 ", "hace 3 ", "3/", "2.", "de la ", "el 3 de mayo de 2024 "),
    *("Ana Gil ", "Ana y ", "crea a Ana ", "a ana@b.es ", "si no crea a ", "y con el nuevo "),
    *("Registra a Ana Gil, ana@gil.es. ", "¿cuántos? ", "busca a Ana ", "¿cliente nuevo? "),
    *("registro regitsro ", "cleinte nuveo ", "nombre: ", "«a» ", "a'b-c ", "S.A. ", "last "),
)
"""What is written again and again up to the length."""


def dialogue_messages(length: int) -> list[str]:
    """What the dialogues say, cut into messages of that length, by lines and by spaces."""
    said = [turn["say"] for dialogue in load(all_files()) for turn in dialogue["turns"]]
    texts = [joint.join(said) for joint in ("\n", " ")]
    return [text[at : at + length] for text in texts for at in range(0, len(text), length)]


def made_up_messages(length: int) -> dict[str, str]:
    """Messages of that length that are slow to read if anything is, by what they consist of."""
    random = Random(7)  # noqa: S311 - the same messages every time
    words = sorted({*lexicon("es").roles, *lexicon("en").roles})
    planes = [chr(c) for c in range(0x3_0000) if not 0xD800 <= c < 0xE000]
    told = {repr(unit): "".join(islice(cycle(unit), length)) for unit in REPEATED}
    return told | {
        "random characters": "".join(random.choices(planes, k=length)),
        "random bytes": random.randbytes(length).decode("latin1"),
        "random words": " ".join(random.choices(words, k=length))[:length],
        "random capital words": " ".join(random.choices(words, k=length)).title()[:length],
        "random lines of words": "\n".join(random.choices(words, k=length))[:length],
        "random letters": "".join(random.choices("abcdefghij     ", k=length)),
        "random marks": "".join(random.choices("@.,:;-()'\"<>\n a1", k=length)),
    }


def milliseconds(message: str, memory: Memory = BLANK) -> float:
    """The processor time that reading the message takes, the shortest of some."""
    reader, situation = OfflineUnderstanding(), Situation(NOON.date(), memory)
    times = []
    for _ in range(TIMES):
        began = process_time()
        reader.understand(message, situation)
        times.append(process_time() - began)
    return 1_000 * min(times)


def _row(label: str, times: Mapping[str, float]) -> str:
    centiles = quantiles(times.values(), n=100, method="inclusive")
    figures = (centiles[49], centiles[94], max(times.values()))
    return f"{label:28}{len(times):6}" + "".join(f"{figure:9.2f}" for figure in figures) + "\n"


def main() -> None:
    """Time everything and print a table, and the slowest of the long messages."""
    milliseconds("Hola")
    sys.stdout.write(f"{'characters':28}{'count':>6}{'p50':>9}{'p95':>9}{'max':>9}\n")
    for length in (SHORT, LONG):
        said = {text: milliseconds(text) for text in dialogue_messages(length)}
        sys.stdout.write(_row(f"{length:,} ordinary", said))
        made_up = made_up_messages(length).items()
        times = {name: milliseconds(text) for name, text in made_up}
        sys.stdout.write(_row(f"{length:,} made up", times))
        asked = {f"{name}, asked": milliseconds(text, ASKED) for name, text in made_up}
        sys.stdout.write(_row(f"{length:,} made up, after asking", asked))
        times |= asked
    slowest = sorted(times, key=times.__getitem__, reverse=True)[:5]
    sys.stdout.write("slowest: " + "; ".join(f"{x} {times[x]:.1f}" for x in slowest) + "\n")


if __name__ == "__main__":
    main()
