"""The intents that change the directory's clients, and what waits for an answer."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ChangeClient(Value):
    """Give a client another name or email, in the user's own words, not validated."""

    kind: Literal["change"] = "change"
    about: str | None = None
    """The client's name or email, or part of them; None: the client created or shown last."""
    position: int | None = None
    """The n-th of the clients shown last, from 1; negative counts from the end."""
    name: str | None = None
    """The new name, or the one word of it that changes."""
    email: str | None = None
    replaces: str | None = None
    """The wrong words for which the new name or email stands: "no es Browne sino Brown"."""
    surname: bool = False
    """The new name is only the surname."""
    plain: bool = False
    """A correction of the client that the session created last, as the offline rules read it."""

    @property
    def gives(self) -> bool:
        """Whether a new value is told."""
        return bool(self.name or self.email)


class RemoveClient(Value):
    """Delete a client; `about` and `position` as those of `ChangeClient`."""

    kind: Literal["remove"] = "remove"
    about: str | None = None
    position: int | None = None


class UndoLast(Value):
    """Take back all that the session's last turn that wrote has written."""

    kind: Literal["undo"] = "undo"


class Draft(Value):
    """The client that is being filled in."""

    name: str | None = None
    email: str | None = None
    proposed: bool = False
    """True: creation waits for the user's consent, whether or not the draft is complete."""
    candidate: str | None = None
    """An answer that is perhaps no name ("Exit"); it becomes the draft's name after a yes."""

    @property
    def asks_consent(self) -> bool:
        """Whether a yes or a no is the answer that the last reply asked for."""
        return self.proposed or self.candidate is not None


class KnownClient(Value):
    """A client with its version as it was seen."""

    id: int
    version: int
    name: str
    email: str


class PendingChange(Value):
    """A change or a deletion that waits for a yes, for which client is meant, or for a value."""

    kind: Literal["change", "remove"]
    client: KnownClient | None = None
    """As it was shown; None while it is asked who is meant."""
    name: str | None = None
    email: str | None = None
    """The new values as they were shown; of a deletion none."""
    replaces: str | None = None
    surname: bool = False
    candidates: tuple[KnownClient, ...] = ()
    """The clients that were listed, where several may be meant."""

    @property
    def proposed(self) -> bool:
        """Whether a yes carries it out."""
        given = self.kind == "remove" or self.name or self.email
        return self.client is not None and bool(given)
