"""An observer that remembers everything that it is told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from graph.understanding.observer import NOTHING, Event, Work


@dataclass
class Ended:
    """A piece of work that has ended, and the error that ended it."""

    work: Work
    facts: Mapping[str, Any]
    error: Exception | None = None


@dataclass
class Watcher:
    """What happened, as `event word word`, and the work in the order in which it ended."""

    happenings: Counter[str] = field(default_factory=Counter)
    ended: list[Ended] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @contextmanager
    def during(self, work: Work, facts: Mapping[str, Any] = NOTHING, /) -> Iterator[None]:
        done = Ended(work, facts)
        try:
            yield
        except Exception as error:
            done.error = error
            raise
        finally:
            self.ended.append(done)

    def happened(self, event: Event, /, **facts: str) -> None:
        with self.lock:
            self.happenings[" ".join([event, *facts.values()])] += 1

    def of(self, work: Work) -> list[Ended]:
        return [each for each in self.ended if each.work == work]
