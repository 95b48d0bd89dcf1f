"""Without a mouse, and on a small screen."""

import pytest
from playwright.sync_api import expect

from tests.api.service import Service
from tests.prove.page.browser import PHONE
from tests.prove.page.conftest import Visiting
from tests.sizes import some


def test_everything_is_done_with_keys_alone(visit: Visiting, service: Service) -> None:
    service.say("vieja", "Crea un cliente llamado Juan con email juan@example.com")
    tab = visit().tab()
    page, keys = tab.page, tab.page.keyboard
    expect(page.locator("#message")).to_be_focused()
    keys.type("Lista todos")
    keys.press("Shift+Enter")
    keys.type("los clientes")
    assert page.locator("#message").input_value() == "Lista todos\nlos clientes"
    keys.press("Enter")
    tab.expect_messages(2)
    tab.expect_last("juan@example.com")
    expect(page.locator("#message")).to_be_focused()

    keys.press("Shift+Tab")
    keys.press("/")
    expect(page.locator("#session-search")).to_be_focused()
    expect(page.locator(".session")).to_have_count(2)
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.press("Enter")
    tab.expect_messages(2)
    assert tab.session() == "vieja"
    expect(page.locator("#message")).to_be_focused()

    keys.press("Shift+Tab")
    keys.press("/")
    keys.type("juan")
    expect(page.locator(".session .excerpt")).to_have_count(2)
    keys.press("Tab")
    keys.press("Enter")
    tab.expect_messages(2)
    expect(page.locator(".message:focus")).to_contain_text("Juan")  # what was found

    keys.press("Alt+n")
    expect(page.locator(".welcome")).to_be_visible()
    page.get_by_role("link", name="Clientes").focus()
    keys.press("Enter")
    expect(page.locator("#clients tr")).to_have_count(1)
    keys.press("/")
    expect(page.locator("#client-search")).to_be_focused()
    page.locator(".cell").focus()
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".cell")).to_be_focused()


KEYS: list[dict[str, object]] = [
    {"key": "Dead", "code": "KeyN", "altKey": True},  # a Mac's Option+N, before ñ
    {"key": "\u02dc", "code": "KeyN", "altKey": True},
    {"key": "ń", "code": "KeyN", "altKey": True, "ctrlKey": True},  # AltGr on Windows
    {"key": "n", "code": "KeyN", "altKey": True, "modifierAltGraph": True},
    {"key": "ĸ", "code": "KeyK", "altKey": True, "ctrlKey": True},
    {"key": "k", "code": "KeyK", "altKey": True, "ctrlKey": True},
    {"key": "/", "code": "Slash"},
    {"key": "Enter", "code": "Enter", "isComposing": True},  # an input method's
    {"key": "Enter", "code": "Enter", "keyCode": 229},  # an input method's, in Safari
    {"key": "Escape", "code": "Escape", "keyCode": 229},
]


@pytest.mark.parametrize("box", some(["#message", "#session-search"]))
def test_typing_is_typing(visit: Visiting, box: str) -> None:
    tab = visit().tab()
    tab.say("hola")
    field = tab.page.locator(box)
    field.fill("Nu")
    left = [field.evaluate(PRESSED, {"bubbles": True, "cancelable": True, **key}) for key in KEYS]
    assert left == [True] * len(KEYS)
    expect(field).to_be_focused()
    expect(field).to_have_value("Nu")
    tab.expect_messages(2)


PRESSED = "(box, key) => box.dispatchEvent(new KeyboardEvent('keydown', key))"


def test_on_a_mac_control_and_k_cut_a_line(visit: Visiting) -> None:
    opened = visit()
    opened.context.add_init_script(
        "Object.defineProperty(navigator, 'platform', { value: 'MacIntel' })"
    )
    page = opened.tab().page
    pressed = {"key": "k", "code": "KeyK", "bubbles": True, "cancelable": True}
    assert page.locator("#message").evaluate(PRESSED, {**pressed, "ctrlKey": True})
    expect(page.locator("#message")).to_be_focused()
    assert not page.locator("#message").evaluate(PRESSED, {**pressed, "metaKey": True})
    expect(page.get_by_role("combobox", name="Órdenes y búsqueda")).to_be_focused()


def test_the_first_stop_skips_to_the_content(visit: Visiting) -> None:
    page = visit().tab("/#directory").page
    assert page.evaluate("document.querySelector('a, button, input').className") == "skip"
    page.locator(".skip").focus()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    expect(page.locator("#directory")).to_be_visible()


def test_answers_are_announced(visit: Visiting) -> None:
    tab = visit().tab()
    tab.say("¿Cuántos clientes hay?")
    expect(tab.page.locator("#announcer")).to_have_text("Recepcionista: No hay ningún cliente.")


@pytest.mark.parametrize("locale", some(["es-ES", "en-GB"]))
def test_a_phone_shows_everything_without_scrolling_sideways(
    visit: Visiting, service: Service, locale: str
) -> None:
    long = f"{'Extraordinariamente' * 4} {'Larga' * 10}"
    new = {"nombre": long, "email": f"{'a' * 60}@{'b' * 60}.example.com"}
    assert service.http.post("/clientes", json=new).status_code == 201
    tab = visit(viewport=PHONE, has_touch=True, is_mobile=True, locale=locale).tab()
    page = tab.page
    assert not tab.is_too_wide()
    tab.say("Lista todos los clientes")
    tab.say("x" * 300)
    assert not tab.is_too_wide()
    page.locator("#open-side").click()
    expect(page.locator("#close-side")).to_be_focused()
    expect(page.locator("#side .session")).to_have_count(1)
    assert not tab.is_too_wide()
    page.keyboard.press("Escape")
    expect(page.locator("#open-side")).to_be_focused()
    for view in ("directory", "overview"):
        page.locator("#open-side").click()
        page.locator(f"nav a[href='#{view}']").click()
        expect(page.locator(f"#{view}[data-state=shown]")).to_be_visible()
        assert not tab.is_too_wide()
    page.locator("#open-side").click()
    page.locator("nav a[href='#directory']").click()
    page.locator("#clients button").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not tab.is_too_wide()


def test_a_dialog_that_was_closed_takes_the_focus_from_nobody(visit: Visiting) -> None:
    """Its closing is told a moment later; whoever types by then goes on typing."""
    page = visit().tab().page
    page.locator("#open-palette").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate(
        """new Promise((told) => {
            const dialog = document.querySelector("dialog");
            dialog.addEventListener("close", () => setTimeout(told));
            dialog.close();
            document.getElementById("session-search").focus();
        })"""
    )
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#session-search")).to_be_focused()
