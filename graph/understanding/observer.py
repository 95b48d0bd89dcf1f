"""How the code tells of its work: to metrics, to traces, to both, or, by default, to nobody."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any, Literal, Protocol

Work = Literal[
    "request",
    "turn",
    "node",
    "model",
    "statement",
    "wait",
    "lock",
    "memory",
    "understand",
    "commit",
]
"""A request of some door; a turn; a node of the graph in it; a call to a language model; an SQL
statement; and the stages of a turn, of which `wait` is in a door's queue, before it."""
Event = Literal["turn", "action", "proposal", "conflict", "rebuild", "fallback"]
"""A turn that was committed or replayed; an action that it ran; a client that was proposed, or a
proposal that was answered; a turn begun again because another one came first; working memory read
from the transcript; a message that was understood without the model, because the model failed."""
NOTHING: Mapping[str, Any] = {}


class Observer(Protocol):
    """Told of work and of events, in any thread; its methods never raise."""

    def during(
        self, work: Work, facts: Mapping[str, Any] = NOTHING, /
    ) -> AbstractContextManager[object]:
        """A context that lasts as long as the work.

        Its end sees the error, if there was one, and the facts that were added meanwhile. They may
        be ids and messages: an observer decides which of them it keeps.
        """

    def happened(self, event: Event, /, **facts: str) -> None:
        """Take note of an event; its facts are a few fixed words."""


class Nobody:
    """Keeps nothing."""

    def during(
        self, _work: Work, _facts: Mapping[str, Any] = NOTHING, /
    ) -> AbstractContextManager[object]:
        """See `Observer.during`."""
        return nullcontext()

    def happened(self, _event: Event, /, **_facts: str) -> None:
        """See `Observer.happened`."""


NOBODY: Observer = Nobody()


class Observers:
    """Several observers as one."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        """They are told in this order."""
        self._observers = observers

    @contextmanager
    def during(self, work: Work, facts: Mapping[str, Any] = NOTHING, /) -> Iterator[None]:
        """See `Observer.during`."""
        with ExitStack() as stack:
            for observer in self._observers:
                stack.enter_context(observer.during(work, facts))
            yield

    def happened(self, event: Event, /, **facts: str) -> None:
        """See `Observer.happened`."""
        for observer in self._observers:
            observer.happened(event, **facts)
