"""Messages whose every word is unique to them, of each kind that the assistant knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

CONSONANTS, VOWELS = "bdfgjklmprtvz", "aou"
SYLLABLES = 5


SHARED = ("create", "create", "create", "create", "talk", "query", "count")
"""Those of clients who share a session: none goes on from what another message said."""
OF_ONE = (*SHARED, "draft", "draft", "change", "remove", "several")
SEVERAL = ("several",)


@dataclass(frozen=True)
class Saying:
    """A message, and the emails of the clients that the reply has to name."""

    message: str
    announces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """A client to be: what it is called, and where it is reached."""

    token: str

    @property
    def name(self) -> str:
        """Like no other's."""
        return self.token.title()

    @property
    def email(self) -> str:
        """The first one."""
        return f"{self.token}@example.com"

    @property
    def changed(self) -> str:
        """The second one."""
        return f"{self.token}@example.org"


class Sayings:
    """A client's endless conversation; `name` and the seed make it unlike any other's."""

    def __init__(self, name: int, random: Random, *, kinds: Sequence[str] = OF_ONE) -> None:
        """Of each of these kinds, as often as it is among them."""
        self._name = name
        self._random = random
        self._kinds = kinds
        self._count = self._marks = 0

    def __iter__(self) -> Iterator[Saying]:
        while True:
            yield from self._next()

    def _next(self) -> Iterator[Saying]:
        one = self._person()
        match self._random.choice(self._kinds):
            case "create":
                yield _created(one)
            case "draft":
                yield Saying(f"Crea un cliente llamado {one.name}")
                yield Saying(f"su email es {one.email}", (one.email,))
            case "change":
                yield _created(one)
                yield Saying(f"cambia el email de {one.name} a {one.changed}", (one.changed,))
                yield from self._taken_back(one.email)
            case "remove":
                yield from self._removed(one)
            case "several":
                yield from self._several(one, self._person())
            case "query":
                yield Saying(f"¿Existe un cliente con email {one.email}?")
            case "count":
                yield Saying(f"¿Cuántos clientes hay con el email {one.email}?")
            case _:
                yield Saying(f"hola, {one.token}")

    def _removed(self, one: Person) -> Iterator[Saying]:
        yield _created(one)
        found = self._random.choice(("borra a {}", "busca a {} y bórralo"))
        yield Saying(found.format(one.name), (one.email,))
        yield self._yes(one.email)
        yield from self._taken_back(one.email)

    def _several(self, one: Person, other: Person) -> Iterator[Saying]:
        """Both are created by one message, and changed or deleted by another one."""
        both = one.email, other.email
        pairs = " y ".join(f"{each.name} con email {each.email}" for each in (one, other))
        yield Saying(f"Crea dos clientes: {pairs}", both)
        if self._random.random() < 0.5:
            order = f"cambia el email de {one.name} a {one.changed} y borra a {other.name}"
            yield Saying(order, (one.changed, other.email))
            yield self._yes(one.changed, other.email)
            yield from self._taken_back(*both)
            return
        yield Saying(f"borra a {one.name} y a {other.name}", both)
        yield self._yes(*both)
        if self._random.random() < 0.5:
            yield from self._taken_back(*both)
        else:
            yield Saying(f"recupera a {one.name} y a {other.name}", both)
            yield self._yes(*both)

    def _taken_back(self, *emails: str) -> Iterator[Saying]:
        """Half of what was written is taken back, and not a second time."""
        if self._random.random() < 0.5:
            yield Saying(f"deshaz{self._mark()}", emails)
            yield Saying(f"deshaz{self._mark()}")

    def _yes(self, *emails: str) -> Saying:
        return Saying(f"sí{self._mark()}", emails)

    def _mark(self) -> str:
        """Signs that are like no other message's and change no word's meaning."""
        self._marks += 1
        return "." + f"{self._marks:b}".replace("0", ".").replace("1", "!")

    def _person(self) -> Person:
        """Named by letters only; different for every name and count."""
        self._count += 1
        return Person(spelled(self._name * 10_000 + self._count))


def _created(one: Person) -> Saying:
    return Saying(f"Crea un cliente llamado {one.name} con email {one.email}", (one.email,))


def spelled(number: int) -> str:
    """A number as syllables, their sum the last one: two numbers differ in two letters or more.

    So no client looks like one of another session, which the reply would say.
    """
    base = len(CONSONANTS) * len(VOWELS)
    digits = [number // base**place % base for place in range(SYLLABLES)]
    digits.append(sum(digits) % base)
    parts = (divmod(digit, len(VOWELS)) for digit in digits)
    return "tok" + "".join(CONSONANTS[consonant] + VOWELS[vowel] for consonant, vowel in parts)
