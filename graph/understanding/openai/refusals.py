"""Reasons that a model's server gives for refusing a request, without what the user said."""

import re
from collections.abc import Iterable
from typing import Any

from tools.folding import fold

MAX_REASON = 200
"""Characters of a reason."""
HIDDEN = "…"

_WORD = re.compile(r"[^\W_]+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_SECRET = re.compile(r"\S*[@/]\S*|\S*\d\S{7,}|\S{7,}\d\S*")
"""Addresses and URLs, and long words with digits, as keys are."""
_PARAMETER = re.compile(
    r"strict|schema|additional_?properties|any_?of|unknown|unrecogni[sz]ed|unexpected|unsupported"
    r"|not (?:supported|permitted|allowed)|extra",
    re.IGNORECASE,
)


def stated(body: Any) -> str:
    """The text of an error's body: `message` or `detail`, in or outside of `error`."""
    match body:
        case {"error": inner}:
            return stated(inner)
        case {"message": inner} | {"detail": inner}:
            return str(inner)
        case _:
            return "" if body is None else str(body)


def without_words(reason: str, said: Iterable[str], *, key: str | None) -> str:
    """The reason on one line, without addresses, keys, and words that occur in what was said."""
    reason = reason.replace(key, HIDDEN) if key else reason
    known = {fold(word) for text in said for word in _WORD.findall(text)}
    text = _ESCAPED.sub(
        lambda found: chr(int(found[1], 16)), " ".join(reason.split())[: 4 * MAX_REASON]
    )
    text = _SECRET.sub(HIDDEN, text)
    text = _WORD.sub(lambda word: HIDDEN if fold(word[0]) in known else word[0], text)
    return re.sub(rf"{HIDDEN}(?:\W*{HIDDEN})+", HIDDEN, text)[:MAX_REASON]


def blames_parameters(reason: str) -> bool:
    """Whether the server does not know something that the request has, such as `strict`."""
    return _PARAMETER.search(reason) is not None
