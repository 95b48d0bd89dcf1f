"""axe-core, as a package of PyPI carries it, finds nothing serious in any state."""

from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.service import Service
from tests.prove.page.browser import PHONE, Tab
from tests.prove.page.conftest import Visiting

GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def axe() -> str:
    """The script."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Page, axe: str) -> list[Any]:
    """What is grave, with the elements that it was found in."""
    page.evaluate(
        "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))"
    )
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        (each["id"], [node["html"][:120] for node in each["nodes"]], each["nodes"][0]["any"])
        for each in found
        if each["impact"] in GRAVE
    ]


def every_state(tab: Tab, axe: str) -> dict[str, list[Any]]:
    """What is found in each view, in the dialogs, and while something is wrong."""
    page, found = tab.page, {"empty": findings(tab.page, axe)}
    tab.say("Crea un cliente llamado Juan con email juan@example.com")
    tab.say("Lista todos los clientes")
    tab.say("hola")
    found["conversation"] = findings(page, axe)
    problem = {"status": 500, "code": "internal_error"}
    page.route("**/chat/stream", lambda route: route.fulfill(status=500, json=problem))
    tab.write("hola")
    expect(page.locator(".notice.bad")).to_be_visible()
    found["failed"] = findings(page, axe)
    page.goto(page.url.split("#")[0] + "#overview")
    expect(page.locator("#overview[data-state=shown]")).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    found["overview"] = findings(page, axe)
    page.goto(page.url.split("#")[0] + "#directory")
    expect(page.locator("#clients tr")).to_have_count(1)
    found["directory"] = findings(page, axe)
    page.locator("#new-client").click()
    page.keyboard.press("Enter")
    expect(page.locator("#nombre-error")).to_be_visible()
    found["form"] = findings(page, axe)
    page.keyboard.press("Escape")
    page.locator("#clients button").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found["client"] = findings(page, axe)
    page.get_by_role("dialog").get_by_role("button").nth(1).click()
    expect(page.get_by_role("dialog")).to_contain_text("Juan")
    found["confirmation"] = findings(page, axe)
    return found


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_grave_is_found(visit: Visiting, service: Service, axe: str, colours: str) -> None:
    opened = visit(color_scheme=colours, reduced_motion="reduce", bypass_csp=True)
    opened.watch.allowed.append("Failed to load resource")
    tab = opened.tab()
    found = every_state(tab, axe)
    assert not {state: each for state, each in found.items() if each}
    assert service.names() == ["Juan"]


def test_nothing_grave_is_found_on_a_phone(visit: Visiting, axe: str) -> None:
    opened = visit(viewport=PHONE, reduced_motion="reduce", bypass_csp=True)
    tab = opened.tab()
    tab.say("Lista todos los clientes")
    assert not findings(tab.page, axe)
    tab.page.locator("#open-side").click()
    expect(tab.page.locator("#close-side")).to_be_focused()
    assert not findings(tab.page, axe)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_grave_is_found_in_the_sign_in_dialog(
    visit: Visiting, axe: str, colours: str
) -> None:
    opened = visit(color_scheme=colours, bypass_csp=True)
    opened.watch.allowed.append("Failed to load resource")
    refusal = {"status": 401, "code": "unauthorized"}
    opened.context.route("**/sesiones*", lambda route: route.fulfill(status=401, json=refusal))
    page = opened.tab().page
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not findings(page, axe)
