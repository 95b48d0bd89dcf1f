"""Whatever the OpenAPI document allows or forbids is sent; every answer is as it says."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from requests import Session
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.application import create_app
from api.settings import EdgeSettings
from tests.api.service import Files, app_on, serving

POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
EACH = {POSITIVE: 180, NEGATIVE: 90}
"""Cases per operation, as far as there are so many; what breaks the schema takes longer to find."""
ALL = 2_000
OPERATIONS = [
    (path, method, mode)
    for path, methods in create_app().openapi()["paths"].items()
    for method, operation in methods.items()
    for mode in (POSITIVE, NEGATIVE)
    if mode is POSITIVE or {"parameters", "requestBody"} & set(operation)  # else nothing to break
]
sent: list[str] = []


@pytest.fixture(scope="module", params=[{}], ids=["open"])
def credentials(request: pytest.FixtureRequest) -> dict[str, str]:
    """Headers that every request carries; a service with sign-in adds a set of its own."""
    headers: dict[str, str] = request.param
    return headers


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The document of a service on files of its own, which limits nobody."""
    files = Files(tmp_path_factory.mktemp("schemathesis"))
    with serving(app_on(files, edge=EdgeSettings(rate_limit="off")), files) as service:
        url = str(service.http.base_url.join("/openapi.json"))
        yield schemathesis.openapi.from_url(url, config=SchemathesisConfig())


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with Session() as opened:
        opened.trust_env = False
        yield opened


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_every_answer_is_as_documented(
    document: BaseSchema,
    session: Session,
    credentials: dict[str, str],
    path: str,
    method: str,
    mode: GenerationMode,
) -> None:
    """Valid data may get a documented 422: no schema says what is an email, a name or a cursor."""
    operation = document[path][method]

    @seed(20260108)
    @settings(
        max_examples=EACH[mode],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case) -> None:
        sent.append(operation.label)
        case.call_and_validate(
            session=session, headers=credentials, excluded_checks=[positive_data_acceptance]
        )

    send()


def test_that_were_enough_cases() -> None:
    assert len(sent) >= ALL
