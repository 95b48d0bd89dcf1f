"""Name and address of a creation in the user's own words, or a note that says why not."""

from graph.turn.plan import Plan
from graph.understanding.grounding import UserWords
from tools.errors import InvalidEmail, InvalidName
from tools.validity import MAX_NAME, valid_email, valid_name

MAX_NAME_LENGTH = 4 * MAX_NAME
"""Characters of a name that is worth looking at, spaces and combining marks included."""


def grounded_name(
    plan: Plan, name: str | None, words: UserWords, known: str
) -> tuple[Plan, str | None]:
    """The name as the user wrote it, if so and if it is one; a note if not."""
    if not name:
        return plan, None
    if len(name) > MAX_NAME_LENGTH:
        return plan.with_note("invalid_name"), None
    spelling = words.spelling(name, known=known)
    if spelling is None:
        return plan.with_note("ungrounded"), None
    try:
        return plan, valid_name(spelling)
    except InvalidName:
        return plan.with_note("invalid_name", name), None


def grounded_email(plan: Plan, email: str | None, words: UserWords) -> tuple[Plan, str | None]:
    """The address as the user wrote it, if so and if it is one; a note if not."""
    if not email:
        return plan, None
    address = words.address(email)
    if address is None:
        return plan.with_note("ungrounded"), None
    try:
        return plan, valid_email(address)
    except InvalidEmail:
        return plan.with_note("invalid_email", address), None
