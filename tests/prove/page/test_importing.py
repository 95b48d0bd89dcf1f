"""A file of clients: tried, its columns named, imported, in the language of the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.api.service import Service
from tests.prove.page.browser import NET, choose_file
from tests.prove.page.conftest import Visiting
from tests.prove.page.test_directory import stock
from tests.sizes import some

ROWS = (
    *("Nombre;Correo", "Ana Gil;ana@gil.es", "Mal;mal@", "Repe;ana@gil.es"),
    *("Lucía;c0@example.com", ";a@x.es"),
)
WORDS = {
    "es-ES": (
        "Nueva",
        "No válida · No es una dirección de email válida.",
        "Repetida · El mismo email que la fila 2.",
        "Ya estaba · Ya existe un cliente con ese email: Cliente 00.",
        "No válida · Es obligatorio.",
    ),
    "en-GB": (
        "New",
        "Invalid · This is not a valid email address.",
        "Repeated · The same email as in row 2.",
        "Already there · A client with this email exists already: Cliente 00.",
        "Invalid · This is required.",
    ),
}


def tried(page: Page) -> None:
    page.locator("#import-clients").click()
    choose_file(page, ROWS)
    expect(page.locator(".outcomes")).to_be_visible()


@pytest.mark.parametrize("locale", some(list(WORDS)))
def test_what_becomes_of_each_row_is_said_in_the_page_s_language(
    visit: Visiting, service: Service, locale: str
) -> None:
    stock(service, 1)
    page = visit(locale=locale).tab("/#directory").page
    tried(page)
    expect(page.locator(".import-view tbody td:last-child")).to_have_text(list(WORDS[locale]))


def test_a_column_is_chosen_with_keys_alone(visit: Visiting, service: Service) -> None:
    page = visit().tab("/#directory").page
    tried(page)
    second = page.locator(".columns select").nth(1)
    second.focus()
    page.keyboard.press("Home")
    expect(page.locator(".import-view tr.nueva")).to_have_count(0)
    expect(second).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator(".import-view tr.nueva")).not_to_have_count(0)
    expect(second).to_be_focused()
    start = page.locator("dialog footer .primary")
    start.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".import-view p.notice")).to_contain_text("importado")
    expect(page.get_by_role("dialog").get_by_role("button", name="Cerrar")).to_be_focused()
    assert "Ana Gil" in service.names()


def test_an_import_is_taken_back_and_what_fails_meanwhile_is_tried_again(
    visit: Visiting, service: Service
) -> None:
    opened = visit()
    opened.watch.allowed += NET
    page = opened.tab("/#directory").page
    tried(page)
    page.locator("dialog footer .primary").click()
    words = page.locator(".import-view p.notice")
    expect(words).to_contain_text("importado")
    page.route("**/deshacer", lambda route: route.abort())
    page.get_by_role("button", name="Deshacer la importación").click()
    toast = page.get_by_role("dialog").locator("#toast")
    expect(toast).to_contain_text("No se puede llegar al servidor")
    page.unroute_all()
    toast.get_by_role("button", name="Reintentar").click()
    expect(words).to_contain_text("Importación deshecha")
    expect(page.get_by_role("button", name="Deshacer la importación")).to_have_count(0)
    expect(page.get_by_role("dialog").get_by_role("button", name="Cerrar")).to_be_focused()
    assert service.names() == []
