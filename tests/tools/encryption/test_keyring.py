"""What is sealed opens with a key of ours, in its own place, unchanged; else it is refused."""

import base64

import pytest
from pydantic import SecretStr, ValidationError

from tools.encryption.keyring import is_ciphertext, keyring, new_key
from tools.errors import DecryptionError
from tools.settings import DatabaseSettings

OLD, NEW = new_key(), new_key()
RING = keyring(OLD)
PLACE = ("mensajes", "s", 3, "user", "k", "content")


def test_a_sealed_text_opens_in_its_place_and_is_never_the_same_twice() -> None:
    first, second = (RING.encrypt_text("hola, ¿qué tal? 👋", *PLACE) for _ in range(2))
    assert first != second
    assert RING.decrypt_text(first, *PLACE) == "hola, ¿qué tal? 👋"
    assert RING.decrypt_text(RING.encrypt_text("", *PLACE), *PLACE) == ""


def test_every_change_of_every_byte_is_seen() -> None:
    sealed = RING.encrypt_text("una palabra", *PLACE).encode()
    for position in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[position] ^= 1 << bit
            with pytest.raises(DecryptionError):
                RING.decrypt_text(changed.decode("latin-1"), *PLACE)


def test_every_change_of_every_byte_of_binary_data_is_seen() -> None:
    sealed = RING.encrypt(b"una palabra", *PLACE)
    for position in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[position] ^= 1 << bit
            with pytest.raises(DecryptionError):
                RING.decrypt(bytes(changed), *PLACE)


def test_a_text_that_stands_for_the_same_bytes_in_another_way_is_refused() -> None:
    """Base64 leaves bits of its last letter unused: a change there changes no byte."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    made = (RING.encrypt_text(words) for words in ("a", "ab", "abc"))
    sealed = next(text for text in made if text.endswith("=="))
    last = letters[letters.index(sealed[-3]) + 1]
    twin = f"{sealed[:-3]}{last}=="
    packed = len("sealed:")
    assert base64.b64decode(twin[packed:]) == base64.b64decode(sealed[packed:])
    with pytest.raises(DecryptionError, match="is not sealed"):
        RING.decrypt_text(twin)


def test_a_cut_or_lengthened_text_is_refused() -> None:
    sealed = RING.encrypt(b"una palabra", *PLACE)
    for length in range(len(sealed)):
        with pytest.raises(DecryptionError):
            RING.decrypt(sealed[:length], *PLACE)
    with pytest.raises(DecryptionError):
        RING.decrypt(sealed + b"\0", *PLACE)


@pytest.mark.parametrize(
    "place",
    [
        ("mensajes", "t", 3, "user", "k", "content"),
        ("mensajes", "s", 4, "user", "k", "content"),
        ("mensajes", "s", 3, "assistant", "k", "content"),
        ("mensajes", "s", 3, "user", "l", "content"),
        ("mensajes", "s", 3, "user", "k", "datos"),
        ("mensajes", "s", "3", "user", "k", "content"),
        ("mensajes", 's", 3, "user', "k", "content"),
        ("mensajes", "s", 3, "user", "k"),
        (),
    ],
)
def test_in_another_place_it_does_not_open(place: tuple[object, ...]) -> None:
    with pytest.raises(DecryptionError, match="changed, cut or moved"):
        RING.decrypt_text(RING.encrypt_text("hola", *PLACE), *place)


@pytest.mark.parametrize("stored", ["hola", "", "sealed:", "sealed:hola", None, 7, {"a": 1}])
def test_what_was_never_sealed_is_refused(stored: object) -> None:
    with pytest.raises(DecryptionError, match="is not sealed"):
        RING.decrypt_text(stored, *PLACE)
    assert not isinstance(stored, str) or not is_ciphertext(stored)


def test_the_first_key_seals_and_all_of_them_open() -> None:
    old = RING.encrypt_text("hola", *PLACE)
    both = keyring(f"{NEW}, {OLD}")
    new = both.encrypt_text("hola", *PLACE)
    assert both.decrypt_text(old, *PLACE) == both.decrypt_text(new, *PLACE) == "hola"
    assert (both.is_current(old), both.is_current(new)) == (False, True)
    assert keyring(NEW).decrypt_text(new, *PLACE) == "hola"
    with pytest.raises(DecryptionError, match="not in ENCRYPTION_KEYS"):
        keyring(NEW).decrypt_text(old, *PLACE)


@pytest.mark.parametrize(
    "keys",
    [
        "secreto",
        ",",
        f"{OLD},",
        f"{OLD},corta",
        f"{OLD};{NEW}",
        OLD[:-4],
        base64.b64encode(bytes(16)).decode(),
        base64.b64encode(bytes(33)).decode(),
        "ñ" * 44,
    ],
    ids=["word", "comma", "empty", "short", "semicolon", "cut", "16", "33", "letters"],
)
def test_a_useless_key_is_refused_with_how_to_make_one_and_is_not_told(keys: str) -> None:
    with pytest.raises(ValidationError, match="recepcionista new-key") as refusal:
        DatabaseSettings(encryption_keys=SecretStr(keys))
    told = str(refusal.value)
    assert not any(part in told for part in keys.split(",") if part)


def test_no_key_is_no_keyring() -> None:
    assert DatabaseSettings(encryption_keys=None).keys is None
    assert DatabaseSettings.model_validate({"encryption_keys": ""}).keys is None
    settings = DatabaseSettings(encryption_keys=SecretStr(OLD))
    assert settings.keys is not None
    assert OLD not in repr(settings)
