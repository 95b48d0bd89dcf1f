"""What can be done with a reply: answer it with a button, copy it, edit the message before it."""

import pytest
from playwright.sync_api import expect

from tests.api.service import Service
from tests.prove.page.browser import PHONE, Tab
from tests.prove.page.conftest import Visiting
from tests.prove.page.test_accessibility import axe as axe
from tests.prove.page.test_accessibility import findings
from tests.prove.page.test_directory import stock
from tests.sizes import some

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
THREE = "Da de alta a Ana ana@x.es, Luis luis@x.es, Marta marta@x.es"


def offered(tab: Tab) -> list[str]:
    return tab.page.locator("#quick-replies button").all_text_contents()


def copied(tab: Tab, button: str) -> str:
    tab.page.locator(f".assistant .{button}").last.click()
    expect(tab.page.locator("#toast")).to_be_visible()
    return str(tab.page.evaluate("navigator.clipboard.readText()"))


def test_a_question_is_answered_with_a_button(visit: Visiting, service: Service) -> None:
    tab = visit().tab()
    tab.say("Marta marta@x.es")
    expect(tab.page.locator("#quick-replies button")).to_have_text(["Sí", "No"])
    tab.page.get_by_role("group", name="Respuestas rápidas").get_by_role(
        "button", name="Sí"
    ).click()
    tab.expect_messages(4)
    tab.expect_last("Cliente creado", "Marta")
    assert "Sí" not in offered(tab)
    assert service.names() == ["Marta"]


def test_what_was_created_is_taken_back_with_a_button(visit: Visiting, service: Service) -> None:
    tab = visit(locale="en-GB").tab()
    tab.say("Add a client named Mary with email mary@example.com")
    tab.expect_last("New client")
    tab.page.locator("#quick-replies").get_by_role("button", name="Undo").click()
    tab.expect_messages(4)
    tab.expect_last("Undone", "Change")
    assert service.names() == []
    tab.page.reload()
    tab.expect_last("Undone", "Change")


def test_what_is_asked_or_refused_of_a_change_is_called_a_change(
    visit: Visiting, service: Service
) -> None:
    for name in ("Ana Gil", "Ana Sol"):
        new = {"nombre": name, "email": f"{name[4:]}@x.es"}
        assert service.http.post("/clientes", json=new).is_success
    for locale, said in (
        ("es-ES", ("borra a Ana Gil", "no", "borra a Ana", "no", "deshaz")),
        ("en-GB", ("delete Ana Gil", "no", "delete Ana", "no", "undo")),
    ):
        tab = visit(locale=locale).tab("/#conversation")
        named = "Cambio" if locale == "es-ES" else "Change"
        for message in said:
            tab.say(message)
            if message != "no":
                expect(tab.page.locator(".message .badge").last).to_have_text(named)


def test_buttons_are_there_for_the_last_reply_also_after_a_reload(visit: Visiting) -> None:
    tab = visit().tab()
    tab.say("ayuda")
    tab.say("Crea un cliente llamado Ana")
    assert offered(tab) == ["Cancelar alta"]
    tab.page.reload()
    tab.expect_messages(4)
    expect(tab.page.locator("#quick-replies button")).to_have_text(["Cancelar alta"])
    tab.page.locator("#side .begin").click()
    expect(tab.page.locator("#quick-replies")).to_be_hidden()


def test_buttons_are_announced_and_pressed_with_the_keyboard_alone(visit: Visiting) -> None:
    tab = visit(locale="en-GB").tab()
    tab.say("help")
    expect(tab.page.locator("#announcer")).to_contain_text("Quick replies: I want to register")
    tab.page.keyboard.press("Shift+Tab")
    last = tab.page.locator("#quick-replies button").last
    expect(last).to_be_focused()
    with tab.page.expect_response("**/history*"):
        tab.page.evaluate("dispatchEvent(new Event('focus'))")  # the page reads it again
    tab.page.wait_for_timeout(100)
    expect(last).to_be_focused()
    tab.page.keyboard.press("Enter")
    tab.expect_messages(4)
    expect(tab.page.locator("#message")).to_be_focused()


