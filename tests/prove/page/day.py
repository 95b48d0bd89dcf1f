"""What a person at the desk can do, and the tasks of a day of theirs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Locator, Page, expect

from tests.prove.page.browser import Tab, Visit, choose_file

STAFF = ("Lucía Soto", "Pedro Ríos", "Marta Vidal", "Iván Peña", "Carmen Núñez")
PASTED = "\n".join(f"{name}\t{name.split()[0].lower()}@example.org" for name in STAFF)
TODAY = datetime.now(UTC).date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())


@dataclass
class Desk:
    """A person at the page: what they do is counted, what they see is waited for."""

    visit: Visit
    folder: Path
    actions: int = 0
    done: list[tuple[str, int, float]] = field(default_factory=list)

    @cached_property
    def tab(self) -> Tab:
        return self.visit.tab("/#directory")

    @property
    def page(self) -> Page:
        return self.tab.page

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last

    def click(self, what: Locator | str) -> None:
        """A press of a button with that name, or of that element."""
        found = what if isinstance(what, Locator) else self.page.get_by_role("button", name=what)
        found.click()
        self.actions += 1

    def fill(self, label: str, text: str) -> None:
        """A field filled in counts as one action."""
        self.page.get_by_label(label, exact=True).fill(text)
        self.actions += 1

    def enter(self) -> None:
        self.page.keyboard.press("Enter")
        self.actions += 1

    def go(self, view: str) -> None:
        self.click(self.page.get_by_role("link", name=view))

    def say(self, text: str) -> None:
        self.tab.say(text)
        self.actions += 2

    def find(self, text: str) -> None:
        self.fill("Buscar clientes", text)

    def expect_rows(self, count: int) -> None:
        expect(self.page.locator("#clients tr")).to_have_count(count)

    def expect_said(self, text: str) -> None:
        expect(self.page.locator("#toast")).to_contain_text(text)

    def open(self, name: str) -> None:
        self.click(self.page.locator("#clients .cell", has_text=name).first)
        expect(self.dialog).to_contain_text(name)

    def undo(self) -> None:
        self.click(self.page.locator("#toast button"))
        self.expect_said("Deshecho.")

    def choose(self, count: int) -> None:
        for place in range(count):
            self.click(self.page.locator("#clients .choose input").nth(place))

    def somebody_else_corrects(self, name: str) -> None:
        """The client that is open here, in another tab; their work is not counted."""
        other = self.visit.tab("/#" + self.page.url.split("#")[1])
        other.page.get_by_role("button", name="Corregir").click()
        other.page.get_by_label("Nombre", exact=True).fill(name)
        other.page.keyboard.press("Enter")
        expect(other.page.locator("#toast")).to_contain_text(f"Guardado: {name}")
        other.page.close()
        self.tab.to_front()

    @contextmanager
    def doing(self, task: str) -> Iterator[None]:
        before, began = self.actions, perf_counter()
        yield
        self.done.append((task, self.actions - before, perf_counter() - began))


def register(desk: Desk) -> None:
    with desk.doing("register a client in the directory"):
        desk.click("Nuevo cliente")
        desk.fill("Nombre", "Ana Gil")
        desk.fill("Email", "ana@gil.es")
        desk.enter()
        desk.expect_said("Cliente creado: Ana Gil")
    with desk.doing("see that a new client looks like another, and merge both"):
        desk.click("Nuevo cliente")
        desk.fill("Nombre", "Ana Gil")
        desk.fill("Email", "ana@gmial.com")
        desk.enter()
        expect(desk.dialog).to_contain_text("¿Son el mismo cliente?")
        desk.expect_said("¿Querías decir gmail.com?")
        desk.click("Unir")
        desk.expect_said("Unidos en Ana Gil")
        desk.expect_rows(1)
    with desk.doing("take the merge back"):
        desk.undo()
        desk.expect_rows(2)


def correct(desk: Desk) -> None:
    with desk.doing("correct a name where it is shown"):
        desk.open("Ana Gil")
        desk.click("Corregir")
        desk.fill("Nombre", "Ana Gilbert")
        desk.enter()
        desk.expect_said("Guardado: Ana Gilbert")
    with desk.doing("take the correction back"):
        desk.undo()
        desk.expect_rows(2)
    with desk.doing("correct it again, and take it back in the history"):
        expect(desk.page.locator(".known")).not_to_contain_text("Gilbert")
        desk.click("Corregir")
        desk.fill("Nombre", "Ana Gilbert")
        desk.enter()
        desk.click(desk.page.get_by_text("Historia"))
        desk.click(desk.page.locator(".changes").get_by_role("button", name="Deshacer"))
        expect(desk.page.locator(".known")).not_to_contain_text("Gilbert")
        desk.page.keyboard.press("Escape")


def converse(desk: Desk) -> None:
    with desk.doing("register a client in a conversation"):
        desk.go("Conversación")
        desk.say("Crea un cliente llamado Juan con email juan@example.com")
        desk.tab.expect_last("Juan")
    with desk.doing("paste five rows"):
        desk.say(PASTED)
        if not desk.page.locator("#messages .message").last.locator(".created").count():
            desk.say("sí")
        desk.tab.expect_last("carmen@example.org")
    with desk.doing("follow a client to the conversation that made it"):
        desk.go("Clientes")
        desk.open("Juan")
        desk.click(desk.page.get_by_text("Historia"))
        desk.click(desk.page.get_by_role("link", name="Ver la conversación"))
        expect(desk.page.locator("#messages .message").first).to_contain_text("Juan")


def bring(desk: Desk, count: int) -> None:
    rows = [f"Cliente {n};c{n}@d{count}.example.com" for n in range(count)]
    rows[7] = "Sin email;"
    rows[9] = rows[8]
    path = desk.folder / f"{count}.csv"
    path.write_text("\n".join(["Nombre;Correo", *rows]), encoding="utf-8")
    with desk.doing(f"import {count} rows with errors in them, and keep those"):
        desk.go("Clientes")
        desk.click("Importar")
        desk.page.locator("input[type=file]").set_input_files(path)
        desk.actions += 1
        good = f"{count - 2:,}".replace(",", ".") if count > 9_999 else str(count - 2)
        desk.click(f"Importar {good} clientes")
        expect(desk.dialog).to_contain_text(f"{good} clientes importados", timeout=60_000)
        with desk.page.expect_download() as kept:
            desk.click("Descargar las filas que no se importan")
        assert len(Path(kept.value.path()).read_text("utf-8-sig").splitlines()) == 3
        desk.page.keyboard.press("Escape")


def take_back(desk: Desk) -> None:
    rows = ["Nombre;Correo", *(f"De más {n};c{n}@mas.example.com" for n in range(20))]
    desk.click("Importar")
    choose_file(desk.page, rows)
    desk.click("Importar 20 clientes")
    expect(desk.dialog).to_contain_text("20 clientes importados")
    with desk.doing("take an import of 20 rows back"):
        desk.click("Deshacer la importación")
        expect(desk.dialog).to_contain_text("20 clientes menos")
        desk.page.keyboard.press("Escape")


def is_of_this_week(url: str) -> bool:
    return f"desde={MONDAY.isoformat()}" in url and "hasta=" not in url


def find(desk: Desk) -> None:
    with desk.doing("find by part of an address"):
        desk.find("c17@d200")
        desk.expect_rows(1)
    with desk.doing("see the newest"):
        desk.find("")
        desk.page.locator("#client-order").select_option("-creado")
        desk.actions += 1
        expect(desk.page.locator("#clients tr").first).to_contain_text("d5000")
    with desk.doing("see all in the order of their names"):
        desk.page.locator("#client-order").select_option("nombre")
        desk.actions += 1
        expect(desk.page.locator("#clients tr").first).to_contain_text("Ana Gil")
    with desk.doing("see those of today in the chart"):
        desk.go("Resumen")
        desk.click(desk.page.get_by_role("link", name="ver los").last)
        expect(desk.page.locator("#since")).to_have_value(TODAY.isoformat())
        expect(desk.page.locator("#client-count")).to_contain_text("clientes")
    with desk.doing("see this week's"):
        with desk.page.expect_response(lambda answer: is_of_this_week(answer.url)):
            desk.fill("Alta desde", MONDAY.isoformat())
            desk.fill("hasta", "")
        expect(desk.page.locator("#clients tr").first).to_contain_text("Ana Gil")
    with desk.doing("see those of a period"):
        desk.fill("Alta desde", "2020-01-01")
        desk.fill("hasta", "2020-12-31")
        expect(desk.page.get_by_text("Ningún cliente coincide")).to_be_visible()
        desk.click("Todas las fechas")
        expect(desk.page.locator("#clients tr").first).to_be_visible()


def remove(desk: Desk) -> None:
    with desk.doing("save three as a file"):
        desk.find("@d200.example.com")
        expect(desk.page.locator("#client-count")).to_contain_text("198")
        desk.choose(3)
        with desk.page.expect_download() as saved:
            desk.click(desk.page.locator("#save-chosen"))
        assert len(Path(saved.value.path()).read_text("utf-8-sig").splitlines()) == 4
    with desk.doing("delete three"):
        desk.click(desk.page.locator("#delete-chosen"))
        desk.click(desk.dialog.get_by_role("button", name="Borrar"))
        desk.expect_said("3 clientes borrados")
        expect(desk.page.locator("#client-count")).to_contain_text("195")
    with desk.doing("take the deletion back"):
        desk.undo()
        expect(desk.page.locator("#client-count")).to_contain_text("198")
    with desk.doing("merge two"):
        desk.choose(2)
        desk.click(desk.page.locator("#merge-chosen"))
        desk.click(desk.dialog.get_by_role("button", name="Unir"))
        desk.expect_said("Unidos en")
        expect(desk.page.locator("#client-count")).to_contain_text("197")
    desk.find("")
    with desk.doing("list likely duplicates, and merge two of them"):
        duplicates = desk.page.get_by_label("Posibles duplicados")
        desk.click(duplicates)
        expect(desk.page.locator("#clients tr").nth(1)).to_contain_text("Ana Gil")
        desk.choose(2)
        desk.click(desk.page.locator("#merge-chosen"))
        desk.click(desk.dialog.get_by_role("button", name="Unir"))
        desk.expect_said("Unidos en Ana Gil")
        expect(desk.page.locator("#clients tr").first).not_to_contain_text("Ana Gil")
    duplicates.uncheck()


def collide(desk: Desk) -> None:
    with desk.doing("be second in correcting a client, and see both"):
        desk.find("juan@example.com")
        desk.expect_rows(1)
        desk.open("Juan")
        desk.click("Corregir")
        desk.somebody_else_corrects("Juan Ruiz")
        desk.fill("Nombre", "Juan Gil")
        desk.enter()
        expect(desk.dialog).to_contain_text("Otra persona lo ha cambiado")
        expect(desk.dialog).to_contain_text("Juan Ruiz · juan@example.com")
        expect(desk.dialog).to_contain_text("Juan Gil · juan@example.com")
        desk.enter()
        desk.expect_said("Guardado: Juan Gil")


DAY: tuple[Callable[[Desk], None], ...] = (
    register,
    correct,
    converse,
    lambda desk: bring(desk, 200),
    lambda desk: bring(desk, 5_000),
    take_back,
    find,
    remove,
    collide,
)
