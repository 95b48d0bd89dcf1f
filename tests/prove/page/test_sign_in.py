"""Signing in at a service that asks for keys."""

from pathlib import Path

from playwright.sync_api import expect

from tests.api.service import Service
from tests.prove.page.browser import hide_rights, sign_in
from tests.prove.page.conftest import Visiting

NET = "Failed to load resource"


def test_a_key_is_asked_for_once_kept_in_the_tab_and_forgotten(
    visit: Visiting, guarded: Service, key: str
) -> None:
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed.append(NET)
    tab = opened.tab()
    page = tab.page
    page.get_by_label("Clave de acceso o token").fill("falsa")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("no vale")
    assert page.get_by_role("dialog").count() == 1
    sign_in(page, key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    tab.say("hola")
    page.reload()
    tab.expect_messages(2)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("JSON.stringify(localStorage)").find(key) < 0
    page.locator("#sign-out").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])").find(key) < 0


def test_a_key_is_remembered_on_the_device_when_that_is_wished(
    visit: Visiting, guarded: Service, key: str
) -> None:
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed.append(NET)
    sign_in(opened.tab().page, key, remember=True)
    other = opened.tab()
    other.say("hola")
    expect(other.page.get_by_role("dialog")).to_have_count(0)


def test_a_message_waits_while_its_sender_signs_in(
    visit: Visiting, guarded: Service, key: str
) -> None:
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed.append(NET)
    tab = opened.tab()
    expect(tab.page.get_by_role("dialog")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    tab.page.wait_for_timeout(1_000)
    tab.write("hola")
    sign_in(tab.page, key)
    tab.expect_messages(2)


def test_what_a_role_does_not_allow_is_said_in_words(
    visit: Visiting, guarded: Service, reader: str
) -> None:
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed.append(NET)
    page = opened.tab().page
    sign_in(page, reader)
    expect(page.locator("#reads-only")).to_contain_text("no se escribe")
    for writing in ("#composer", ".suggestions"):
        expect(page.locator(writing)).to_be_hidden()
    page.keyboard.press("Control+k")
    commands = page.get_by_role("dialog").get_by_role("option")
    expect(commands.first).to_have_text("Conversación")
    assert "Nuevo cliente" not in commands.all_text_contents()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Clientes").click()
    expect(page.locator("#directory .when-empty")).to_have_text("Ningún cliente")


def test_a_message_that_a_key_does_not_allow_is_said_in_words(
    visit: Visiting, guarded: Service, reader: str
) -> None:
    """Its rights are not known yet, or were taken away."""
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed.append(NET)
    hide_rights(opened)
    tab = opened.tab()
    sign_in(tab.page, reader)
    tab.write("hola")
    expect(tab.page.locator(".notice.bad")).to_contain_text("Tu clave no permite hacer esto")


def test_a_session_is_saved_as_a_file_and_nobody_else_sees_it(
    visit: Visiting, guarded: Service, key: str, reader: str
) -> None:
    home = str(guarded.http.base_url).rstrip("/")
    opened = visit(home)
    opened.watch.allowed.append(NET)
    tab = opened.tab()
    sign_in(tab.page, key)
    tab.say("¿Existe palabra-de-ana@example.com?")
    tab.expect_messages(2)
    tab.page.locator("#sessions .session").first.hover()
    with tab.page.expect_download() as started:
        tab.page.locator("#sessions .save").first.click()
    assert "palabra-de-ana@example.com" in Path(started.value.path()).read_text(encoding="utf-8")
    other = visit(home)
    other.watch.allowed.append(NET)
    theirs = other.tab()
    sign_in(theirs.page, reader)
    expect(theirs.page.get_by_role("dialog")).to_have_count(0)
    theirs.page.wait_for_load_state("networkidle")
    assert "palabra-de-ana" not in theirs.page.content()


def test_who_is_signed_in_and_what_they_may_do_is_shown(
    visit: Visiting, guarded: Service, key: str, reader: str
) -> None:
    home = str(guarded.http.base_url).rstrip("/")
    for used, told in ((key, "ana: puede leer y escribir"), (reader, "eva: puede leer")):
        opened = visit(home)
        opened.watch.allowed.append(NET)
        page = opened.tab().page
        expect(page.locator("#who")).to_be_hidden()
        sign_in(page, used)
        expect(page.locator("#who")).to_have_text(told)
