"""The forms of a verb: those in which people ask for something, and those that tell of it."""

from collections.abc import Iterable, Iterator

ENCLITICS = "me te le les lo la los las nos melo mela melos melas noslo nosla selo sela nosle"
ASKING = {
    "ar": "a á an e en ad ar as ás es ando emos aras arás ara aría arías ais éis",
    "er": "e é a an ed er es és as iendo amos emos erás erá ería erías éis áis",
    "ir": "e í a an id i ir es ís as iendo amos irás irá iría irías ís áis",
}
TELLING = {
    "ar": "é aste ó aron ado ada ados adas aba abas aban ábamos asteis amos o",
    "er": "í iste ió ieron ido ida idos idas ía ías ían imos",
    "ir": "iste ió ieron ido ida idos idas ía ías ían imos",
}
WITH_ENCLITIC = {
    "ar": "a á e en ad ar ando emos",
    "er": "e é a an ed er iendo",
    "ir": "e í a an id i ir iendo",
}
SOFT = {"c": "qu", "g": "gu", "z": "c"}  # buscar, busque; cargar, cargue; alzar, alce
THIRD_PERSONS = ["him", "her", "them", "it", "someone", "somebody"]


def spanish(infinitive: str, stems: Iterable[str] = ()) -> tuple[set[str], set[str]]:
    """The asking and the telling forms, accented; `stems` are the verb's irregular ones."""
    kind, base = infinitive[-2:], infinitive[:-2]
    asking = {
        form
        for stem in (base, *stems)
        for form in (
            *_inflected(stem, kind, ASKING[kind].split()),
            *(
                form + enclitic
                for form in _inflected(stem, kind, WITH_ENCLITIC[kind].split())
                for enclitic in ENCLITICS.split()
            ),
        )
    }
    return asking, {base + ending for ending in TELLING[kind].split()}


def english(base: str) -> tuple[set[str], set[str]]:
    """The asking and the telling forms of a verb or a phrasal verb."""
    verb, *rest = base.split()
    tail = " ".join(rest)
    asking = {f"{form} {tail}".strip() for form in (verb, f"{_silent(verb)}ing")}
    if rest:
        asking |= {f"{verb} {whom} {tail}" for whom in THIRD_PERSONS}
    return asking, {f"{_silent(verb)}ed {tail}".strip()}


def _inflected(stem: str, kind: str, endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        if kind == "ar" and ending[0] in "eé" and stem[-1] in SOFT:
            yield stem[:-1] + SOFT[stem[-1]] + ending
        yield stem + ending


def _silent(verb: str) -> str:
    return verb[:-1] if verb.endswith("e") else verb
