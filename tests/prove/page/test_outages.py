"""A message is neither lost nor done twice, whatever happens to the line, the server or the tab."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.api.service import Files, Service, app_on, serving
from tests.prove.page.conftest import Visiting
from tests.servers import free_port, serve

CREATE = "Crea un cliente llamado Juan con email juan@example.com"
NET = ("Failed to load resource", "net::ERR")


@pytest.fixture
def silent_model() -> Iterator[str]:
    """A model server that takes connections and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


def test_a_server_killed_in_the_middle_of_an_answer(
    visit: Visiting, tmp_path: Path, silent_model: str
) -> None:
    port = str(free_port())
    thinking = {"UNDERSTANDING": "openai", "OPENAI_BASE_URL": silent_model}
    with serve(tmp_path, PORT=port, **thinking) as server:
        opened = visit(server.url)
        opened.watch.allowed += NET
        tab = opened.tab()
        tab.write(CREATE)
        expect(tab.page.locator(".state")).to_have_text("Atendiendo…")
        server.kill()
        expect(tab.page.locator(".pending")).to_contain_text("El mensaje está a salvo")
    with serve(tmp_path, PORT=port):
        tab.expect_messages(2)
        tab.expect_last("Cliente creado", "Juan")
        tab.page.reload()
        tab.expect_messages(2)
        assert tab.page.evaluate(COUNTED, tab.session()) == [2, 1]


COUNTED = """async (session) => {
  const get = async (path) => (await fetch(path, { headers: { "session-id": session } })).json();
  return [(await get("/history")).total_mensajes, (await get("/clientes")).total];
}"""


def test_an_answer_lost_on_its_way_is_fetched_without_doing_the_turn_again(
    visit: Visiting, service: Service
) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab, keys = opened.tab(), []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    tab.page.route("**/chat/stream", lose_the_first)
    tab.write(CREATE)
    tab.expect_messages(2)
    tab.expect_last("Cliente creado")
    assert len(set(keys)) == 1
    assert len(keys) == 2
    assert service.names() == ["Juan"]
    assert service.http.get(f"/history/{tab.session()}").json()["total_mensajes"] == 2


def test_a_page_left_in_the_middle_of_an_answer_goes_on_with_it(
    visit: Visiting, service: Service
) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab()
    tab.page.route("**/chat/stream", lambda route: route.abort())
    tab.write(CREATE)
    expect(tab.page.locator(".pending")).to_contain_text("El mensaje está a salvo")
    tab.page.unroute_all()
    tab.page.reload()
    expect(tab.page.locator("#send")).to_be_enabled()
    tab.expect_messages(2)
    assert service.names() == ["Juan"]


def test_what_fails_for_good_says_why_and_keeps_the_text(visit: Visiting, service: Service) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab()
    problem = {"title": "Error", "status": 500, "code": "internal_error", "detail": "Algo falló."}
    tab.page.route("**/chat/stream", lambda route: route.fulfill(status=500, json=problem))
    tab.write("hola")
    alert = tab.page.locator(".notice.bad")
    expect(alert).to_contain_text("El servidor tuvo un error")
    alert.get_by_role("button", name="Editar").click()
    expect(tab.page.locator("#message")).to_have_value("hola")
    tab.page.keyboard.press("Enter")
    expect(alert).to_be_visible()
    tab.page.unroute_all()
    alert.get_by_role("button", name="Reintentar").click()
    tab.expect_messages(2)
    assert service.http.get(f"/history/{tab.session()}").json()["total_mensajes"] == 2


def test_too_many_messages_are_waited_for_with_a_countdown(visit: Visiting) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab, tries = opened.tab(), []

    def refuse_the_first(route: Route) -> None:
        tries.append(1)
        if len(tries) > 1:
            return route.continue_()
        body = {"status": 429, "code": "too_many_requests", "detail": "Espera."}
        return route.fulfill(status=429, json=body, headers={"Retry-After": "2"})

    tab.page.route("**/chat/stream", refuse_the_first)
    tab.write("hola")
    expect(tab.page.locator(".pending")).to_contain_text("Se enviará solo dentro de 2 s.")
    expect(tab.page.locator(".pending")).to_contain_text("Se enviará solo dentro de 1 s.")
    tab.expect_messages(2)
    assert len(tries) == 2


def test_a_session_deleted_elsewhere_gives_way_to_a_new_one(
    visit: Visiting, service: Service
) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab()
    tab.say("hola")
    old = tab.session()
    service.http.delete("/history", headers={"session-id": old})
    tab.write(CREATE)
    notice = tab.page.locator(".notice.bad")
    expect(notice).to_contain_text("Esta conversación se borró")
    notice.get_by_role("button", name="Seguir en una conversación nueva").click()
    expect(tab.page.locator("#message")).to_have_value(CREATE)
    tab.page.keyboard.press("Enter")
    tab.expect_messages(2)
    assert tab.session() != old
    assert service.names() == ["Juan"]


def test_a_full_session_gives_way_to_a_new_one(visit: Visiting, tmp_path: Path) -> None:
    files = Files(tmp_path)
    with serving(app_on(files, max_messages=2), files) as service:
        opened = visit(str(service.http.base_url).rstrip("/"))
        tab = opened.tab()
        tab.say("hola")
        tab.write(CREATE)
        notice = tab.page.locator(".notice.bad")
        expect(notice).to_contain_text("está llena")
        notice.get_by_role("button").click()
        tab.page.keyboard.press("Enter")
        tab.expect_last("Cliente creado")
        expect(tab.page.locator(".session")).to_have_count(2)


def test_a_directory_that_cannot_be_read_says_so(visit: Visiting) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab()
    tab.page.route("**/clientes*", lambda route: route.abort())
    tab.page.get_by_role("link", name="Clientes").click()
    expect(tab.page.locator("#clients-problem")).to_contain_text("No se puede llegar al servidor")
