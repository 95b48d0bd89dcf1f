"""Two people on one device: nothing of the first is left for, or sent as, the second."""

import re
import time
from pathlib import Path

import jwt
import pytest
from playwright.sync_api import Page, Request, expect
from pydantic import SecretStr

from api.settings import AccessSettings
from tests.api.access.keys import add_key, bearer
from tests.api.service import Files, Service, app_on, serving
from tests.prove.page.browser import NET, Tab, Visit, hide_rights, sign_in
from tests.prove.page.conftest import Visiting

SECRET = "a shared secret that nobody guesses, for tests"  # noqa: S105 - for tests, as it says
MESSAGE = "Crea un cliente llamado Juan con email juan@example.com"
DRAFT = "un borrador de Ana"
STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}])"
FORBIDDEN = {"status": 403, "code": "forbidden", "detail": "No."}


@pytest.fixture
def bob(files: Files) -> str:
    return add_key(files.database, "bob", "write").text


@pytest.fixture
def device(visit: Visiting, guarded: Service) -> Visit:
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed += NET
    return opened


def stored(page: Page) -> str:
    return str(page.evaluate(STORED))


def assert_nobody_was_served(service: Service, *keys: str) -> None:
    for each in keys:
        listed = service.http.get("/sesiones", headers=bearer(each)).json()
        assert listed["sesiones"] == []
    assert service.names() == []


def left_by_ana(device: Visit, key: str, *, remember: bool, forbidden: bool) -> Tab:
    """A tab with a draft and a message that waits or was refused, and Ana has signed out."""
    tab = device.tab()
    sign_in(tab.page, key, remember=remember)
    tab.page.locator("#theme").select_option("dark")
    if forbidden:
        tab.page.route("**/chat/stream", lambda route: route.fulfill(status=403, json=FORBIDDEN))
    else:
        tab.page.route("**/chat/stream", lambda route: route.abort())
    tab.write(MESSAGE)
    expect(tab.page.locator(".pending .notice")).to_be_visible()
    tab.page.locator("#message").fill(DRAFT)
    assert DRAFT in stored(tab.page)
    tab.page.locator("#sign-out").click()
    expect(tab.page.get_by_role("dialog", name="Entrar")).to_be_visible()
    tab.page.unroute_all()
    return tab


@pytest.mark.parametrize("remember", [False, True], ids=["of-the-tab", "of-the-device"])
@pytest.mark.parametrize("forbidden", [False, True], ids=["waiting", "refused"])
def test_who_signs_out_leaves_nothing_but_theme_and_language(
    device: Visit, guarded: Service, key: str, bob: str, remember: bool, forbidden: bool
) -> None:
    tab = left_by_ana(device, key, remember=remember, forbidden=forbidden)
    page = tab.page
    assert stored(page) == '[{"tema":"dark"},{}]'
    sign_in(page, bob)
    expect(page.locator("#sessions .none")).to_be_visible()
    expect(page.locator("#message")).to_have_value("")
    page.reload()
    expect(page.locator("#sessions .none")).to_be_visible()
    expect(page.locator(".message")).to_have_count(0)
    assert_nobody_was_served(guarded, key, bob)


def test_every_tab_is_left_and_back_shows_nothing(device: Visit, key: str, bob: str) -> None:
    first = device.tab()
    sign_in(first.page, key, remember=True)
    first.say("hola")
    second = device.tab()
    second.expect_messages(2)
    second.page.locator("#message").fill(DRAFT)
    first.to_front()
    first.page.locator("nav a[href='#directory']").click()
    first.page.locator("#sign-out").click()
    for tab in (first, second):
        expect(tab.page.get_by_role("dialog", name="Entrar")).to_be_visible()
        assert stored(tab.page) == "[{},{}]"
    sign_in(first.page, bob)
    first.page.go_back(wait_until="commit")
    expect(first.page.locator("#sessions .none")).to_be_visible()
    expect(first.page.locator(".message")).to_have_count(0)
    assert "hola" not in first.page.content()


def test_a_waiting_message_does_not_leave_with_another_key(
    device: Visit, guarded: Service, key: str, bob: str
) -> None:
    """Not when the first key expired, either, and its owner went away without signing out."""
    tab = device.tab()
    page = tab.page
    sign_in(page, key)
    page.route("**/chat/stream", lambda route: route.abort())
    tab.write(MESSAGE)
    expect(page.locator(".pending .notice")).to_be_visible()
    page.evaluate("sessionStorage.removeItem('credencial')")
    page.reload()
    page.unroute_all()
    sent = senders(page)
    sign_in(page, bob)
    expect(page.locator(".notice.bad")).to_contain_text("Se escribió con otra clave")
    expect(page.locator(".notice.bad button")).to_have_text("Editar")
    page.reload()
    expect(page.locator(".notice.bad")).to_be_visible()
    assert sent == []
    assert_nobody_was_served(guarded, key, bob)


def test_a_message_that_nobody_signed_in_for_is_not_sent_by_who_comes_later(
    device: Visit, guarded: Service, key: str
) -> None:
    tab = device.tab()
    page = tab.page
    dialog = page.get_by_role("dialog", name="Entrar")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.wait_for_timeout(1_000)
    tab.write(MESSAGE)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".notice.bad")).to_contain_text("Hay que entrar")
    page.reload()
    sign_in(page, key)
    page.get_by_role("button", name="Reintentar").click()
    expect(page.locator(".notice.bad")).to_contain_text("Se escribió con otra clave")
    assert_nobody_was_served(guarded, key)


def test_a_message_that_waits_leaves_with_its_writer_s_next_token(
    visit: Visiting, tmp_path: Path
) -> None:
    """Tokens live for minutes: another one of the same subject is not another person's."""
    files = Files(tmp_path)
    access = AccessSettings(jwt_secret=SecretStr(SECRET))
    with serving(app_on(files, access=access), files) as service:
        opened = visit(str(service.http.base_url).rstrip("/"))
        opened.watch.allowed += NET
        tab = opened.tab()
        sign_in(tab.page, token("ana", role="write"))
        tab.page.route("**/chat/stream", lambda route: route.abort())
        tab.write(MESSAGE)
        expect(tab.page.locator(".pending .notice")).to_be_visible()
        tab.page.unroute_all()
        tab.page.evaluate("sessionStorage.removeItem('credencial')")
        tab.page.reload()
        sign_in(tab.page, token("ana", role="admin"))
        tab.expect_messages(2)
        tab.expect_last("Cliente creado")


def token(subject: str, *, role: str) -> str:
    claims = {"sub": subject, "exp": int(time.time()) + 600, "roles": [role]}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def test_what_a_key_may_not_do_is_not_tried_again(device: Visit, reader: str) -> None:
    hide_rights(device)
    tab = device.tab()
    page = tab.page
    sign_in(page, reader)
    sent = senders(page)
    tab.write("hola")
    notice = page.locator(".notice.bad")
    expect(notice).to_contain_text("Tu clave no permite hacer esto")
    expect(notice.locator("button")).to_have_text("Editar")
    assert len(sent) == 1
    page.reload()
    expect(notice).to_contain_text("Tu clave no permite hacer esto")
    assert len(sent) == 1
    notice.get_by_role("button", name="Editar").click()
    expect(page.locator("#message")).to_have_value("hola")


def senders(page: Page) -> list[str]:
    """Grows by the credential of each message that leaves."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if re.search(r"/chat/stream$", request.url):
            sent.append(request.headers.get("authorization", ""))

    page.on("request", note)
    return sent
