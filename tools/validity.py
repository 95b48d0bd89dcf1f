"""What a client's name and email must be, and the form in which they are kept."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from tools.errors import InvalidEmail, InvalidName

MAX_NAME = 200
UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn"}
JOINERS = "\u200c\u200d"  # Persian and Indic names are written with them


def valid_email(address: str) -> str:
    """The address in its normal form. Raises `InvalidEmail`; asks no DNS."""
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise InvalidEmail(address) from error


def valid_name(name: str) -> str:
    """The name with single spaces. Raises `InvalidName`."""
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    unsafe = any(unicodedata.category(c) in UNSAFE and c not in JOINERS for c in tidy)
    if unsafe or len(tidy) > MAX_NAME or not any(c.isalnum() for c in tidy):
        raise InvalidName("a name has 1 to 200 visible characters, one of them a letter or digit")
    return tidy
