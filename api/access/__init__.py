"""Who may enter, and as whom: API keys, JWTs, roles, and the rule for services without either.

Routes ask for a role (`dependencies=[Depends(READ)]`) and for the `Caller`, whose owner names what
is theirs. A refusal is `Unauthenticated` or `Forbidden`, which `api.problems.handlers` translates.
"""

from api.access.errors import Forbidden, SigningKeysUnavailable, Unauthenticated
from api.access.gate import Gate, gate_from_environment, open_gate
from api.access.principal import Principal, Role
from api.access.roles import ADMIN, PUBLIC, READ, WRITE, Caller

__all__ = [
    "ADMIN",
    "PUBLIC",
    "READ",
    "WRITE",
    "Caller",
    "Forbidden",
    "Gate",
    "Principal",
    "Role",
    "SigningKeysUnavailable",
    "Unauthenticated",
    "gate_from_environment",
    "open_gate",
]
