"""JSON Web Tokens: verifies signature, issuer, audience and expiry, and reads the roles."""

from typing import Any

from jwt import PyJWT, PyJWTError

from api.access.errors import Unauthenticated
from api.access.principal import Principal, granted, is_owner
from api.access.signing_keys import SigningKeys, signing_keys
from api.settings import AccessSettings

STRICT = PyJWT({"require": ["exp", "sub"], "enforce_minimum_key_length": True})


class Tokens:
    """Verifies tokens, only with the algorithms of the keys, whatever a token's `alg` says."""

    def __init__(self, settings: AccessSettings, keys: SigningKeys) -> None:
        """Take the settings and the keys that they name."""
        self._settings, self._keys = settings, keys

    async def principal(self, token: str) -> Principal:
        """The owner and roles of a token. Raises `Unauthenticated` and `SigningKeysUnavailable`."""
        key = await self._keys.key_of(token)
        try:
            claims = STRICT.decode(
                token,
                key,
                algorithms=list(self._keys.algorithms),
                audience=self._settings.jwt_audience,
                issuer=self._settings.jwt_issuer,
                leeway=self._settings.jwt_leeway,
            )
        except PyJWTError as error:
            raise Unauthenticated from error
        owner: str = claims["sub"]
        if not is_owner(owner):
            raise Unauthenticated
        roles = granted(_words(_claim(claims, self._settings.jwt_roles_claim)))
        return Principal(owner, roles, f"jwt:{owner}")


def open_tokens(settings: AccessSettings) -> Tokens | None:
    """The verifier of these settings; None when they name no keys. Raises `CommandError`."""
    secret = settings.jwt_secret.get_secret_value() if settings.jwt_secret else None
    keys = signing_keys(secret=secret, jwks=settings.jwt_jwks)
    return None if keys is None else Tokens(settings, keys)


def _claim(claims: dict[str, Any], name: str) -> object:
    """The claim of this name, or the one that its dots lead to, as in `realm_access.roles`."""
    if name in claims:
        return claims[name]
    found: object = claims
    for step in name.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _words(claim: object) -> list[object]:
    """The items of a list, or the words of a text, with spaces or commas between; else none."""
    match claim:
        case list():
            return claim
        case str():
            return list(claim.replace(",", " ").split())
    return []
