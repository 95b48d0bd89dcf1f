"""Why somebody may not enter. None of these says anything of the credential."""


class Unauthenticated(Exception):
    """No credential, or one that is not valid; which of its parts is wrong is told to nobody."""


class Forbidden(Exception):
    """The caller may enter but not do this; the text says so to the caller, in Spanish."""


class SigningKeysUnavailable(Exception):
    """The keys that tokens are signed with cannot be fetched, so that no token can be judged."""
