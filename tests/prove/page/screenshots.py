"""`make screenshots`: pictures of the page with a day's work in it, for the README.

python -m tests.prove.page.screenshots docs/page
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.api.service import Files, Service, app_on, serving
from tests.prove.page.browser import PHONE, Tab, choose_file, chromium_path, launched, visiting
from tools.database.engine import open_database
from tools.directory.clients import create_client
from tools.sessions.progress import take_turn
from tools.sessions.transcript import Decision, Turn, append_turn

HEAVIEST = 150 * 1024
PEOPLE = (
    "Lucía Fernández,Distribuidora El Águila,Pedro Gil,Marta Ríos,Iván Soto,Grace Hopper,"
    "Óscar Peña,Carmen Vidal,Ramón Núñez,Ada Lovelace,Talleres Soler,Ana Ruiz,Nuria Campos,"
    "Hotel Miramar"
)
STORY = (
    "Crea un cliente llamado Juan con email juan@example.com",
    "Ahora crea otro con nombre María",
    "maria@example.com",
    "Lista los últimos 4 clientes",
)
FILE = (
    "Nombre;Correo;Ciudad",
    "Berta Solís;berta@example.com;Vigo",
    "Talleres Soler;talleres.soler@example.com;León",
    "Hugo Prado;hugo@;Lugo",
    "Berta S.;berta@example.com;Vigo",
)
SESSIONS = ("Altas de la feria", "Clientes de gmail", "Proveedores nuevos", "Revisión semanal")


def main(folder: Path) -> int:
    """Take them all; a picture that is too heavy for a README is an error."""
    path = chromium_path()
    if path is None:
        sys.stderr.write("no Chromium here; on Debian: apt-get install chromium\n")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, launched(path) as browser:
        files = Files(Path(data))
        with serving(app_on(files), files) as service:
            furnish(service)
            take(browser, str(service.http.base_url).rstrip("/"), folder)
    heavy = [each.name for each in folder.glob("*.png") if each.stat().st_size > HEAVIEST]
    return len(heavy)


def take(browser: Browser, home: str, folder: Path) -> None:
    still = {"reduced_motion": "reduce"}
    with visiting(browser, home, color_scheme="light", **still) as visit:
        tab = visit.tab()
        for said in STORY:
            tab.say(said)
        tab.expect_messages(2 * len(STORY))
        picture(tab, folder / "conversation-light.png")
        tab.page.locator("nav a[href='#directory']").click()
        expect(tab.page.locator("#directory[data-state=shown]")).to_be_visible()
        picture(tab, folder / "directory.png")
        session = tab.session()
        clients(tab, folder)
    remember = f"localStorage.setItem('session_id', '{session}')"
    with visiting(browser, home, color_scheme="dark", **still) as visit:
        visit.context.add_init_script(remember)
        tab = visit.tab()
        tab.expect_messages(2 * len(STORY))
        picture(tab, folder / "conversation-dark.png")
        tab.page.locator("nav a[href='#overview']").click()
        expect(tab.page.locator("#overview[data-state=shown]")).to_be_visible()
        picture(tab, folder / "overview-dark.png")
    phone = {"viewport": PHONE, "is_mobile": True, "has_touch": True}
    with visiting(browser, home, color_scheme="light", **still, **phone) as visit:
        visit.context.add_init_script(remember)
        tab = visit.tab()
        tab.expect_messages(2 * len(STORY))
        picture(tab, folder / "phone.png")


def clients(tab: Tab, folder: Path) -> None:
    """What is done with clients, one dialog each."""
    page = tab.page
    page.locator("#import-clients").click()
    choose_file(page, FILE)
    expect(page.locator(".outcomes")).to_be_visible()
    picture(tab, folder / "import.png", of="dialog")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("ana")
    expect(page.locator("[role=option] .note").first).to_be_visible()
    picture(tab, folder / "palette.png", of="dialog")
    page.keyboard.press("Escape")
    page.locator("#new-client").click()
    fill(tab, "Ana Ruiz", "ana.ruiz@gmial.com")
    picture(tab, folder / "register.png", of="dialog")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="¿Son el mismo cliente?")).to_be_visible()
    picture(tab, folder / "merge.png", of="dialog")
    page.get_by_role("button", name="Unir").click()
    expect(page.locator("#toast")).to_contain_text("Unidos en Ana Ruiz")
    page.locator("#clients .cell", has_text="Ana Ruiz").click()
    page.get_by_role("button", name="Corregir").click()
    fill(tab, "Ana Ruiz Vega", "ana.ruiz@gmail.com")
    picture(tab, folder / "correct.png", of="dialog")
    page.keyboard.press("Enter")
    expect(page.locator("#toast button")).to_be_visible()
    page.get_by_text("Historia").click()
    expect(page.locator(".changes del").first).to_be_visible()
    picture(tab, folder / "history.png", of="dialog")


def fill(tab: Tab, name: str, email: str) -> None:
    tab.page.get_by_label("Nombre", exact=True).fill(name)
    tab.page.get_by_label("Email", exact=True).fill(email)


def picture(tab: Tab, path: Path, *, of: str | None = None) -> None:
    """The whole window, or the topmost element of that kind."""
    tab.page.wait_for_timeout(400)
    if of:
        tab.page.locator(of).last.screenshot(path=path)
    else:
        tab.page.screenshot(path=path)


def furnish(service: Service) -> None:
    """Clients and sessions of the last weeks, as if people had been at work."""
    database = open_database(f"sqlite:///{service.files.database}", timeout=15)
    now = datetime.now(UTC)
    days = count(0, 2)
    with database.write() as transaction:
        for name in PEOPLE.split(","):
            at = now - timedelta(days=27 - next(days), hours=2)
            mailbox = name.lower().translate(str.maketrans("áéíóúñ ", "aeioun."))
            create_client(transaction, name=name, email=f"{mailbox}@example.com", created=at)
    for place, title in enumerate(SESSIONS):
        with database.write() as transaction:
            for number in range(1, 6 + 3 * place):
                at = now - timedelta(days=5 * place + number % 5, hours=3)
                take_turn(transaction, f"s{place}", after=number - 1, at=at)
                decision: Decision = ("crear", "consultar", "consultar", "otro")[number % 4]
                turn = Turn(number, f"k{number}", title, "De acuerdo.", decision, {})
                append_turn(transaction, f"s{place}", turn, at=at)
    database.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
