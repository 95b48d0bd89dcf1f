"""Refusals of authentication and authorization. Their texts do not describe the credential."""


class Unauthenticated(Exception):
    """No credential, or an invalid one; the error does not say which part is wrong."""


class CredentialTooLong(Unauthenticated):
    """A credential that is refused unread."""


class Forbidden(Exception):
    """The caller is known but may not do this; the text is for the caller, in Spanish."""


class SigningKeysUnavailable(Exception):
    """The JWKS cannot be fetched, so that no token can be verified."""
