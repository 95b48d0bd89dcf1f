"""Every view and dialog of the page, and how each is reached: by pictures and tests alike."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Page, Route, expect

from tests.api.service import Service
from tests.prove.page.browser import choose_file
from tools.database.engine import open_database
from tools.directory.clients import create_client

NAMES = (
    "Lucía Fernández",
    "Maximilianoalejandrodelacruzfernandezgom",
    "Distribuidora El Águila de San Juan Bautista, Sociedad Limitada Unipersonal",
    *(f"Cliente {number:02}" for number in range(30)),
    "Lucía Fernández",
)
LONG = "un.correo.bastante.largo.de.verdad@departamento-de-ventas.example.com"
NOBODY = "zzz"
ROWS = (
    *("Nombre;Correo", "Ana Gil;ana@gil.es", "Mal;mal@", "Repe;ana@gil.es"),
    "Lucía;c0@example.com",
)

TROUBLES: dict[str, Callable[[Route], object] | None] = {
    "loading": None,
    "error": lambda route: problem(route, 503, "unavailable"),
    "offline": lambda route: route.abort(),
    "signed-out": lambda route: problem(route, 401, "unauthorized"),
    "forbidden": lambda route: problem(route, 403, "forbidden"),
}
"""What may become of a request (None: it waits), and the state that the page is in then."""

ASKED = re.compile(r"//[^/]+/(clientes|sesiones|history|resumen|chat|yo)\b")


def problem(route: Route, status: int, code: str) -> None:
    body = {"status": status, "code": code, "detail": "El servicio no está disponible ahora."}
    route.fulfill(status=status, json=body, content_type="application/problem+json")


@dataclass(frozen=True)
class Scene:
    """A view or dialog: where it is, what leads to it, and what then asks the service.

    Trouble begins after `before`, or before the page is opened where there is none.
    """

    address: str
    ready: str
    act: Callable[[Page], None] = lambda _page: None
    before: Callable[[Page], None] | None = None
    drawer: bool = False
    """Whether it stands in the side, which is a drawer on narrow screens."""
    empty: bool = False
    """Whether it has an empty state of its own."""
    asks: bool = True
    """Whether it asks the service for anything."""
    again: Callable[[Page], None] | None = None
    """What is done once more after trouble, if not `act`."""


def choose(page: Page) -> None:
    boxes = page.locator("#clients .choose input")
    boxes.first.focus()
    boxes.evaluate_all("(all) => all.slice(0, 2).forEach((one) => one.click())")


def merging(page: Page) -> None:
    choose(page)
    page.locator("#merge-chosen").click()


def first_client(page: Page) -> None:
    page.locator("#clients .cell").nth(2).click()
    expect(page.locator("dialog .facts")).to_be_visible()


def correcting(page: Page) -> None:
    first_client(page)
    page.locator("dialog footer button[type=button]:not(.of-edit)").first.click()
    page.locator("dialog [name=nombre]").fill("Otro nombre")


def deleting(page: Page) -> None:
    first_client(page)
    page.locator("dialog [value=delete]").click()


def registering(page: Page) -> None:
    page.locator("#new-client").click()
    page.locator("dialog [name=nombre]").fill("Nuria Campos")
    page.locator("dialog [name=email]").fill("nuria@gmial.com")


def try_file(page: Page) -> None:
    choose_file(page, ROWS)


def tried_file(page: Page) -> None:
    page.locator("#import-clients").click()
    try_file(page)
    expect(page.locator("dialog .outcomes")).to_be_visible()


def session_tool(name: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.locator(".session").first.hover()
        page.locator(f".session .{name}").first.click()

    return press


def press_primary(page: Page) -> None:
    page.locator("dialog footer :is(.primary, .danger)").locator("visible=true").last.click()


def say(page: Page) -> None:
    page.locator("#message").fill("¿Cuántos clientes hay?")
    page.keyboard.press("Enter")


def palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").locator("visible=true").last.fill("cl")


def choose_again(page: Page) -> None:
    page.locator("#choose-none").click()
    choose(page)


def import_again(page: Page) -> None:
    try_file(page)
    press_primary(page)


def say_again(page: Page) -> None:
    """Where nothing else is possible, the text came back."""
    if page.locator("#message").input_value():
        page.keyboard.press("Enter")


def keys(page: Page) -> None:
    page.locator("#title").click()
    page.keyboard.press("?")


def filling(field: str, text: str) -> Callable[[Page], None]:
    return lambda page: page.locator(field).fill(text)


def clicking(button: str) -> Callable[[Page], None]:
    return lambda page: page.locator(button).click()


def nothing(_page: Page) -> None:
    """The page is open, and waits."""


CLIENTS = "#clients tr"
SCENES = {
    "welcome": Scene("/#conversation", ".welcome", empty=True),
    "conversation": Scene("/#conversation/s0", ".message"),
    "message": Scene("/#conversation/s0", ".message .badge", say, nothing, again=say_again),
    "sessions": Scene("/#conversation", ".session", drawer=True, empty=True),
    "search": Scene(
        "/#conversation", ".excerpt", filling("#session-search", "gmail"), nothing, drawer=True
    ),
    "search-nothing": Scene(
        "/#conversation", "#sessions .none", filling("#session-search", NOBODY), nothing, True
    ),
    "rename": Scene(
        "/#conversation",
        "#announcer:text-matches('guardado|saved')",
        press_primary,
        session_tool("rename"),
        drawer=True,
    ),
    "delete-session": Scene(
        "/#conversation", "#toast", press_primary, session_tool("delete"), True
    ),
    "directory": Scene("/#directory", CLIENTS, empty=True),
    "directory-nothing": Scene(
        "/#directory", ".when-nothing", filling("#client-search", NOBODY), nothing
    ),
    "duplicates": Scene("/#directory/duplicates", CLIENTS, empty=True),
    "chosen": Scene("/#directory", "#delete-chosen", choose, nothing, again=choose_again),
    "client": Scene(
        "/#directory", "dialog .facts", clicking(f"{CLIENTS}:nth-child(2) .cell"), nothing
    ),
    "history": Scene("/#directory", ".changes b", clicking("dialog summary"), first_client),
    "correct": Scene("/#directory", "#toast button", press_primary, correcting),
    "delete": Scene("/#directory", "#toast button", press_primary, deleting),
    "register": Scene("/#directory", "#toast button", press_primary, registering),
    "import-choose": Scene(
        "/#directory", "dialog .drop", clicking("#import-clients"), nothing, asks=False
    ),
    "import-try": Scene("/#directory", ".outcomes", try_file, clicking("#import-clients")),
    "import-run": Scene(
        *("/#directory", ".import-view p.notice", press_primary, tried_file), again=import_again
    ),
    "merge": Scene("/#directory", "#toast button", press_primary, merging),
    "palette": Scene("/#conversation", "[role=option] .note", palette, nothing, empty=True),
    "keys": Scene("/#conversation", "kbd", keys, nothing, asks=False),
    "overview": Scene("/#overview", ".figure", empty=True),
}


def furnish(service: Service) -> None:
    """Clients and conversations, of them long ones."""
    database = open_database(f"sqlite:///{service.files.database}", timeout=15)
    with database.write() as transaction:
        for number, name in enumerate(NAMES):
            email = LONG if number == 1 else f"c{number}@example.com"
            create_client(transaction, name=name, email=email, created=datetime.now(UTC))
    database.close()
    service.reply("s0", "Busca los clientes de gmail.com")
    service.reply("s1", f"Busca a {NAMES[2]}")
    service.reply("s2", "Lista los clientes de gmail")


def states_of(scene: Scene) -> list[str]:
    """The states that it has."""
    still = ["shown", "empty"] if scene.empty else ["shown"]
    return [*still, *TROUBLES] if scene.asks else still
