"""JSON Web Tokens: what is accepted, and every known way to forge one."""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.warnings import InsecureKeyLengthWarning
from pydantic import SecretStr, ValidationError

from api.access.errors import SigningKeysUnavailable, Unauthenticated
from api.access.principal import Principal
from api.access.signing_keys import KeyAddress, KeyFile, SharedSecret
from api.access.tokens import Tokens
from api.command_errors import CommandError
from api.settings import AccessSettings
from tests.api.access.keys import add_key
from tests.api.service import Files, Service, app_on, assert_problem, serving, unnamed, wait_until

SECRET = "a shared secret that nobody guesses, for tests, long enough for SHA-512"  # noqa: S105 - for tests, as it says
OTHER = "another shared secret that nobody guesses here"
ISSUER, AUDIENCE = "https://issuer.example", "recepcionista"
RSA, STRANGER = (rsa.generate_private_key(65537, 2048) for _ in range(2))
CURVE = ec.generate_private_key(ec.SECP256R1())
PEM = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
MODULUS = RSA.public_key().public_numbers().n.to_bytes(256, "big")
STATED: dict[str, Any] = {"jwt_issuer": ISSUER, "jwt_audience": AUDIENCE}


def published() -> dict[str, Any]:
    """A key set with two keys of ours, and three that are for something else."""
    one = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key()))
    two = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(CURVE.public_key()))
    shared = {"kty": "oct", "k": b64(SECRET.encode()), "kid": "shared", "alg": "HS256"}
    return {
        "keys": [
            one | {"kid": "one"},
            two | {"kid": "two", "use": "sig"},
            one | {"kid": "other", "alg": "RS512"},
            one | {"kid": "enc", "use": "enc"},
            shared,
        ]
    }


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def claims(**changes: Any) -> dict[str, Any]:
    """What a good token claims; None takes a claim away."""
    now = int(time.time())
    good = {"sub": "ana", "iss": ISSUER, "aud": AUDIENCE, "exp": now + 600, "roles": ["read"]}
    return {name: value for name, value in (good | changes).items() if value is not None}


def hs(secret: str = SECRET, headers: dict[str, Any] | None = None, **changes: Any) -> str:
    return jwt.encode(claims(**changes), secret, "HS256", headers=headers)


def rs(key: Any = RSA, kid: str = "one", alg: str = "RS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, alg, headers={"kid": kid})


def forged(header: dict[str, Any], signature: bytes | None = None, **changes: Any) -> str:
    """A token with any header, signed with our secret unless a signature is given."""
    parts = [b64(json.dumps(part).encode()) for part in (header, claims(**changes))]
    signed = ".".join(parts).encode()
    if signature is None:
        signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
            signed, SECRET.encode()
        )
    return f"{signed.decode()}.{b64(signature)}"


def confused(secret: bytes, kid: str) -> str:
    """HS256, with something that everybody knows for the secret."""
    header = {"alg": "HS256", "typ": "JWT", "kid": kid}
    parts = ".".join(b64(json.dumps(part).encode()) for part in (header, claims()))
    made = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{parts}.{b64(made.sign(parts.encode(), secret))}"


