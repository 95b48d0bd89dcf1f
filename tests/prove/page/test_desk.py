"""Office staff do a day's work in the page, and what the page may not offer it does not."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.api.access.keys import add_key
from tests.api.service import Files, Service
from tests.prove.page.browser import sign_in
from tests.prove.page.conftest import Visiting
from tests.prove.page.desk import spend

NET = "Failed to load resource"


def test_a_day_at_the_desk(browser: Browser, tmp_path: Path) -> None:
    done = spend(browser, tmp_path)
    assert len(done) >= 20
    assert len({task for task, _, _ in done}) == len(done)
    assert max(actions for _, actions, _ in done) <= 8


def test_what_a_key_may_not_do_is_not_offered(
    visit: Visiting, guarded: Service, files: Files, reader: str, key: str
) -> None:
    new = {"nombre": "Ana", "email": "ana@example.com"}
    assert guarded.http.post("/clientes", json=new).status_code == 201
    admin = add_key(files.database, "eva", "admin").text
    home = str(guarded.http.base_url).rstrip("/")
    offers = {
        reader: set(),
        key: {"Nuevo cliente", "Importar", "Corregir"},
        admin: {"Nuevo cliente", "Importar", "Corregir", "Borrar"},
    }
    for credential, offered in offers.items():
        opened = visit(home)
        opened.watch.allowed.append(NET)
        page = opened.tab("/#directory").page
        sign_in(page, credential)
        expect(page.locator("#clients tr")).to_have_count(1)
        seen = {name for name in ("Nuevo cliente", "Importar") if shows(page, name)}
        page.locator("#clients .cell").click()
        expect(page.get_by_role("dialog")).to_contain_text("ana@example.com")
        seen |= {name for name in ("Corregir", "Borrar") if shows(page, name)}
        assert seen == offered


def shows(page: Page, name: str) -> bool:
    return bool(page.get_by_role("button", name=name, exact=True).count())
