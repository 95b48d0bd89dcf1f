"""Each view and dialog while the service is slow, away, or refuses: said, reachable, mended."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.api.service import Service
from tests.prove.page.scenes import ASKED, SCENES, TROUBLES, Scene, furnish
from tests.prove.page.states import open_side, staged
from tests.prove.page.test_accessibility import axe as axe
from tests.prove.page.test_accessibility import findings
from tests.sizes import some

NARROW = {"width": 320, "height": 640}
SAID: dict[str, str | re.Pattern[str]] = {
    "error": "El servicio no está disponible ahora",
    "offline": re.compile("No se puede llegar al servidor|Sin respuesta del servidor"),
    "signed-out": "Clave de acceso o token",
    "forbidden": "Tu clave no permite hacer esto",
}
WAITING = ".dots, progress, .skeleton i, [aria-busy=true], :text('Cargando'), :text('Probando')"
RAW = re.compile(r"undefined|\[object|\bNaN\b|\bnull\b|problem_|unavailable|[{}]")
QUIET = {"welcome", "chosen"}
"""They go on without the service, but for signing in."""
OFFERED = ".notice button, #toast button, .changes button"
TOO_WIDE = """[document.documentElement, ...document.querySelectorAll("dialog[open]")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className || one.tagName)"""


@pytest.fixture
def home(service: Service) -> str:
    furnish(service)
    return str(service.http.base_url).rstrip("/")


def cases() -> list[tuple[str, str]]:
    """Views in all states; what is done in dialogs with a service that is away, and some in all."""
    asking = {name: scene for name, scene in SCENES.items() if scene.asks}
    every = {name for name, scene in asking.items() if not scene.before} | {"message", "history"}
    states = {name: TROUBLES if name in every else ("error",) for name in asking}
    return [(name, state) for name, each in states.items() for state in each]


@pytest.mark.parametrize(("name", "state"), some(cases()))
def test_trouble_is_said_and_over_when_it_is_over(
    browser: Browser, home: str, axe: str, name: str, state: str
) -> None:
    scene = SCENES[name]
    with staged(browser, home, scene, state, viewport=NARROW, bypass_csp=True) as page:
        if name not in QUIET or state == "signed-out":
            expect(sign_of(page, state)).to_be_visible()
        assert_well_made(page, scene, axe)
        if state == "loading":
            return
        page.unroute(ASKED)
        if state == "signed-out":
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog", name="Entrar")).to_have_count(0)
        if scene.drawer:
            open_side(page)
        again(page, scene)
        expect(page.locator(scene.ready).locator("visible=true").first).to_be_visible()
        assert_well_made(page, scene, axe)


@pytest.mark.parametrize("name", some(list(SCENES)))
def test_what_is_shown_is_well_made(browser: Browser, home: str, axe: str, name: str) -> None:
    options = {"viewport": NARROW, "bypass_csp": True, "locale": "en-GB"}
    with staged(browser, home, SCENES[name], "shown", **options) as page:
        expect(page.locator(SCENES[name].ready).first).to_be_attached()
        assert_well_made(page, SCENES[name], axe)


def sign_of(page: Page, state: str) -> Locator:
    """That something is wrong, or under way."""
    sign = page.locator(WAITING) if state == "loading" else page.get_by_text(SAID[state])
    return sign.locator("visible=true").first


def assert_well_made(page: Page, scene: Scene, axe: str) -> None:
    assert not RAW.search(page.locator("body").inner_text())
    assert page.evaluate(TOO_WIDE) == []
    assert findings(page, axe) == []
    if scene.before:
        expect(page.locator("body")).not_to_be_focused()


def again(page: Page, scene: Scene) -> None:
    """The button that the page offers, or the same once more from its beginning."""
    place = page.locator("body, dialog[open]").last
    button = place.locator(OFFERED).locator("visible=true")
    offered = button.count() > 0
    button.evaluate_all("(all) => all[0]?.click()")  # unless the page has tried again by itself
    if offered and not scene.again:
        return
    if scene.before and not page.locator("dialog[open]").count():
        scene.before(page)
    (scene.again or scene.act)(page)
