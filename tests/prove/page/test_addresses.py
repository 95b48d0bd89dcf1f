"""Every view, conversation and client has an address: Back, reloads and tabs keep to it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.settings import EdgeSettings
from tests.api.service import Files, Service, app_on, serving
from tests.prove.page.conftest import Visiting
from tests.prove.page.test_directory import stock
from tests.sizes import some


def test_a_reload_keeps_each_tab_s_conversation(visit: Visiting) -> None:
    opened = visit()
    left = opened.tab()
    left.say("hola")
    right = opened.tab()
    right.expect_messages(2)
    right.page.locator("#side .begin").click()
    right.say("¿Cuántos clientes hay?")
    assert left.page.url != right.page.url
    left.page.reload()
    left.expect_last("¿")
    assert left.read()[0] == "hola"
    right.page.locator("nav a[href='#directory']").click()
    left.page.reload()
    right.page.reload()
    right.page.get_by_role("link", name="Conversación").click()
    right.expect_messages(2)
    assert right.read()[0] == "¿Cuántos clientes hay?"
    copied = opened.tab(left.page.url.removeprefix(opened.watch.home))
    copied.expect_messages(2)
    assert copied.read()[0] == "hola"


def test_back_goes_through_what_was_open_and_stays_in_the_page(
    visit: Visiting, service: Service
) -> None:
    stock(service, 2)
    service.say("uno", "hola")
    service.say("dos", "¿Cuántos clientes hay?")
    tab = visit().tab()
    page, rows = tab.page, tab.page.locator(".session .open")
    rows.nth(1).click()
    tab.expect_messages(2)
    rows.nth(0).click()
    expect(page.locator("#title")).to_contain_text("Cuántos")
    page.locator("nav a[href='#directory']").click()
    page.locator("#clients button").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("c0@example.com")
    assert page.url.endswith("#directory/1")
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url.endswith("#directory")
    page.go_forward()
    expect(page.get_by_role("dialog")).to_contain_text("c0@example.com")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(page.url.split("#")[0] + "#directory")
    page.go_back()
    expect(page.locator("#title")).to_contain_text("Cuántos")
    page.go_back()
    expect(page.locator("#title")).to_have_text("hola")
    page.go_back()
    expect(page.locator(".welcome")).to_be_visible()


def test_forward_opens_a_client_again_before_the_browser_reports_the_closed_card(
    visit: Visiting, service: Service
) -> None:
    stock(service, 1)
    page = visit().tab("/#directory").page
    page.locator("#clients button").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("c0@example.com")
    page.evaluate(LATE_CLOSE_EVENT)
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.go_forward()
    expect(page.get_by_role("dialog")).to_contain_text("c0@example.com")
    page.evaluate("reportClosed()")
    expect(page.locator("dialog")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_contain_text("c0@example.com")
    assert page.url.endswith("#directory/1")


LATE_CLOSE_EVENT = """() => addEventListener("close", (event) => {
  event.stopImmediatePropagation();
  window.reportClosed = () => event.target.dispatchEvent(new Event("close"));
}, { capture: true, once: true })"""


@pytest.mark.parametrize("number", some(["2", "77", "x", "%"]))
def test_a_client_s_address_opens_it_and_one_of_nobody_says_so(
    visit: Visiting, service: Service, number: str
) -> None:
    stock(service, 2)
    opened = visit()
    opened.watch.allowed.append("Failed to load resource")
    page = opened.tab(f"/#directory/{number}").page
    expect(page.locator("#clients tr")).to_have_count(2)
    if number == "2":
        expect(page.get_by_role("dialog")).to_contain_text("c1@example.com")
        page.get_by_role("button", name="Cerrar").last.click()
    else:
        expect(page.locator("#toast")).to_be_visible()
    expect(page).to_have_url(page.url.split("#")[0] + "#directory")


def test_the_address_of_a_client_who_was_deleted_offers_to_take_that_back(
    visit: Visiting, service: Service
) -> None:
    stock(service, 2)
    assert service.http.delete("/clientes/1").is_success
    opened = visit()
    opened.watch.allowed.append("Failed to load resource")
    page = opened.tab("/#directory/1").page
    expect(page.locator("#toast")).to_contain_text("Cliente 00 ya no está en el directorio.")
    expect(page.locator("#clients tr")).to_have_count(1)
    page.locator("#toast button").click()
    expect(page.locator("#clients tr")).to_have_count(2)
    assert service.names() == ["Cliente 00", "Cliente 01"]


def test_everything_works_below_the_path_of_a_proxy(visit: Visiting, tmp_path: Path) -> None:
    """That no request leaves the path, `visit` takes care of."""
    files = Files(tmp_path)
    edge = EdgeSettings(root_path="/rec", rate_limit="off", rate_limit_failures="off")
    with serving(app_on(files, edge=edge), files) as service:
        tab = visit(f"{str(service.http.base_url).rstrip('/')}/rec").tab()
        tab.say("Crea un cliente llamado Juan con email juan@example.com")
        tab.expect_last("Cliente creado")
        tab.page.locator("nav a[href='#directory']").click()
        expect(tab.page.locator("#clients tr")).to_have_count(1)
        tab.page.locator("nav a[href='#overview']").click()
        expect(tab.page.locator(".figure dd").first).to_have_text("1")
        tab.page.reload()
        tab.page.get_by_role("link", name="Conversación").click()
        tab.expect_messages(2)


def test_a_second_visit_fetches_the_page_alone(visit: Visiting) -> None:
    opened = visit()
    opened.tab().page.wait_for_load_state("networkidle")
    page = opened.tab().page
    page.wait_for_load_state("networkidle")
    fetched = page.evaluate(FROM_THE_LINE)
    assert fetched == []


FROM_THE_LINE = """performance.getEntriesByType("resource")
  .filter(({ name, transferSize }) => name.includes("/static/") && transferSize > 0)
  .map(({ name }) => name)"""


def test_every_conversation_has_a_draft_of_its_own(visit: Visiting, service: Service) -> None:
    service.say("uno", "hola")
    tab = visit().tab()
    page, box = tab.page, tab.page.locator("#message")
    box.fill("para la nueva")
    page.locator(".session .open").click()
    expect(box).to_have_value("")
    box.fill("para uno")
    page.reload()
    expect(box).to_have_value("para uno")
    page.locator("#side .begin").click()
    expect(box).to_have_value("para la nueva")
    tab.write("hola")
    tab.expect_messages(2)
    expect(box).to_have_value("")
    page.locator("#side .begin").click()
    expect(box).to_have_value("")
    box.fill("se va con la sugerencia")
    page.locator(".suggestion").first.click()
    tab.expect_messages(2)
    expect(box).to_have_value("se va con la sugerencia")
    page.locator("#side .begin").click()
    expect(box).to_have_value("")
    page.go_back()
    page.go_back()
    page.go_back()
    expect(box).to_have_value("para uno")


def test_what_was_chosen_and_how_far_one_read_outlives_messages_and_reloads(
    visit: Visiting, service: Service
) -> None:
    stock(service, 80)
    new = {"nombre": "Zoe", "email": "zoe@example.com"}
    assert service.http.post("/clientes", json=new).status_code == 201
    for number in range(30):
        service.say(f"s{number}", f"hola {number}")
    tab = visit().tab()
    page = tab.page
    sessions, clients = page.locator(".session"), page.locator("#clients tr")
    expect(sessions).to_have_count(25)
    page.locator("#more-sessions").click()
    expect(sessions).to_have_count(30)
    page.locator("nav a[href='#directory']").click()
    page.locator("#client-search").fill("cliente")
    expect(page.locator("#client-count")).to_have_text("25 de 80 clientes")
    while (shown := clients.count()) < 80:
        clients.last.scroll_into_view_if_needed()
        expect(clients).not_to_have_count(shown)
    page.locator("nav a[href='#overview']").click()
    page.locator("#span").select_option("7")
    page.get_by_role("link", name="Conversación").click()
    tab.say("hola")
    expect(sessions).to_have_count(31)
    page.locator("nav a[href='#directory']").click()
    expect(clients).to_have_count(80)
    expect(page.locator("#client-search")).to_have_value("cliente")
    page.reload()
    expect(page.locator("#client-search")).to_have_value("cliente")
    expect(page.locator("#span")).to_have_value("7")
