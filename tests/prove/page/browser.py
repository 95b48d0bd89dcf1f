"""Debian's Chromium as people use it, and everything that must not happen meanwhile."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    FilePayload,
    Page,
    expect,
    sync_playwright,
)

PATHS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
PATIENCE = 10_000
"""Milliseconds."""
NET = ("Failed to load resource", "net::ERR")
"""What a browser complains of when a request fails."""


@dataclass
class Watch:
    """What went on behind the page; nothing of it may happen unless a test allows it."""

    home: str
    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def on(self, page: Page) -> Page:
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", self._stopped)
        page.on("request", lambda request: self._asked(request.url))
        return page

    def assert_quiet(self) -> None:
        heard = [each for each in self.complaints if not any(a in each for a in self.allowed)]
        assert not heard

    def _stopped(self, dialog: Dialog) -> None:
        self.complaints.append("dialog")
        dialog.dismiss()

    def _said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:")):
            self.complaints.append(f"request: {url}")


@dataclass(frozen=True)
class Visit:
    """A person's browser with our page in it: one context, whose tabs share their storage."""

    context: BrowserContext
    watch: Watch

    def tab(self, path: str = "/") -> "Tab":
        page = self.watch.on(self.context.new_page())
        page.goto(self.watch.home + path)
        return Tab(page)


@dataclass(frozen=True)
class Tab:
    """One tab, and what people do in it."""

    page: Page

    def say(self, text: str) -> None:
        """Type a message, send it with Enter and wait until it is answered."""
        self.write(text)
        expect(self.page.locator("#send")).to_be_enabled()

    def write(self, text: str) -> None:
        self.page.locator("#message").fill(text)
        self.page.keyboard.press("Enter")

    def read(self) -> list[str]:
        """Every message on the screen, as text."""
        return self.page.locator(".message .bubble").all_text_contents()

    def expect_messages(self, count: int) -> None:
        """So many messages, and none on its way."""
        expect(self.page.locator(".pending")).to_have_count(0)
        expect(self.page.locator("#messages .bubble")).to_have_count(count)

    def expect_last(self, *parts: str) -> None:
        last = self.page.locator("#messages .message").last
        for part in parts:
            expect(last).to_contain_text(part)

    def to_front(self) -> None:
        """A tab behind another one is drawn once a second."""
        self.page.bring_to_front()

    def session(self) -> str:
        return str(self.page.evaluate("localStorage.getItem('session_id')"))

    def is_too_wide(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def choose_file(page: Page, rows: Iterable[str]) -> None:
    """A CSV of these rows, in the field for files."""
    text = "\n".join(rows).encode()
    file: FilePayload = {"name": "clientes.csv", "mimeType": "text/csv", "buffer": text}
    page.locator("dialog input[type=file]").set_input_files(file)


def sign_in(page: Page, key: str, *, remember: bool = False) -> None:
    page.get_by_label("Clave de acceso o token").fill(key)
    if remember:
        page.get_by_label("Recordar en este dispositivo").check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Entrar")).to_have_count(0)


def hide_rights(visit: Visit) -> None:
    """What the key permits cannot be read, so a field to write in is there all the same."""
    visit.context.route("**/yo", lambda route: route.fulfill(status=503, json={"status": 503}))


def chromium_path() -> Path | None:
    """Where the system's Chromium is, if it is anywhere."""
    found = next((Path(path) for path in PATHS if Path(path).exists()), None)
    named = shutil.which("chromium")
    return found or (Path(named) if named else None)


@contextmanager
def launched(path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        expect.set_options(timeout=PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(browser: Browser, home: str, **options: Any) -> Iterator[Visit]:
    """A visit that ends with the certainty that nothing went wrong unseen."""
    wishes = {"locale": "es-ES", "viewport": WIDE, "timezone_id": "Europe/Madrid"} | options
    context = browser.new_context(**wishes)
    context.set_default_timeout(PATIENCE)
    visit = Visit(context, Watch(home))
    try:
        yield visit
        visit.watch.assert_quiet()
    finally:
        context.close()