NOW = int(time.time())
CLAIMS: dict[str, dict[str, Any]] = {
    "expired": {"exp": NOW - 3_600},
    "expires never": {"exp": None},
    "expires at no number": {"exp": "soon"},
    "expires at infinity": {"exp": float("inf")},
    "not yet valid": {"nbf": NOW + 3_600},
    "issued later": {"iat": NOW + 3_600},
    "of another issuer": {"iss": "https://evil.example"},
    "of no issuer": {"iss": None},
    "for another audience": {"aud": "other"},
    "for many audiences, not us": {"aud": ["other", "recepcionista2"]},
    "for no audience": {"aud": None},
    "of nobody": {"sub": None},
    "of an empty name": {"sub": ""},
    "of a blank name": {"sub": " "},
    "of a number": {"sub": 7},
    "of a list": {"sub": ["ana"]},
    "of a long name": {"sub": "a" * 129},
    "of a name with a newline": {"sub": "ana\n"},
    "of a name with a NUL": {"sub": "ana\0"},
    "of a name that is no text": {"sub": "ana\ud800"},
}
HEADERS: dict[str, dict[str, Any]] = {
    "none": {"alg": "none"},
    "None": {"alg": "None"},
    "nOnE": {"alg": "nOnE"},
    "no algorithm": {"typ": "JWT"},
    "algorithm null": {"alg": None},
    "a list of algorithms": {"alg": ["HS256"]},
    "hs256": {"alg": "hs256"},
    "HS256 and a space": {"alg": "HS256 "},
    "HS384": {"alg": "HS384"},
    "RS256": {"alg": "RS256"},
    "unknown critical header": {"alg": "HS256", "crit": ["exp"]},
    "detached": {"alg": "HS256", "b64": False, "crit": ["b64"]},
    "kid a number": {"alg": "HS256", "kid": 7},
}
GARBAGE = [
    "x",
    "..",
    "a.b.c",
    "e30.e30.",
    "e30.e30.e30",
    "eyJhbGciOiJIUzI1NiJ9..",
    "=.=.=",
    "." * 100,
    "é.é.é",
    b64(b"[" * 3_000) + ".e30.e30",
    b64(b'"HS256"') + ".e30.e30",
    b64(b"\xff\xfe") + ".e30.e30",
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    files = Files(tmp_path_factory.mktemp("tokens"))
    (files.folder / "jwks.json").write_text(json.dumps(published()))
    return files


@pytest.fixture(scope="module")
def shared_secret(files: Files) -> Iterator[Service]:
    access = AccessSettings(jwt_secret=SecretStr(SECRET), **STATED)
    with serving(app_on(files, access=access), files) as running:
        yield running


@pytest.fixture(scope="module")
def key_file(files: Files) -> Iterator[Service]:
    access = AccessSettings(jwt_jwks=str(files.folder / "jwks.json"), **STATED)
    with serving(app_on(files, access=access), files) as running:
        yield running


def ask(service: Service, token: str) -> httpx.Response:
    return service.http.get("/clientes", headers={b"Authorization": b"Bearer " + token.encode()})


def assert_refused(service: Service, token: str) -> None:
    response = ask(service, token)
    assert_problem(response, 401, "unauthorized")
    assert unnamed(response) == unnamed(service.http.get("/clientes"))
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_good_token_opens(shared_secret: Service, key_file: Service) -> None:
    assert ask(shared_secret, hs()).status_code == 200
    assert ask(shared_secret, hs(aud=["other", AUDIENCE])).status_code == 200
    assert ask(shared_secret, hs(exp=int(time.time()) - 10)).status_code == 200
    assert ask(key_file, rs()).status_code == 200
    assert ask(key_file, rs(CURVE, "two", "ES256")).status_code == 200


def test_an_api_key_s_header_takes_no_token(shared_secret: Service) -> None:
    response = shared_secret.http.get("/clientes", headers={"X-API-Key": hs()})
    assert_problem(response, 401, "unauthorized")


@pytest.mark.parametrize("changes", CLAIMS.values(), ids=CLAIMS)
def test_a_token_with_wrong_claims_is_refused(
    shared_secret: Service, key_file: Service, changes: dict[str, Any]
) -> None:
    assert_refused(shared_secret, forged({"alg": "HS256"}, **changes))
    body = json.dumps(claims(**changes)).encode()
    signed = jwt.PyJWS().encode(body, RSA, "RS256", {"kid": "one"})
    assert_refused(key_file, signed)


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("signature", [None, b"", b"x" * 32])
def test_a_token_with_another_algorithm_is_refused(
    shared_secret: Service, key_file: Service, header: dict[str, Any], signature: bytes | None
) -> None:
    assert_refused(shared_secret, forged(header, signature))
    assert_refused(key_file, forged({"kid": "one"} | header, signature))


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_refused(shared_secret: Service, key_file: Service, garbage: str) -> None:
    assert_refused(shared_secret, garbage)
    assert_refused(key_file, garbage)


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_only_the_algorithm_of_the_setting_is_taken(shared_secret: Service, algorithm: str) -> None:
    assert_refused(shared_secret, jwt.encode(claims(), SECRET, algorithm))


def test_a_huge_token_is_not_looked_at(shared_secret: Service) -> None:
    assert ask(shared_secret, hs(more="x" * 5_000)).status_code == 200
    for token in (hs(more="x" * 6_200), hs(more="x" * 40_000), "A" * 9_000):
        body = assert_problem(ask(shared_secret, token), 401, "credential_too_long")
        assert "8 KiB" in body["detail"]


def test_a_short_key_signs_nothing(tmp_path: Path) -> None:
    short = rsa.generate_private_key(65537, 1024)  # noqa: S505 - it is to be refused
    published = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(short.public_key())) | {"kid": "one"}
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [published]}))
    access = AccessSettings(jwt_jwks=str(tmp_path / "jwks.json"), **STATED)
    with pytest.warns(InsecureKeyLengthWarning):
        token = rs(short)
    with pytest.raises(Unauthenticated):
        asyncio.run(Tokens(access, KeyFile(str(tmp_path / "jwks.json"))).principal(token))


