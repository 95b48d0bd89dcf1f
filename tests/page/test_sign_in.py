"""Signing in, with a layer that asks for a key as `api/access` does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import Request, Response
from playwright.sync_api import Page, expect
from starlette.middleware.base import RequestResponseEndpoint

from api.problems import problem
from tests.api.service import Files, Service, app_on, serving
from tests.page.conftest import Visiting

KEY, READER = "llave-buena", "llave-de-lectura"
OPEN = ("/static", "/healthz", "/readyz")
NET = "Failed to load resource"


async def door(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Everything but the page wants a bearer; one of the two may only read."""
    path, asks_for_page = request.url.path, "text/html" in request.headers.get("accept", "")
    if path.startswith(OPEN) or (path == "/" and asks_for_page):
        return await call_next(request)
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    if bearer not in {KEY, READER}:
        return problem(401, code="unauthorized", detail="Falta una credencial válida.")
    if bearer == READER and request.method != "GET":
        return problem(403, code="forbidden", detail="El rol no lo permite.")
    return await call_next(request)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Service]:
    files = Files(tmp_path)
    app = app_on(files)
    app.middleware("http")(door)
    with serving(app, files) as running:
        running.http.headers["Authorization"] = f"Bearer {KEY}"
        yield running


def sign_in(page: Page, key: str, *, remember: bool = False) -> None:
    page.get_by_label("Clave de acceso o token").fill(key)
    if remember:
        page.get_by_label("Recordar en este dispositivo").check()
    page.keyboard.press("Enter")


def test_a_key_is_asked_for_once_kept_in_the_tab_and_forgotten(
    visit: Visiting, guarded: Service
) -> None:
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed.append(NET)
    tab = opened.tab()
    page = tab.page
    sign_in(page, "falsa")
    expect(page.get_by_role("dialog")).to_contain_text("no vale")
    assert page.get_by_role("dialog").count() == 1
    sign_in(page, KEY)
    expect(page.get_by_role("dialog")).to_have_count(0)
    tab.say("hola")
    page.reload()
    tab.expect_messages(2)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("JSON.stringify(localStorage)").find(KEY) < 0
    page.locator("#sign-out").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])").find(KEY) < 0


def test_a_key_is_remembered_on_the_device_when_that_is_wished(
    visit: Visiting, guarded: Service
) -> None:
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed.append(NET)
    sign_in(opened.tab().page, KEY, remember=True)
    other = opened.tab()
    other.say("hola")
    expect(other.page.get_by_role("dialog")).to_have_count(0)


def test_a_message_waits_while_its_sender_signs_in(visit: Visiting, guarded: Service) -> None:
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed.append(NET)
    tab = opened.tab()
    expect(tab.page.get_by_role("dialog")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    tab.page.wait_for_timeout(1_000)
    tab.write("hola")
    sign_in(tab.page, KEY)
    tab.expect_messages(2)


def test_what_a_role_does_not_allow_is_said_in_words(visit: Visiting, guarded: Service) -> None:
    opened = visit(str(guarded.http.base_url).rstrip("/"))
    opened.watch.allowed.append(NET)
    tab = opened.tab()
    sign_in(tab.page, READER)
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    tab.write("hola")
    expect(tab.page.locator(".notice.bad")).to_contain_text("Tu clave no permite hacer esto")
