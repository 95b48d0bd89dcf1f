from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI

from api.application import create_app
from tests.api.service import Service

STATUSES = {
    "POST /chat": {200, 401, 403, 408, 409, 413, 422, 429, 500, 503},
    "GET /history": {200, 401, 403, 413, 422, 429, 500, 503},
    "DELETE /history": {200, 401, 403, 413, 422, 429, 500, 503},
    "GET /history/{session_id}": {200, 401, 403, 413, 422, 429, 500, 503},
    "DELETE /history/{session_id}": {200, 401, 403, 413, 422, 429, 500, 503},
    "GET /sesiones/export": {200, 401, 403, 404, 413, 422, 429, 500, 503},
    "GET /sesiones/{session_id}/export": {200, 401, 403, 404, 413, 422, 429, 500, 503},
    "GET /clientes": {200, 401, 403, 413, 422, 429, 500, 503},
    "POST /clientes": {201, 401, 403, 408, 409, 413, 422, 429, 500, 503},
    "GET /clientes/{id}": {200, 401, 403, 404, 413, 422, 429, 500, 503},
    "PATCH /clientes/{id}": {200, 401, 403, 404, 408, 409, 412, 413, 422, 428, 429, 500, 503},
    "DELETE /clientes/{id}": {204, 401, 403, 404, 412, 413, 422, 429, 500, 503},
    "GET /clientes/{id}/cambios": {200, 401, 403, 404, 413, 422, 429, 500, 503},
    "POST /clientes/{id}/deshacer": {200, 401, 403, 404, 409, 412, 413, 422, 428, 429, 500, 503},
    "POST /clientes/{id}/unir": {200, 401, 403, 404, 408, 412, 413, 422, 428, 429, 500, 503},
    "POST /chat/stream": {200, 401, 403, 408, 413, 422, 429, 500},
    "GET /sesiones": {200, 401, 403, 413, 422, 429, 500, 503},
    "PATCH /sesiones": {200, 401, 403, 404, 408, 413, 422, 429, 500, 503},
    "PATCH /sesiones/{session_id}": {200, 401, 403, 404, 408, 413, 422, 429, 500, 503},
    "GET /clientes.csv": {200, 401, 403, 413, 422, 429, 500, 503},
    "GET /clientes.vcf": {200, 401, 403, 413, 422, 429, 500, 503},
    "POST /clientes/import": {200, 401, 403, 408, 409, 413, 422, 429, 500, 503},
    "POST /clientes/import/{token}/deshacer": {200, 401, 403, 404, 413, 422, 429, 500, 503},
    "GET /resumen": {200, 401, 403, 413, 422, 429, 500, 503},
    "GET /yo": {200, 401, 403, 413, 429, 500, 503},
    "GET /metrics": {200, 401, 403, 413, 429, 500},
    "GET /": {200, 413, 500},
    "GET /healthz": {200, 413, 500},
    "GET /readyz": {200, 413, 500, 503},
}
FILTERS = {"id", "texto", "email", "dominio", "desde", "hasta", "orden"}
PARAMETERS = {
    "POST /chat": {"session-id", "Idempotency-Key"},
    "POST /chat/stream": {"session-id", "Idempotency-Key", "Last-Event-ID"},
    "GET /history": {"session-id", "limite", "antes"},
    "DELETE /history": {"session-id"},
    "GET /history/{session_id}": {"session_id", "limite", "antes"},
    "DELETE /history/{session_id}": {"session_id"},
    "GET /sesiones/export": {"session-id", "formato"},
    "GET /sesiones/{session_id}/export": {"session_id", "formato"},
    "GET /sesiones": {"texto", "limite", "cursor"},
    "PATCH /sesiones": {"session-id"},
    "PATCH /sesiones/{session_id}": {"session_id"},
    "GET /clientes": FILTERS | {"limite", "cursor"},
    "GET /clientes.csv": FILTERS,
    "GET /clientes.vcf": FILTERS,
    "POST /clientes/import": {"token", "columnas", "informe"},
    "POST /clientes/import/{token}/deshacer": {"token"},
    "GET /resumen": {"dias"},
    "GET /clientes/{id}": {"id"},
    "PATCH /clientes/{id}": {"id", "If-Match"},
    "DELETE /clientes/{id}": {"id", "If-Match"},
    "GET /clientes/{id}/cambios": {"id"},
    "POST /clientes/{id}/deshacer": {"id", "If-Match"},
    "POST /clientes/{id}/unir": {"id", "If-Match"},
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app().openapi()


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def values(node: Any, key: str) -> Iterator[Any]:
    """Every value under this key, wherever it stands."""
    children = node.items() if isinstance(node, dict) else enumerate(node)
    for name, child in children:
        if name == key:
            yield child
        if isinstance(child, dict | list):
            yield from values(child, key)


def test_the_document_is_valid_and_complete(document: dict[str, Any]) -> None:
    OpenAPI.model_validate(document)
    schemas = document["components"]["schemas"]
    for reference in values(document, "$ref"):
        assert reference.removeprefix("#/components/schemas/") in schemas
    assert not {"HTTPValidationError", "ValidationError"} & set(schemas)


def test_every_operation_has_its_statuses_and_parameters(document: dict[str, Any]) -> None:
    found = operations(document)
    assert {name: {int(s) for s in o["responses"]} for name, o in found.items()} == STATUSES
    named = {
        name: {parameter["name"] for parameter in operation["parameters"]}
        for name, operation in found.items()
        if "parameters" in operation
    }
    assert named == PARAMETERS


def test_every_error_is_documented_as_a_problem_with_an_example(document: dict[str, Any]) -> None:
    for operation in operations(document).values():
        for status, response in operation["responses"].items():
            if int(status) < 400:
                continue
            (media_type,) = response["content"]
            content = response["content"][media_type]
            assert media_type == "application/problem+json"
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert content["example"]["status"] == int(status)


def test_operations_have_stable_names(document: dict[str, Any]) -> None:
    assert {name: o["operationId"] for name, o in operations(document).items()} == {
        "POST /chat": "chat",
        "POST /chat/stream": "chat_stream",
        "GET /history": "get_history_by_header",
        "DELETE /history": "delete_history_by_header",
        "GET /history/{session_id}": "get_history",
        "DELETE /history/{session_id}": "delete_history",
        "GET /sesiones/export": "export_session_by_header",
        "GET /sesiones/{session_id}/export": "export_session",
        "GET /sesiones": "list_sessions",
        "PATCH /sesiones": "rename_session_by_header",
        "PATCH /sesiones/{session_id}": "rename_session",
        "GET /clientes": "search_clients",
        "GET /clientes.csv": "download_clients",
        "GET /clientes.vcf": "download_cards",
        "POST /clientes/import": "import_clients",
        "POST /clientes/import/{token}/deshacer": "undo_imported",
        "POST /clientes": "create_client",
        "GET /clientes/{id}": "get_client",
        "PATCH /clientes/{id}": "change_client",
        "DELETE /clientes/{id}": "delete_client",
        "GET /clientes/{id}/cambios": "client_history",
        "POST /clientes/{id}/deshacer": "undo_last",
        "POST /clientes/{id}/unir": "merge_clients",
        "GET /resumen": "overview",
        "GET /yo": "caller",
        "GET /metrics": "metrics",
        "GET /": "index",
        "GET /healthz": "healthz",
        "GET /readyz": "readyz",
    }


def test_every_body_has_an_example_with_exactly_its_fields(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    parts = {"HistoryMessage", "FieldProblem", "OverviewDay", "Decisions", "ClientValues"}
    for name in set(schemas) - parts:
        (example,) = schemas[name]["examples"]
        assert set(example) == set(schemas[name]["properties"]), name


def test_the_example_of_the_document_gets_the_answer_of_the_document(
    service: Service, document: dict[str, Any]
) -> None:
    schemas = document["components"]["schemas"]
    asked, answered = (schemas[n]["examples"][0] for n in ("ChatRequest", "ChatReply"))
    headers = {"session-id": answered["session_id"]}
    assert service.http.post("/chat", json=asked, headers=headers).json() == answered
    said = service.http.get("/history", headers=headers).json()
    example = schemas["History"]["examples"][0]
    for message in said["historial"] + example["historial"]:
        message.pop("timestamp")
    assert said == example


def test_people_read_the_document_at_docs(shared: Service) -> None:
    page = shared.http.get("/docs")
    assert page.status_code == 200
    assert "swagger-ui" in page.text
    assert shared.http.get("/openapi.json").json()["info"]["title"] == "Recepcionista"


def test_the_document_says_who_may_call_what(document: dict[str, Any]) -> None:
    assert set(document["components"]["securitySchemes"]) == {"bearer", "api_key"}
    for name, operation in operations(document).items():
        guarded = name not in ("GET /", "GET /healthz", "GET /readyz")
        assert operation.get("security") == ([{"bearer": []}, {"api_key": []}] if guarded else None)
        assert operation["description"].count("Rol: ") == guarded


def test_the_document_stays_the_same_however_often_it_is_asked_for() -> None:
    app = create_app()
    first = deepcopy(app.openapi())
    assert app.openapi() == first
