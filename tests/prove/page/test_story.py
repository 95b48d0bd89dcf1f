"""The conversation that the product began from, by typing and clicking in both languages."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.api.service import Service
from tests.prove.page.conftest import Visiting
from tests.sizes import some

STORY = {
    "es-ES": (
        ("Crea un cliente llamado Juan con email juan@example.com", "Cliente creado", "Alta"),
        ("Ahora crea otro con nombre María", "¿Cuál es el email de María?", "Alta"),
        ("maria@example.com", "María", "Alta"),
        ("Lista todos los clientes", "maria@example.com", "Consulta"),
        ("¿Qué tiempo hace?", "", "Charla"),
    ),
    "en-GB": (
        ("Add a client named John with email john@example.com", "Client created", "New client"),
        ("Now create another one named Mary", "What is the email of Mary?", "New client"),
        ("mary@example.com", "Mary", "New client"),
        ("List all clients", "mary@example.com", "Search"),
        ("What is the weather like?", "", "Chat"),
    ),
}


@pytest.mark.parametrize("locale", some(list(STORY)))
def test_the_story_can_be_typed_and_survives_a_reload(visit: Visiting, locale: str) -> None:
    tab = visit(locale=locale).tab()
    for said, answered, badge in STORY[locale]:
        tab.say(said)
        tab.expect_last(answered, badge)
    expect(tab.page.locator(".created")).to_have_count(2)
    before, session = tab.read(), tab.session()
    tab.page.reload()
    tab.expect_messages(10)
    assert tab.read() == before
    assert tab.session() == session
    expect(tab.page.locator(".created")).to_have_count(2)


def test_an_answer_keeps_its_badge_though_the_transcript_was_read_late(visit: Visiting) -> None:
    tab = visit().tab()
    history, chat = list[Route](), list[Route]()

    def hold_the_first(route: Route) -> None:
        if history:
            route.continue_()
        history.append(route)

    tab.page.route(re.compile("/history"), hold_the_first)
    tab.say("Crea un cliente llamado Juan con email juan@example.com")
    tab.page.route(re.compile("/chat/stream"), lambda route: chat.append(route))
    with tab.page.expect_request(re.compile("/chat/stream")):
        tab.write("Ahora crea otro con nombre María")
    with tab.page.expect_response(re.compile("/history")):
        history[0].continue_()
    chat[0].continue_()
    tab.expect_messages(4)
    tab.expect_last("¿Cuál es el email de María?", "Alta")
    tab.page.wait_for_load_state("networkidle")
    tab.expect_last("¿Cuál es el email de María?", "Alta")


def test_after_a_reload_the_conversation_goes_on(visit: Visiting, service: Service) -> None:
    tab = visit().tab()
    tab.say("Crea un cliente llamado Juan")
    tab.page.reload()
    tab.expect_messages(2)
    tab.say("juan@example.com")
    tab.expect_last("Cliente creado", "Juan")
    assert service.names() == ["Juan"]


@pytest.mark.parametrize("locale", some(list(STORY)))
def test_every_suggestion_is_understood_without_a_model(visit: Visiting, locale: str) -> None:
    tab = visit(locale=locale).tab()
    for place in range(4):
        tab.page.locator(".suggestion").nth(place).click()
        tab.expect_messages(2)
        expect(tab.page.locator("#messages .badge")).to_have_class(re.compile("crear|consultar"))
        tab.page.locator("#side .begin").click()
        expect(tab.page.locator(".welcome")).to_be_visible()


def test_a_session_is_remembered_as_the_contract_says(visit: Visiting, service: Service) -> None:
    tab = visit().tab()
    tab.say("hola")
    history = service.http.get("/history", headers={"session-id": tab.session()}).json()
    assert history["total_mensajes"] == 2
    assert "session" not in tab.page.url


def test_sessions_are_listed_opened_found_named_and_deleted(
    visit: Visiting, service: Service
) -> None:
    service.say("uno", "Crea un cliente llamado Juan con email juan@example.com")
    service.say("dos", "Lista todos los clientes")
    tab = visit().tab()
    page, rows = tab.page, tab.page.locator(".session")
    expect(rows).to_have_count(2)
    rows.nth(1).locator(".open").click()
    tab.expect_messages(2)
    expect(page.locator("#title")).to_contain_text("Crea un cliente llamado Juan")

    page.locator("#session-search").fill("lista")
    expect(rows).to_have_count(1)
    rows.first.hover()
    rows.first.get_by_role("button", name="Cambiar el título").click()
    page.get_by_role("textbox", name="Título").fill("Revisión de enero")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("#session-search").fill("")
    expect(page.get_by_text("Revisión de enero")).to_be_visible()

    rows.nth(1).hover()
    rows.nth(1).get_by_role("button", name="Borrar la conversación").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(rows).to_have_count(2)
    rows.nth(1).hover()
    rows.nth(1).get_by_role("button", name="Borrar la conversación").click()
    page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    expect(rows).to_have_count(1)
    expect(page.locator("#conversation-problem")).to_contain_text("se borró")
    expect(page.locator("#message")).to_be_editable()
    assert service.http.get("/history/uno").json()["total_mensajes"] == 0


def test_language_and_colours_are_switched_and_remembered(visit: Visiting) -> None:
    tab = visit(locale="fr-FR").tab()
    expect(tab.page.locator("html")).to_have_attribute("lang", "es")
    tab.say("Crea un cliente llamado Juan con email juan@example.com")
    tab.page.locator("#language").select_option("en")
    tab.page.locator("#theme").select_option("dark")
    expect(tab.page.locator(".badge")).to_have_text("New client")
    tab.page.reload()
    expect(tab.page.get_by_role("link", name="Overview")).to_be_visible()
    assert tab.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_an_answer_is_shown_within_six_frames(visit: Visiting, service: Service) -> None:
    for number in range(20):
        new = {"nombre": f"Cliente {number}", "email": f"c{number}@example.com"}
        assert service.http.post("/clientes", json=new).status_code == 201
    opened = visit()
    opened.context.add_init_script(FRAMES)
    tab = opened.tab()
    for _ in range(5):
        tab.say("Lista todos los clientes")
    tab.expect_messages(10)
    took = tab.page.evaluate("window.took")
    assert len(took) == 5
    assert max(took) <= 6


FRAMES = """
window.took = [];
let frames = 0;
let fin;
const count = () => requestAnimationFrame(() => { frames += 1; count(); });
count();
const read = ReadableStreamDefaultReader.prototype.read;
ReadableStreamDefaultReader.prototype.read = async function () {
  const chunk = await read.call(this);
  const ends = typeof chunk.value === "string" && chunk.value.includes("event: fin");
  if (ends) fin = frames;
  return chunk;
};
new MutationObserver(() => {
  const last = document.querySelector("#messages > .message:last-child:not(.pending) .badge");
  if (fin === undefined || !last) return;
  const began = fin;
  fin = undefined;
  requestAnimationFrame(() => setTimeout(() => window.took.push(frames - began)));
}).observe(document, { childList: true, subtree: true });
"""
"""Between the end of an answer and its picture: a tenth of a second where sixty are drawn in one,
and no more of them on a busy machine."""
