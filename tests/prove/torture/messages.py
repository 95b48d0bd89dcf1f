"""Messages whose every word is unique to them, of each kind that the assistant knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

CONSONANTS, VOWELS = "bdfgjklmprtvz", "aou"
SYLLABLES = 5


@dataclass(frozen=True)
class Saying:
    """A message, and the email of the client that it has to write, which the reply names."""

    message: str
    creates: str | None = None


class Sayings:
    """A client's endless conversation; `name` and the seed make it unlike any other's."""

    def __init__(self, name: int, random: Random, *, drafts: bool = True) -> None:
        """Without drafts, the turns of several clients may alternate in one session."""
        self._name = name
        self._random = random
        self._drafts = drafts
        self._count = self._marks = 0

    def __iter__(self) -> Iterator[Saying]:
        while True:
            yield from self._next()

    def _next(self) -> Iterator[Saying]:
        kinds = ["create"] * 4 + ["talk", "query", "count"]
        kinds += ["draft", "draft", "change", "remove"] * self._drafts
        token = self._token()
        email = f"{token}@example.com"
        match self._random.choice(kinds):
            case "create":
                yield Saying(f"Crea un cliente llamado {token.title()} con email {email}", email)
            case "draft":
                yield Saying(f"Crea un cliente llamado {token.title()}")
                yield Saying(f"su email es {email}", email)
            case "change":
                yield Saying(f"Crea un cliente llamado {token.title()} con email {email}", email)
                changed = f"{token}@example.org"
                yield Saying(f"cambia el email de {token.title()} a {changed}", changed)
                yield from self._taken_back(email)
            case "remove":
                yield Saying(f"Crea un cliente llamado {token.title()} con email {email}", email)
                yield Saying(f"borra a {token.title()}", email)
                yield Saying(f"sí{self._mark()}", email)
                yield from self._taken_back(email)
            case "query":
                yield Saying(f"¿Existe un cliente con email {email}?")
            case "count":
                yield Saying(f"¿Cuántos clientes hay con el email {email}?")
            case _:
                yield Saying(f"hola, {token}")

    def _taken_back(self, email: str) -> Iterator[Saying]:
        """Half of what was written is taken back, and not a second time."""
        if self._random.random() < 0.5:
            yield Saying(f"deshaz{self._mark()}", email)
            yield Saying(f"deshaz{self._mark()}")

    def _mark(self) -> str:
        """Signs that are like no other message's and change no word's meaning."""
        self._marks += 1
        return "." + f"{self._marks:b}".replace("0", ".").replace("1", "!")

    def _token(self) -> str:
        """Letters only, because it serves as a name; different for every name and count."""
        self._count += 1
        return spelled(self._name * 10_000 + self._count)


def spelled(number: int) -> str:
    """A number as syllables, their sum the last one: two numbers differ in two letters or more.

    So no client looks like one of another session, which the reply would say.
    """
    base = len(CONSONANTS) * len(VOWELS)
    digits = [number // base**place % base for place in range(SYLLABLES)]
    digits.append(sum(digits) % base)
    parts = (divmod(digit, len(VOWELS)) for digit in digits)
    return "tok" + "".join(CONSONANTS[consonant] + VOWELS[vowel] for consonant, vowel in parts)
