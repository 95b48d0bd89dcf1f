"""A message is neither lost nor done twice, whatever happens to the line, the server or the tab."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.api.service import Files, Service, app_on, serving, wait_until
from tests.prove.page.browser import NET, Tab
from tests.prove.page.conftest import Visiting
from tests.servers import free_port, serve

CREATE = "Crea un cliente llamado Juan con email juan@example.com"


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


def hang(tab: Tab, pattern: str) -> None:
    """Requests are taken and never answered."""
    tab.page.route(pattern, lambda _route: None)


def test_a_server_that_hangs_can_be_left_and_its_answer_fetched(
    visit: Visiting, service: Service
) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab()
    tab.page.route("**/chat/stream", lambda route: route.fetch() and None)
    tab.write(CREATE)
    stop = tab.page.get_by_role("button", name="Detener")
    wait_until(lambda: service.names() == ["Juan"])
    stop.focus()
    tab.page.keyboard.press("Enter")
    notice = tab.page.locator(".notice.bad")
    expect(notice).to_contain_text("Detenido")
    expect(notice.get_by_role("button", name="Reintentar")).to_be_focused()
    expect(notice.get_by_role("button", name="Editar")).to_be_visible()
    tab.page.unroute_all()
    tab.page.keyboard.press("Enter")
    tab.expect_messages(2)
    tab.expect_last("Cliente creado")
    expect(tab.page.locator("#message")).to_be_focused()
    assert service.names() == ["Juan"]


def test_a_server_that_hangs_is_given_up_after_ninety_seconds(visit: Visiting) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab()
    clock = tab.page.clock
    clock.install()
    hang(tab, "**/chat/stream")
    tab.write(CREATE)
    expect(tab.page.get_by_role("button", name="Detener")).to_be_visible()
    for _ in range(85):
        clock.run_for(1_000)
    expect(tab.page.locator(".notice.bad")).to_have_count(0)
    for _ in range(10):
        clock.run_for(1_000)
    notice = tab.page.locator(".notice.bad")
    expect(notice).to_contain_text("No se puede llegar al servidor")
    tab.page.locator("#message").fill("mientras tanto")
    notice.get_by_role("button", name="Editar").click()
    expect(tab.page.locator("#message")).to_have_value(f"{CREATE}\nmientras tanto")


def test_a_message_that_waits_can_be_edited_and_its_buttons_keep_the_focus(
    visit: Visiting, service: Service
) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab()
    tab.page.route("**/chat/stream", lambda route: route.fulfill(status=503, json={"status": 503}))
    tab.write(CREATE)
    edit = tab.page.locator(".pending").get_by_role("button", name="Editar")
    for _ in range(2):
        expect(tab.page.locator(".pending")).to_contain_text("intento en 4 s")
        edit.focus()
    tab.page.wait_for_timeout(1_500)
    expect(edit).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("#message")).to_have_value(CREATE)
    expect(tab.page.locator("#message")).to_be_focused()
    expect(tab.page.locator(".pending")).to_have_count(0)
    assert service.names() == []


@pytest.mark.parametrize("by", ["itself", "button", "line"])
def test_what_was_there_stays_and_a_server_that_is_back_is_noticed(
    visit: Visiting, service: Service, by: str
) -> None:
    service.say("uno", CREATE)
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab("/#directory")
    page = tab.page
    expect(page.locator("#clients tr")).to_have_count(1)
    expect(page.locator("#sessions .session")).to_have_count(1)
    page.route(re.compile("/(clientes|sesiones|history)"), lambda route: route.abort())
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.locator("#client-search").fill("Jua")
    for problem in ("#sessions-problem", "#clients-problem"):
        expect(page.locator(problem)).to_contain_text("No se puede llegar al servidor")
    expect(page.locator("#clients tr")).to_have_count(1)
    expect(page.locator("#sessions .session")).to_have_count(1)
    page.unroute_all()
    if by == "line":
        page.evaluate("dispatchEvent(new Event('online'))")
    for problem in ("#sessions-problem", "#clients-problem"):
        if by == "button":
            page.evaluate(CLICK_IF_THERE, f"{problem} button")
        expect(page.locator(problem)).to_be_empty()
    expect(page.locator("body")).not_to_be_focused()


CLICK_IF_THERE = "(button) => document.querySelector(button)?.click()"
"""In one step, because the page itself tries again at any time and then takes the button away."""


def test_a_list_does_not_wait_for_ever(visit: Visiting) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab()
    tab.page.clock.install()
    hang(tab, "**/clientes?*")
    tab.page.get_by_role("link", name="Clientes").click()
    for _ in range(21):
        tab.page.clock.run_for(1_000)
    expect(tab.page.locator("#clients-problem")).to_contain_text("No se puede llegar al servidor")
    tab.page.unroute_all()
    tab.page.clock.run_for(2_500)
    expect(tab.page.get_by_text("Todavía no hay clientes")).to_be_visible()


def test_a_directory_that_cannot_be_read_says_so(visit: Visiting) -> None:
    opened = visit()
    opened.watch.allowed += NET
    tab = opened.tab()
    tab.page.route("**/clientes*", lambda route: route.abort())
    tab.page.get_by_role("link", name="Clientes").click()
    expect(tab.page.locator("#clients-problem")).to_contain_text("No se puede llegar al servidor")
