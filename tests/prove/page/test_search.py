"""Search of sessions: hits show why they are hits, and open where the text was said."""

from playwright.sync_api import expect

from tests.api.service import Service
from tests.prove.page.conftest import Visiting


def test_a_hit_shows_what_was_said_and_opens_there(visit: Visiting, service: Service) -> None:
    service.reply("larga", "Busca a Evaristo Quintanilla")
    for _ in range(60):
        service.reply("larga", "hola")
    service.reply("otra", "hola")
    tab = visit().tab()
    page = tab.page
    page.keyboard.press("/")
    page.locator("#session-search").fill("busca a evaristo")
    expect(page.locator(".session")).to_have_count(1)
    expect(page.locator(".session .excerpt")).to_have_text("Busca a Evaristo Quintanilla")
    page.locator(".session .open").click()
    hit = page.locator(".message.hit")
    expect(hit).to_contain_text("Evaristo")
    expect(hit).to_be_in_viewport()
    expect(hit).to_be_focused()
    assert page.url.endswith("#conversation/larga/0")
    page.reload()
    expect(hit).to_be_in_viewport()
    page.locator("#session-search").fill("")
    expect(page.locator(".session")).to_have_count(2)
    expect(page.locator(".session .excerpt")).to_have_count(0)


def test_the_title_of_the_tab_names_what_is_open(visit: Visiting, service: Service) -> None:
    service.reply("s", "Busca a Evaristo")
    page = visit().tab("/#conversation/s").page
    expect(page).to_have_title("Busca a Evaristo · Recepcionista")
    page.locator("nav a[href='#directory']").click()
    expect(page).to_have_title("Directorio de clientes · Recepcionista")
    page.go_back()
    expect(page).to_have_title("Busca a Evaristo · Recepcionista")
    page.locator("#language").select_option("en")
    expect(page).to_have_title("Busca a Evaristo · Receptionist")
    new = {"nombre": "Ana Gil", "email": "ana@example.com"}
    assert service.http.post("/clientes", json=new).status_code == 201
    page.locator("nav a[href='#directory']").click()
    page.locator("#clients .cell").click()
    expect(page).to_have_title("Ana Gil · Receptionist")
    page.keyboard.press("Escape")
    expect(page).to_have_title("Client directory · Receptionist")
