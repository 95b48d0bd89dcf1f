"""Every view and dialog in every state, in both languages, at all widths, as pictures to look at.

python -m tests.prove.page.states FOLDER [SCENE ...]
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

from tests.api.service import Files, app_on, serving
from tests.prove.page.browser import NET, chromium_path, launched, visiting
from tests.prove.page.scenes import ASKED, SCENES, TROUBLES, Scene, furnish, states_of

LANGUAGES = {"es": "es-ES", "en": "en-GB"}
SIZES = {320: 640, 768: 700, 1280: 720}
SETTLED = 300
"""Milliseconds after which nothing moves any more."""


@contextmanager
def staged(
    browser: Browser, home: str, scene: Scene, state: str, **options: object
) -> Iterator[Page]:
    """The page with the scene in this state."""
    held: list[Route] = []
    with visiting(browser, home, reduced_motion="reduce", **options) as visit:
        visit.watch.allowed += NET
        page = visit.watch.on(visit.context.new_page())
        trouble = TROUBLES.get(state) or (lambda route: held.append(route))
        troubled = state in TROUBLES
        if troubled and not scene.before:
            page.route(ASKED, trouble)
        page.goto(home + scene.address)
        page.wait_for_timeout(SETTLED)
        if scene.drawer:
            open_side(page)
        if scene.before:
            scene.before(page)
            if troubled:
                page.route(ASKED, trouble)
        scene.act(page)
        page.wait_for_timeout(SETTLED)
        yield page
        for route in held:
            route.abort()


def photograph(page: Page, scene: Scene, stem: str) -> None:
    """At all widths, and in forced colours."""
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        if scene.drawer:
            open_side(page)
        page.wait_for_timeout(SETTLED // 3)
        page.screenshot(path=f"{stem}-{width}.png")
    page.emulate_media(forced_colors="active")
    page.screenshot(path=f"{stem}-forced.png")


def open_side(page: Page) -> None:
    """On a narrow screen."""
    closed = page.locator("#open-side[aria-expanded=false]").locator("visible=true")
    if closed.count() and not page.locator("dialog[open]").count():
        closed.click()


def main(folder: Path, names: list[str]) -> int:
    path = chromium_path()
    if path is None:
        sys.stderr.write("no Chromium here; on Debian: apt-get install chromium\n")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with launched(path) as browser, house(filled=True) as troubled:
        for name, state, language in wanted(names):
            with ExitStack() as stack:
                home = troubled if state in TROUBLES else house(filled=state != "empty")
                home = home if isinstance(home, str) else stack.enter_context(home)
                stage = staged(browser, home, SCENES[name], state, locale=LANGUAGES[language])
                page = stack.enter_context(stage)
                photograph(page, SCENES[name], f"{folder}/{name}-{state}-{language}")
    return 0


def wanted(names: list[str]) -> Iterator[tuple[str, str, str]]:
    """Each scene in each of its states and in each language."""
    for name in names or SCENES:
        for state in states_of(SCENES[name]):
            yield from ((name, state, language) for language in LANGUAGES)


@contextmanager
def house(*, filled: bool) -> Iterator[str]:
    """A service, with clients and conversations or without."""
    with tempfile.TemporaryDirectory() as data:
        files = Files(Path(data))
        with serving(app_on(files), files) as service:
            if filled:
                furnish(service)
            yield str(service.http.base_url).rstrip("/")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
