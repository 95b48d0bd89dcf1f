"""Whatever the OpenAPI document allows or forbids is sent; every answer is as it says."""

from collections.abc import Callable, Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from requests import Session
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api.access.roles import PUBLIC
from api.application import create_app
from tests.api.access.keys import add_key, bearer
from tests.api.service import Files, app_on, serving
from tests.sizes import part

POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
CALLERS = ("admin", "stranger")
FEW = {"admin": {POSITIVE: 10, NEGATIVE: 5}, "stranger": {POSITIVE: 2, NEGATIVE: 1}}
MANY = {
    "admin": {POSITIVE: part(70, 20), NEGATIVE: part(40, 10)},
    "stranger": {POSITIVE: part(16, 4), NEGATIVE: part(8, 2)},
}
"""Cases per operation, as far as there are so many; what breaks the schema takes longer to find."""
SIZES = [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.long)]
CLOSED = {401, 413, 422}
"""What a stranger gets: bodies are read, and refused, before anybody asks who sent them."""
OPERATIONS = [
    (path, method, mode)
    for path, methods in create_app().openapi()["paths"].items()
    for method, operation in methods.items()
    for mode in (POSITIVE, NEGATIVE)
    if mode is POSITIVE or {"parameters", "requestBody"} & set(operation)  # else nothing to break
]
sent: list[str] = []
TABLE, CARDS = "text/csv", "text/vcard"
FILES = (TABLE, CARDS, "application/octet-stream")


@schemathesis.serializer(TABLE, CARDS)
def as_it_is(_context: schemathesis.SerializationContext, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("schemathesis"))


@pytest.fixture(scope="module")
def credentials(files: Files) -> dict[str, dict[str, str]]:
    """Headers of who may do everything, and of who may enter nowhere."""
    return {"admin": bearer(add_key(files.database, "ana", "admin").text), "stranger": {}}


@pytest.fixture(scope="module")
def document(files: Files, credentials: dict[str, dict[str, str]]) -> Iterator[BaseSchema]:
    """The document of a service with sign-in, on files of its own, which limits nobody."""
    assert credentials["admin"]
    with serving(app_on(files), files) as service:
        url = str(service.http.base_url.join("/openapi.json"))
        yield schemathesis.openapi.from_url(url, config=SchemathesisConfig())


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with Session() as opened:
        opened.trust_env = False
        yield opened


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_every_answer_is_as_documented(
    document: BaseSchema,
    session: Session,
    credentials: dict[str, dict[str, str]],
    size: dict[str, dict[GenerationMode, int]],
    caller: str,
    path: str,
    method: str,
    mode: GenerationMode,
) -> None:
    """Valid data may get a documented 422: no schema says what is an email, a name or a cursor."""
    operation = document[path][method]

    @seed(20260108)
    @settings(
        max_examples=size[caller][mode],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case) -> None:
        sent.append(operation.label)
        answer = case.call_and_validate(
            session=session,
            headers=credentials[caller],
            excluded_checks=[positive_data_acceptance, *unfounded(case)],
        )
        assert caller == "admin" or path in PUBLIC or answer.status_code in CLOSED

    send()


def unfounded(case: schemathesis.Case) -> list[Callable[..., bool | None]]:
    """Data breaks the schema in ways that count for a body of JSON only: any text is a file, an
    empty parameter is as good as none, names that are nobody's are ignored, and the credentials
    taken out are put back.
    """
    bodiless = case.operation.method.upper() in ("GET", "DELETE") or case.media_type in FILES
    bare = not {"Authorization", "X-API-Key"} & set(case.headers or {})
    return [negative_data_rejection] if bodiless or bare or case.query else []


@pytest.mark.parametrize(
    "enough", [250, pytest.param(part(2_000, 500), id="many", marks=pytest.mark.long)]
)
def test_that_were_enough_cases(enough: int) -> None:
    assert len(sent) >= enough
