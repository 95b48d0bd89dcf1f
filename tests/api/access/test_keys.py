"""API keys: made, shown once, looked up at every request, compared in constant time, revoked."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

import httpx
import pytest

from api.access.api_keys import SECRET_BYTES, KeyRing, NewKey, make_key
from api.access.errors import Unauthenticated
from api.access.principal import Principal
from api.commands import main
from api.settings import AccessSettings
from tests.api.access.keys import DAY, add_key, bearer
from tests.api.commands.test_commands import recepcionista
from tests.api.service import Files, Service, app_on, assert_problem, serving, unnamed
from tests.databases import fresh_database
from tests.servers import serve
from tools.database.engine import open_database

OWNER = "ana.propietaria"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def key(files: Files) -> NewKey:
    return add_key(files.database, OWNER)


@pytest.fixture(scope="module")
def guarded(files: Files, key: NewKey) -> Iterator[Service]:
    """A service that asks for keys because there is one."""
    assert key.text
    with serving(app_on(files), files) as running:
        yield running


def refused(response: httpx.Response) -> str:
    """The body of a 401, which is to be always the same."""
    assert_problem(response, 401, "unauthorized")
    assert response.headers["www-authenticate"] == "Bearer"
    return unnamed(response)


def swapped(character: str) -> str:
    return "A" if character != "A" else "B"


def changed(text: str, place: int) -> str:
    place %= len(text)
    return text[:place] + swapped(text[place]) + text[place + 1 :]


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_a_key_opens_in_either_header(guarded: Service, key: NewKey, header: str) -> None:
    value = key.text if header == "X-API-Key" else f"bearer {key.text}"
    assert guarded.http.get("/clientes", headers={header: value}).status_code == 200


def test_every_wrong_key_gets_the_same_answer(guarded: Service, key: NewKey, files: Files) -> None:
    id_part, secret = key.text[:21], key.text[21:]
    assert key.text == id_part + secret and id_part.endswith("_")
    other = add_key(files.database, OWNER).text
    wrong = [
        make_key().text,
        id_part + other[21:],
        other[:21] + secret,
        add_key(files.database, OWNER, revoked=True).text,
        add_key(files.database, OWNER, expires=datetime.now(UTC) - DAY).text,
        id_part,
        key.text.upper(),
        key.text + "A",
        key.text + "\t" + key.text,
        secret,
        sha256(secret.encode()).hexdigest(),
        id_part + sha256(secret.encode()).hexdigest(),
        "rcp_",
        "rcp_" + "0" * 8_000,
        "rcp_0000000000000000_" + "é" * 43,
        *(changed(key.text, place) for place in (5, 21, 22, 40, -2)),
        *(key.text[:length] for length in (22, 40, 63)),
    ]
    answers = {refused(guarded.http.get("/clientes", headers=encoded(text))) for text in wrong}
    answers |= {
        refused(guarded.http.get("/clientes", headers={b"X-API-Key": text.encode()}))
        for text in wrong
    }
    assert len(answers) == 1
    assert guarded.http.get("/clientes", headers=bearer(key.text)).status_code == 200


def encoded(text: str) -> dict[bytes, bytes]:
    return {b"Authorization": b"Bearer " + text.encode()}


def test_no_credential_or_several_get_that_answer_too(guarded: Service, key: NewKey) -> None:
    both = {**bearer(key.text), "X-API-Key": key.text}
    twice = [("X-API-Key", key.text), ("X-API-Key", key.text)]
    headers: list[dict[str, str] | list[tuple[str, str]]] = [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": key.text},
        {"Authorization": f"Basic {key.text}"},
        {"Authorization": f"Token {key.text}"},
        {"X-API-Key": ""},
        {"X-API-Key": f"Bearer {key.text}"},
        {"Cookie": f"Authorization={key.text}"},
        both,
        twice,
        [("Authorization", f"Bearer {key.text}")] * 2,
    ]
    given = [guarded.http.get("/clientes", headers=each) for each in headers]
    given.append(guarded.http.get("/clientes", params={"api_key": key.text}))
    assert len({refused(response) for response in given}) == 1


def test_a_revoked_key_opens_no_more_at_once_and_in_every_process(tmp_path: Path) -> None:
    key = add_key(tmp_path / "recepcionista.db", OWNER)
    with serve(tmp_path) as one, serve(tmp_path) as two:
        urls = [f"{server.url}/clientes" for server in (one, two)]
        for url in urls:
            assert httpx.get(url, headers=bearer(key.text), trust_env=False).status_code == 200
        done = recepcionista(tmp_path, "keys", "revoke", key.id)
        assert (done.returncode, done.stdout) == (0, f"revoked: {key.id}\n")
        for url in urls:
            refused(httpx.get(url, headers=bearer(key.text), trust_env=False))


@pytest.mark.sqlite
def test_a_key_ends_at_its_instant(tmp_path: Path) -> None:
    end = datetime.now(UTC) + DAY
    text = add_key(tmp_path / "b.db", OWNER, "read", expires=end).text
    database = open_database(f"sqlite:///{tmp_path}/b.db")
    moments = iter([end - DAY / 2, end])
    ring = KeyRing(database, lambda: next(moments))
    assert ring.principal(text).owner == OWNER
    with pytest.raises(Unauthenticated):
        ring.principal(text)
    database.close()


@pytest.mark.sqlite
def test_whichever_part_of_a_secret_is_wrong_all_of_it_is_compared(tmp_path: Path) -> None:
    """No early exit on a prefix: whole digests are compared, by the function made for that."""
    text = add_key(tmp_path / "b.db", OWNER).text
    database = open_database(f"sqlite:///{tmp_path}/b.db")
    compared: list[tuple[int, int]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return compare_digest(one, other)

    assert KeyRing.__dataclass_fields__["compare"].default is compare_digest
    ring = KeyRing(database, lambda: datetime.now(UTC), compare)
    wrong = [changed(text, place) for place in range(21, len(text))]
    for attempt in wrong:
        with pytest.raises(Unauthenticated):
            ring.principal(attempt)
    assert ring.principal(text).owner == OWNER
    assert compared == [(32, 32)] * (len(wrong) + 1)
    database.close()


@pytest.mark.sqlite
def test_a_key_is_256_random_bits_and_kept_as_a_hash(tmp_path: Path) -> None:
    assert SECRET_BYTES * 8 >= 256
    texts = {make_key().text for _ in range(100)}
    assert len(texts) == 100
    key = add_key(tmp_path / "b.db", OWNER)
    secret = key.text.rpartition(f"{key.id}_")[2]
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in kept
    with closing(sqlite3.connect(tmp_path / "b.db")) as connection:
        [row] = connection.execute("SELECT huella FROM claves_api").fetchall()
    assert row == (sha256(secret.encode()).hexdigest(),)


def test_keys_and_secrets_stay_out_of_logs(files: Files, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    key, wrong = add_key(files.database, OWNER).text, make_key().text
    secret = "x" * 20 + "-shared-secret-" + "y" * 20
    with serving(app_on(files, access=AccessSettings(jwt_secret=secret)), files) as service:  # type: ignore[arg-type] # pydantic makes it a SecretStr
        for credential in (key, wrong, f"{secret}.a.b", "eyJhbGciOiJub25lIn0.e30."):
            answer = service.http.get("/clientes", headers=bearer(credential))
            assert credential not in answer.text
    for private in (key, wrong, secret, key[21:], wrong[21:], "eyJhbGciOiJub25lIn0"):
        assert private not in caplog.text


@pytest.mark.sqlite
def test_the_command_shows_a_key_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    role = ("--role", "read", "write")
    assert status("keys", "create", "--owner", OWNER, *role, "--expires", "30") == 0
    made = capsys.readouterr()
    text = made.out.strip()
    assert (made.out, text in made.err) == (f"{text}\n", False)
    key_id = text.split("_")[1]
    assert status("keys", "list") == 0
    listed = capsys.readouterr().out
    assert [key_id, OWNER, "read,write"] == listed.split("\t")[:3]
    assert "valid until 20" in listed
    assert text.rpartition(f"{key_id}_")[2] not in listed
    database = open_database(f"sqlite:///{here}/recepcionista.db")
    ring = KeyRing(database, lambda: datetime.now(UTC))
    assert ring.principal(text).owner == OWNER
    assert status("keys", "revoke", key_id) == 0
    with pytest.raises(Unauthenticated):
        ring.principal(text)
    database.close()
    assert status("keys", "list") == 0
    assert "revoked 20" in capsys.readouterr().out


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "--owner", "", "--role", "read"), "1 to 128 visible characters"),
        (("create", "--owner", "a" * 129, "--role", "read"), "1 to 128 visible characters"),
        (("create", "--owner", " ana", "--role", "read"), "1 to 128 visible characters"),
        (("create", "--owner", "a\tb", "--role", "read"), "1 to 128 visible characters"),
        (("create", "--owner", "ana"), "--role"),
        (("create", "--role", "read"), "--owner"),
        (("create", "--owner", "ana", "--role", "root"), "invalid choice"),
        (("create", "--owner", "ana", "--role", "read", "--expires", "0"), "from 1 to 36500"),
        (("create", "--owner", "ana", "--role", "read", "--expires", "-1"), "expires"),
        (("create", "--owner", "ana", "--role", "read", "--expires", "9" * 5000), "36500"),
        (("revoke", "nosuchid"), "no key has this id"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused_and_makes_no_key(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert status("keys", *arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert status("keys", "list") == 0
    assert capsys.readouterr().out == ""
    assert {path.name.partition(".")[0] for path in here.iterdir()} <= {"recepcionista"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The process works on the empty database of a folder."""
    monkeypatch.chdir(tmp_path)
    fresh_database(tmp_path / "recepcionista.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/recepcionista.db")
    return tmp_path


def status(*arguments: str) -> int:
    """With what a command ends, in this process."""
    try:
        return main(arguments)
    except SystemExit as ended:
        assert isinstance(ended.code, int)
        return ended.code


@pytest.mark.sqlite
def test_a_key_says_whose_it_is_and_what_for(tmp_path: Path) -> None:
    key = add_key(tmp_path / "b.db", OWNER, "write")
    database = open_database(f"sqlite:///{tmp_path}/b.db")
    caller = KeyRing(database, lambda: datetime.now(UTC)).principal(key.text)
    assert caller == Principal(OWNER, frozenset({"read", "write"}), f"key:{key.id}")
    database.close()