def test_buttons_wait_for_the_message_that_is_on_its_way(visit: Visiting) -> None:
    opened = visit()
    opened.watch.allowed.append("Failed to load resource")
    tab = opened.tab()
    tab.say("ayuda")
    problem = {"status": 500, "code": "internal_error"}
    tab.page.route("**/chat/stream", lambda route: route.fulfill(status=500, json=problem))
    tab.write("hola")
    expect(tab.page.locator(".notice.bad")).to_be_visible()
    expect(tab.page.locator("#quick-replies")).to_be_hidden()


@pytest.mark.parametrize("colours", some(["light", "dark"]))
def test_nothing_grave_is_found_in_buttons_and_tables(
    visit: Visiting, axe: str, colours: str
) -> None:
    tab = visit(color_scheme=colours, reduced_motion="reduce", bypass_csp=True).tab()
    tab.say(THREE)
    tab.say("ayuda")
    assert not findings(tab.page, axe)


@pytest.mark.parametrize("width", some([320, 768]))
def test_buttons_and_tools_fit(visit: Visiting, width: int) -> None:
    tab = visit(viewport={"width": width, "height": 640}).tab()
    tab.say(THREE)
    tab.say("ayuda")
    expect(tab.page.locator("#quick-replies button").last).to_be_in_viewport()
    assert not tab.is_too_wide()


def test_many_clients_created_stand_under_one_heading(visit: Visiting, service: Service) -> None:
    tab = visit().tab()
    tab.say(THREE)
    tab.expect_last("3 clientes creados")
    expect(tab.page.locator(".created")).to_have_count(1)
    expect(tab.page.locator(".found li")).to_have_count(3)
    tab.page.locator(".found button").nth(1).click()
    expect(tab.page.get_by_role("dialog")).to_contain_text("luis@x.es")
    assert sorted(service.names()) == ["Ana", "Luis", "Marta"]


def test_a_reply_is_copied_as_text_and_its_clients_as_cells(
    visit: Visiting, service: Service
) -> None:
    tab = visit(None, **CLIPBOARD).tab()
    tab.say("hola")
    assert copied(tab, "copy").startswith("¡Hola!")
    expect(tab.page.locator(".assistant .table")).to_have_count(0)
    for name in ("Ana", "=1+1 SL"):
        new = {"nombre": name, "email": f"{name[1]}@x.es"}
        assert service.http.post("/clientes", json=new).status_code == 201
    tab.say("Lista todos los clientes")
    assert copied(tab, "table").splitlines() == ["Ana\tn@x.es", "'=1+1 SL\t1@x.es"]


def test_the_last_message_is_put_back_to_be_said_anew(visit: Visiting) -> None:
    tab = visit().tab()
    tab.say("Crea un cliente llamado Hana")
    tab.say("hola")
    edits = tab.page.get_by_role("button", name="Editar")
    expect(edits).to_have_count(1)
    edits.click()
    expect(tab.page.locator("#message")).to_have_value("hola")
    expect(tab.page.locator("#message")).to_be_focused()
    tab.page.locator("#message").fill("")
    tab.page.keyboard.press("ArrowUp")
    expect(tab.page.locator("#message")).to_have_value("hola")
    tab.page.keyboard.press("Enter")
    tab.expect_messages(6)


def test_an_answer_longer_than_the_view_is_shown_from_its_top(
    visit: Visiting, service: Service
) -> None:
    stock(service, 20)
    tab = visit(viewport=PHONE).tab()
    tab.say("Lista todos los clientes")
    tab.expect_messages(2)
    expect(tab.page.locator(".found li").first).to_be_in_viewport()
    expect(tab.page.locator(".found li").last).not_to_be_in_viewport()
    expect(tab.page.locator("#to-newest")).to_be_visible()
    tab.say("hola")
    expect(tab.page.locator(".message").last).to_be_in_viewport()
