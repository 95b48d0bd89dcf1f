"""Verb forms in two sets: those of requests ("crea", "añadir") and those of reports ("creó")."""

from collections.abc import Iterable, Iterator

ENCLITICS = "me te le les lo la los las nos melo mela melos melas noslo nosla selo sela nosle"
ASKING = {
    "ar": "a á an e en ad ar as ás es ando emos aras arás ara aría arías ais éis",
    "er": "e é a an ed er es és as iendo amos emos erás erá ería erías éis áis",
    "ir": "e í a an id i ir es ís as iendo amos irás irá iría irías ís áis",
}
TELLING = {
    "ar": "é aste ó aron ado ada ados adas aba abas aban ábamos asteis amos o",
    "er": "í iste ió ieron ido ida idos idas ía ías ían íamos íais imos",
    "ir": "iste ió ieron ido ida idos idas ía ías ían íamos íais imos",
}
WITH_ENCLITIC = {
    "ar": "a á e en ad ar ando emos",
    "er": "e é a an ed er iendo",
    "ir": "e í a an id i ir iendo",
}
SPELT_BEFORE_E = {"c": "qu", "g": "gu", "z": "c"}  # buscar, busque; cargar, cargue; alzar, alce
OBJECTS = ["him", "her", "them", "it", "someone", "somebody"]


def spanish(infinitive: str, stems: Iterable[str] = ()) -> tuple[set[str], set[str]]:
    """The request forms and the past forms of an infinitive, accented; `stems`: irregular ones."""
    kind, base = infinitive[-2:], infinitive[:-2]
    asking: set[str] = set()
    for stem in (base, *stems):
        asking.update(_inflected(stem, kind, ASKING[kind].split()))
        bare = _inflected(stem, kind, WITH_ENCLITIC[kind].split())
        asking.update(form + enclitic for form in bare for enclitic in ENCLITICS.split())
    return asking, {base + ending for ending in TELLING[kind].split()}


def english(base: str) -> tuple[set[str], set[str]]:
    """The request forms and the past forms of a verb or a phrasal verb ("sign up")."""
    verb, *rest = base.split()
    tail = " ".join(rest)
    asking = {f"{form} {tail}".strip() for form in (verb, f"{verb.removesuffix('e')}ing")}
    if rest:
        asking |= {f"{verb} {pronoun} {tail}" for pronoun in OBJECTS}
    return asking, {f"{verb.removesuffix('e')}ed {tail}".strip()}


def _inflected(stem: str, kind: str, endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        if kind == "ar" and ending[0] in "eé" and stem[-1] in SPELT_BEFORE_E:
            yield stem[:-1] + SPELT_BEFORE_E[stem[-1]] + ending
        yield stem + ending
