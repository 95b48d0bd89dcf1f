"""A request's credential: `Authorization: Bearer <API key or JWT>` or `X-API-Key: <API key>`."""

from starlette.datastructures import Headers

from api.access.api_keys import PREFIX
from api.access.errors import CredentialTooLong, Unauthenticated

KEY_HEADER = "X-API-Key"
MAX_CREDENTIAL = 8 * 1024
"""Characters; a longer credential is refused unread."""


def has_credential(headers: Headers) -> bool:
    """Whether the request has a credential, valid or not."""
    return "Authorization" in headers or KEY_HEADER in headers


def credential_of(headers: Headers) -> str:
    """The one credential of the request. Raises `CredentialTooLong` and `Unauthenticated`.

    Several credentials are ambiguous, so that even two equal ones are refused.
    """
    given = headers.getlist("Authorization") + headers.getlist(KEY_HEADER)
    if len(given) != 1:
        raise Unauthenticated
    if len(given[0]) > MAX_CREDENTIAL:
        raise CredentialTooLong
    if KEY_HEADER in headers:
        return _key(given[0].strip())
    scheme, _, credential = given[0].partition(" ")
    if scheme.lower() != "bearer" or not credential.strip():
        raise Unauthenticated
    return credential.strip()


def _key(credential: str) -> str:
    if not credential.startswith(PREFIX):
        raise Unauthenticated
    return credential