def test_a_changed_or_cut_signature_is_refused(shared_secret: Service) -> None:
    body, _, signature = hs().rpartition(".")
    for wrong in ("", signature[:-2], signature + "AA", "A" * 43, signature[::-1]):
        assert_refused(shared_secret, f"{body}.{wrong}")
    header, _, rest = hs().partition(".")
    assert_refused(shared_secret, f"{header}.{b64(json.dumps(claims(sub='eva')).encode())}.{rest}")


def test_another_key_s_token_is_refused(shared_secret: Service, key_file: Service) -> None:
    assert_refused(shared_secret, hs(OTHER))
    assert_refused(shared_secret, rs())
    for token in (rs(STRANGER), rs(kid="two"), rs(CURVE, "one", "ES256"), rs(kid="none"), hs()):
        assert_refused(key_file, token)


@pytest.mark.parametrize("secret", [PEM, PEM.strip(), MODULUS, SECRET.encode(), b""])
@pytest.mark.parametrize("kid", ["one", "two", "other", "enc", "shared", ""])
def test_what_is_published_is_no_shared_secret(key_file: Service, secret: bytes, kid: str) -> None:
    assert_refused(key_file, confused(secret, kid))


@pytest.mark.parametrize("kid", ["other", "enc", "shared"])
def test_published_keys_for_something_else_sign_nothing(key_file: Service, kid: str) -> None:
    assert_refused(key_file, rs(kid=kid))
    assert_refused(key_file, rs(kid=kid, alg="RS512"))


def test_a_token_does_not_say_where_its_key_is(key_file: Service) -> None:
    own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(STRANGER.public_key())) | {"kid": "one"}
    with publishing({"keys": [own]}) as (url, asked):
        for header in (
            {"kid": "one", "jku": url},
            {"kid": "one", "x5u": url},
            {"kid": "one", "jwk": own},
            {"kid": "../../../dev/null"},
            {"kid": "one' OR '1'='1"},
            {"kid": url},
        ):
            token = jwt.encode(claims(), STRANGER, "RS256", headers=header)
            assert_refused(key_file, token)
    assert asked == []


def test_roles_come_from_the_claim_and_from_nowhere_else(shared_secret: Service) -> None:
    nothing: list[Any] = [
        None,
        [],
        "",
        ["guest"],
        "readonly",
        {"read": True},
        7,
        ["READ"],
        [["read"]],
    ]
    for roles in nothing:
        assert_problem(ask(shared_secret, hs(roles=roles)), 403, "forbidden")
    for roles in (["guest", "read"], "openid read", ["admin"], "write", "guest,read", "a, read"):
        assert ask(shared_secret, hs(roles=roles)).status_code == 200


