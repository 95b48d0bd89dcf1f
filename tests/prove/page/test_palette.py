"""The command palette and the list of keys."""

import pytest
from playwright.sync_api import expect

from tests.api.service import Service
from tests.prove.page.browser import PHONE
from tests.prove.page.conftest import Visiting
from tests.prove.page.test_accessibility import axe as axe
from tests.prove.page.test_accessibility import findings
from tests.prove.page.test_directory import stock
from tests.sizes import some


def test_commands_sessions_and_clients_are_found_and_opened(
    visit: Visiting, service: Service
) -> None:
    service.reply("s", "Busca a Evaristo Quintanilla")
    stock(service, 3)
    page = visit().tab().page
    options = page.get_by_role("dialog").get_by_role("option")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Órdenes y búsqueda")).to_be_focused()
    page.keyboard.type("resum")
    expect(options.first).to_have_text("Resumen")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#overview")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("cliente 02")
    expect(options).to_have_text(["Cliente 02c2@example.com"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Cliente")).to_contain_text("c2@example.com")
    page.keyboard.press("Escape")
    expect(page.locator("#overview")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("busca a evar")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".message.hit")).to_contain_text("Quintanilla")


def test_nothing_found_is_said_and_escape_leaves(visit: Visiting) -> None:
    page = visit().tab().page
    page.keyboard.press("Control+k")
    page.keyboard.type("xyzzy")
    expect(page.get_by_role("dialog")).to_contain_text("Nada coincide")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#message")).to_be_focused()


def test_a_question_mark_shows_the_keys_but_in_a_message_is_text(visit: Visiting) -> None:
    page = visit(locale="en-GB").tab().page
    page.keyboard.type("why?")
    expect(page.locator("#message")).to_have_value("why?")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Commands and search")


@pytest.mark.parametrize("locale", some(["es-ES", "en-GB"]))
def test_the_palette_opens_without_keys_and_has_nothing_grave(
    visit: Visiting, axe: str, locale: str
) -> None:
    tab = visit(locale=locale, viewport=PHONE, reduced_motion="reduce", bypass_csp=True).tab()
    tab.page.locator("#open-side").click()
    tab.page.locator("#open-palette").click()
    options = tab.page.get_by_role("dialog").get_by_role("option")
    expect(options.first).to_be_visible()
    assert not findings(tab.page, axe)
    assert not tab.is_too_wide()
    options.first.click()
    expect(tab.page.locator("#message")).to_be_focused()
