"""What is slow or cannot be read says so, in words of the page's language, with a way on."""

import re

from playwright.sync_api import Route, expect

from tests.api.service import Service
from tests.prove.page.browser import NET
from tests.prove.page.conftest import Visiting
from tests.prove.page.test_directory import stock

CREATE = "Crea un cliente llamado Juan con email juan@example.com"


def test_what_is_wrong_is_said_in_the_language_that_is_chosen(visit: Visiting) -> None:
    opened = visit()
    opened.watch.allowed += NET
    page = opened.tab().page
    page.route("**/clientes*", lambda route: route.abort())
    page.get_by_role("link", name="Clientes").click()
    notice = page.locator("#clients-problem")
    expect(notice).to_contain_text("No se puede llegar al servidor")
    page.locator("#language").select_option("en")
    expect(notice).to_contain_text("The server cannot be reached")
    expect(notice.get_by_role("button")).to_have_text("Retry")


def test_the_end_of_a_list_does_not_ask_a_dead_server_over_and_over(
    visit: Visiting, service: Service
) -> None:
    stock(service, 30)
    opened = visit()
    opened.watch.allowed += NET
    tab, asked = opened.tab("/#directory"), list[str]()
    page = tab.page
    expect(page.locator("#clients tr")).to_have_count(25)

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, json={"status": 503})

    page.route("**/clientes?*", refuse)
    page.locator("#directory").evaluate("(pane) => { pane.scrollTop = pane.scrollHeight; }")
    expect(page.locator("#clients-problem")).to_be_in_viewport(ratio=1)
    page.wait_for_timeout(1_000)
    assert len(asked) == 1
    page.unroute_all()
    page.locator("#clients-problem").get_by_role("button").click()
    expect(page.locator("#clients tr")).to_have_count(30)


def test_a_slow_client_is_waited_for_and_a_lost_one_asked_for_again(
    visit: Visiting, service: Service
) -> None:
    stock(service, 1)
    opened = visit()
    opened.watch.allowed += NET
    tab, held = opened.tab("/#directory"), list[Route]()
    page = tab.page
    page.route("**/clientes/1", lambda route: held.append(route))
    page.locator("#clients .cell").click()
    toast = page.locator("#toast")
    expect(toast).to_have_text("Cargando…")
    held[0].fulfill(status=503, json={"status": 503})
    expect(toast).to_contain_text("El servidor tuvo un error")
    page.unroute_all()
    toast.get_by_role("button", name="Reintentar").click()
    expect(page.get_by_role("dialog")).to_contain_text("c0@example.com")
    assert page.url.endswith("#directory/1")


def test_a_conversation_that_is_being_read_is_not_called_a_new_one(
    visit: Visiting, service: Service
) -> None:
    service.say("uno", CREATE)
    opened = visit()
    opened.watch.allowed += NET
    opened.context.route(re.compile("/(sesiones|history)"), lambda route: route.abort())
    page = opened.tab("/#conversation/uno").page
    expect(page.locator("#conversation-problem")).to_contain_text("No se puede llegar")
    expect(page.locator("#title")).to_have_text("Conversación")