def test_the_claim_with_the_roles_can_have_another_name() -> None:
    settings = AccessSettings(
        jwt_secret=SecretStr(SECRET), jwt_roles_claim="https://example.com/roles", **STATED
    )
    tokens = Tokens(settings, SharedSecret(SECRET))
    claimed: dict[str, Any] = {"https://example.com/roles": "write", "roles": ["admin"]}
    caller = asyncio.run(tokens.principal(hs(**claimed)))
    assert caller == Principal("ana", frozenset({"read", "write"}), "jwt:ana")


def test_the_claim_with_the_roles_can_be_inside_another() -> None:
    settings = AccessSettings(
        jwt_secret=SecretStr(SECRET), jwt_roles_claim="realm_access.roles", **STATED
    )
    tokens = Tokens(settings, SharedSecret(SECRET))
    for claimed, roles in (
        ({"realm_access": {"roles": ["guest", "write"]}}, {"read", "write"}),
        ({"realm_access.roles": ["read"], "realm_access": {"roles": ["write"]}}, {"read"}),
        ({"realm_access": {"other": ["write"]}}, set()),
        ({"realm_access": ["write"]}, set()),
        ({"realm_access": "roles"}, set()),
        ({}, set()),
    ):
        assert asyncio.run(tokens.principal(hs(**claimed))).roles == roles


Respond = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def publishing(
    keys: object, *, status: int = 200, instead: Respond | None = None
) -> Iterator[tuple[str, list[str]]]:
    """A server with one document; its URL, and the paths that were asked for."""
    asked: list[str] = []

    class Publisher(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            with suppress(OSError):
                (instead or publish)(self)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    def publish(handler: BaseHTTPRequestHandler) -> None:
        body = keys if isinstance(keys, bytes) else json.dumps(keys).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    with HTTPServer(("127.0.0.1", 0), Publisher) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/jwks.json", asked
        finally:
            server.shutdown()
            thread.join()


def test_keys_at_a_url_are_fetched_once_and_kept(files: Files) -> None:
    with publishing(published()) as (url, asked):
        access = AccessSettings(jwt_jwks=url, **STATED)
        with serving(app_on(files, access=access), files) as service:
            assert service.http.get("/readyz").status_code == 200
            assert asked == []
            for _ in range(3):
                assert ask(service, rs()).status_code == 200
                assert ask(service, rs(CURVE, "two", "ES256")).status_code == 200
                assert_refused(service, rs(kid="shared"))
                assert_refused(service, rs(kid="unknown"))
                assert_refused(service, confused(PEM, "one"))
                assert_refused(service, hs())
            assert asked == ["/jwks.json"]


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        (b"no JSON", 200),
        ({"keys": [{"kty": "oct"}]}, 200),
        ([], 200),
        ({}, 200),
        ({"keys": []}, 200),
        (published(), 500),
        (b"", 404),
    ],
)
def test_keys_that_cannot_be_fetched_are_an_outage_and_are_not_asked_for_at_once_again(
    files: Files, keys: object, status: int
) -> None:
    with publishing(keys, status=status) as (url, asked):
        access = AccessSettings(jwt_jwks=url, **STATED)
        with serving(app_on(files, access=access), files) as service:
            for _ in range(3):
                response = ask(service, rs())
                assert_problem(response, 503, "sign_in_unavailable")
                assert response.headers["retry-after"]
            assert_refused(service, "garbage")
    assert asked == ["/jwks.json"]


def test_keys_are_asked_for_again_after_a_pause() -> None:
    with publishing(b"") as (url, asked):
        keys = KeyAddress(url, pause=0)
        for _ in range(2):
            with pytest.raises(Exception, match="JWT_JWKS cannot be fetched"):
                asyncio.run(keys.key_of(rs()))
        assert len(asked) == 2


