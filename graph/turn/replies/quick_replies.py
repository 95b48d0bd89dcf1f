"""Quick replies: the short answers that fit a turn's reply, offered as buttons."""

from collections.abc import Iterator, Sequence

from graph.turn.actions import Outcome, Query, Restore, Undo
from graph.turn.plan import Plan
from graph.understanding.intents import Language, Topic
from graph.understanding.situation import QuickReply

OFFERED: dict[Language, dict[str, tuple[str, ...]]] = {
    "es": {
        "yes": ("Sí",),
        "no": ("No",),
        "cancel": ("Cancelar alta", "Cancela"),
        "keep": ("Dejarlo como está", "Cancela"),
        "more": ("Ver más", "Más"),
        "undo": ("Deshacer", "Deshaz"),
        "register": ("Quiero dar de alta un cliente",),
        "list": ("Lista todos los clientes",),
        "count": ("¿Cuántos clientes hay?",),
        "recent": ("¿Qué clientes se crearon esta semana?",),
        "change": ("¿Cómo cambio un cliente?",),
        "delete": ("¿Cómo borro un cliente?",),
        "take_back": ("¿Cómo deshago lo último?",),
    },
    "en": {
        "yes": ("Yes",),
        "no": ("No",),
        "cancel": ("Cancel registration", "Cancel"),
        "keep": ("Leave it as it is", "Cancel"),
        "more": ("Show more", "More"),
        "undo": ("Undo",),
        "register": ("I want to register a client",),
        "list": ("List all clients",),
        "count": ("How many clients are there?",),
        "recent": ("Which clients were created this week?",),
        "change": ("How do I change a client?",),
        "delete": ("How do I delete a client?",),
        "take_back": ("How do I undo the last thing?",),
    },
}
"""For each quick reply its label and the message that it sends; one text serves as both."""
MAX_CANDIDATES = 20
HELP = ("register", "list", "count", "recent", "change", "delete", "take_back")
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
    texts = OFFERED[plan.language]
    names = dict.fromkeys(_names(plan, outcomes))
    return (*_candidates(plan), *(_quick_reply(*texts[name]) for name in names))


def _quick_reply(label: str, text: str = "") -> QuickReply:
    return QuickReply(label=label, text=text or label)


def _candidates(plan: Plan) -> Iterator[QuickReply]:
    """The clients of whom one is meant; the email says which."""
    if plan.pending and not plan.pending.client:
        for client in plan.pending.candidates[:MAX_CANDIDATES]:
            yield _quick_reply(f"{client.name} ({client.email})", client.email)


def _names(plan: Plan, outcomes: Sequence[Outcome]) -> Iterator[str]:
    pending, draft = plan.pending, plan.draft
    if (pending and pending.proposed) or (draft and draft.asks_consent):
        yield from ("yes", "no")
    elif pending:
        yield "keep"
    elif draft:
        yield "cancel"
    if _has_more(plan, outcomes):
        yield "more"
    if _only_talks(plan, outcomes) and plan.talk.topic in HELPED:
        yield from HELP
    if any(
        outcome.said == "done" and not isinstance(action, Restore | Undo)
        for action, outcome in zip(plan.actions, outcomes, strict=True)
    ):
        yield "undo"


def _has_more(plan: Plan, outcomes: Sequence[Outcome]) -> bool:
    """Whether the last list that the reply shows goes on."""
    lists = [
        outcome.results
        for action, outcome in zip(plan.actions, outcomes, strict=True)
        if isinstance(action, Query) and not action.question.refers_back
    ]
    return bool(lists and lists[-1] and lists[-1].cursor)


def _only_talks(plan: Plan, outcomes: Sequence[Outcome]) -> bool:
    return not (outcomes or plan.notes or plan.draft or plan.pending)
