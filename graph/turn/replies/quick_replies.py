"""Quick replies: the short answers that fit a turn's reply, offered as buttons."""

from collections.abc import Iterator, Sequence

from graph.turn.actions import Outcome, Query
from graph.turn.plan import Plan
from graph.understanding.intents import Language, QuickReply, Topic

OFFERED: dict[Language, dict[str, tuple[str, ...]]] = {
    "es": {
        "yes": ("Sí",),
        "no": ("No",),
        "cancel": ("Cancelar alta", "Cancela"),
        "more": ("Ver más", "Más"),
        "register": ("Quiero dar de alta un cliente",),
        "list": ("Lista todos los clientes",),
        "count": ("¿Cuántos clientes hay?",),
        "recent": ("¿Qué clientes se crearon esta semana?",),
    },
    "en": {
        "yes": ("Yes",),
        "no": ("No",),
        "cancel": ("Cancel registration", "Cancel"),
        "more": ("Show more", "More"),
        "register": ("I want to register a client",),
        "list": ("List all clients",),
        "count": ("How many clients are there?",),
        "recent": ("Which clients were created this week?",),
    },
}
"""For each quick reply its label and the message that it sends; one text serves as both."""
HELP = ("register", "list", "count", "recent")
HELPED: tuple[Topic, ...] = ("help", "unknown", "unsupported", "off_topic")
"""Topics of those who do not know what to ask for."""


def quick_replies(
    plan: Plan, outcomes: Sequence[Outcome], *, last: bool = False
) -> tuple[QuickReply, ...]:
    """The answers that the reply to this turn invites, in its language; each one once.

    `last`: the session takes no further message.
    """
    if last:
        return ()
    names = dict.fromkeys(_names(plan, outcomes))
    return tuple(_quick_reply(*OFFERED[plan.language][name]) for name in names)


def _quick_reply(label: str, text: str = "") -> QuickReply:
    return QuickReply(label=label, text=text or label)


def _names(plan: Plan, outcomes: Sequence[Outcome]) -> Iterator[str]:
    if any(draft.asks_consent for draft in plan.line[:1]):
        yield from ("yes", "no")
    elif plan.draft:
        yield "cancel"
    if _has_more(plan, outcomes):
        yield "more"
    if _only_talks(plan, outcomes) and plan.talk.topic in HELPED:
        yield from HELP


def _has_more(plan: Plan, outcomes: Sequence[Outcome]) -> bool:
    """Whether the last list that the reply shows goes on."""
    lists = [
        outcome.results
        for action, outcome in zip(plan.actions, outcomes, strict=True)
        if isinstance(action, Query) and not action.question.refers_back
    ]
    return bool(lists and lists[-1] and lists[-1].cursor)


def _only_talks(plan: Plan, outcomes: Sequence[Outcome]) -> bool:
    return not (outcomes or plan.notes or plan.draft)
