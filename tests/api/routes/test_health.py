from tests.api.service import Service


def test_the_process_says_that_it_lives(shared: Service) -> None:
    assert shared.http.get("/healthz").json() == {"status": "ok"}


def test_the_service_says_that_it_is_ready_and_what_understands(shared: Service) -> None:
    assert shared.http.get("/readyz").json() == {"status": "ready", "understanding": "offline"}


def test_the_root_names_every_route_of_the_document(shared: Service) -> None:
    body = shared.http.get("/").json()
    paths = shared.http.get("/openapi.json").json()["paths"]
    assert set(body) == {"message", "endpoints"}
    assert body["message"] == "API Multi-Agente con Memoria Persistente"
    assert set(body["endpoints"]) == {
        f"{method.upper()} {path}" for path, operations in paths.items() for method in operations
    }
    assert body["endpoints"]["POST /chat"] == "Enviar mensaje"
    assert body["endpoints"]["GET /history/{session_id}"] == "Ver historial"
    assert body["endpoints"]["DELETE /history/{session_id}"] == "Borrar historial"