def test_no_api_key_waits_for_a_key_server(files: Files) -> None:
    answered, many = Event(), 60
    key = add_key(files.database, "ana").text
    with (
        publishing({}, instead=lambda _: assert_set(answered)) as (url, asked),
        ThreadPoolExecutor(many) as pool,
        serving(app_on(files, access=AccessSettings(jwt_jwks=url, **STATED)), files) as service,
    ):
        tokens = [pool.submit(ask, service, rs(kid=f"bogus-{n}")) for n in range(many)]
        wait_until(lambda: asked and len(service.server.server_state.tasks) == many)
        assert ask(service, key).status_code == 200
        assert not [token for token in tokens if token.done()]
        answered.set()
        for token in tokens:
            assert_problem(token.result(), 503, "sign_in_unavailable")
    assert len(asked) == 1


def assert_set(event: Event) -> None:
    assert event.wait(30)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1_000):
        handler.wfile.write(b" ")
        time.sleep(0.02)


def endless_header(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nx-long: ")
    for _ in range(1_000):
        handler.wfile.write(b"a")
        time.sleep(0.02)


def huge(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(json.dumps(published()).encode())
    for _ in range(300):
        handler.wfile.write(b" " * 1024 * 1024)


def moved(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/elsewhere")
    handler.end_headers()


@pytest.mark.parametrize("hostile", [dripping, endless_header, huge, moved])
def test_a_hostile_key_server_costs_little_time_and_memory(hostile: Respond) -> None:
    with publishing({}, instead=hostile) as (url, asked):
        with pytest.raises(SigningKeysUnavailable, match="JWT_JWKS cannot be fetched"):
            asyncio.run(KeyAddress(url, within=0.5).key_of(rs()))
        assert asked == ["/jwks.json"]


def test_key_servers_learn_who_asks_and_what_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    told: dict[str, str] = {}

    def picky(handler: BaseHTTPRequestHandler) -> None:
        told.update(handler.headers)
        body = json.dumps(published()).encode()
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(body)

    with publishing({}, instead=picky) as (url, _):
        assert asyncio.run(KeyAddress(url).key_of(rs())).key_id == "one"
    named = {name.lower(): value for name, value in told.items()}
    assert named["user-agent"] == "recepcionista"
    assert "application/json" in named["accept"]
    assert named["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "content", [None, b"", b"\xff", b"[]", b"{}", b'{"keys": [7]}', b'{"keys": [{"kty": "oct"}]}']
)
def test_a_file_without_a_key_is_refused_at_start(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "jwks.json").write_bytes(content)
    with pytest.raises(CommandError, match="JWT_JWKS"):
        KeyFile(str(tmp_path / "jwks.json"))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"jwt_secret": "x" * 31}, "JWT_SECRET needs at least 32 bytes"),
        ({"jwt_secret": PEM.decode()}, "JWT_SECRET is a PEM key"),
        ({"jwt_secret": "x" * 32, "jwt_jwks": "f", **STATED}, "not both"),
        ({"jwt_jwks": "f", "jwt_issuer": ISSUER}, "needs JWT_ISSUER and JWT_AUDIENCE"),
        ({"jwt_jwks": "f", "jwt_audience": AUDIENCE}, "needs JWT_ISSUER and JWT_AUDIENCE"),
        ({"jwt_jwks": "http://issuer.example/keys", **STATED}, "https://"),
        ({"jwt_jwks": "file:///keys", **STATED}, "https://"),
        ({"jwt_issuer": ISSUER}, "need JWT_SECRET or JWT_JWKS"),
        ({"auth": "maybe"}, "'auto', 'required' or 'none'"),
        ({"jwt_leeway": "301"}, "less than or equal to 300"),
    ],
)
def test_settings_that_would_let_too_many_in_are_refused(
    settings: dict[str, str], said: str
) -> None:
    with pytest.raises(ValidationError, match=said) as refused:
        AccessSettings.model_validate(settings)
    assert "x" * 31 not in str(refused.value)


@pytest.mark.parametrize("jwks", ["https://issuer.example/k", "http://localhost:1/k", "a/file"])
def test_an_address_that_nobody_can_change_on_its_way_is_taken(jwks: str) -> None:
    assert AccessSettings.model_validate({"jwt_jwks": jwks, **STATED}).jwt_jwks == jwks
