"""axe-core, as a package of PyPI carries it, finds nothing serious in any state."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.service import Service
from tests.prove.page.browser import PHONE, Tab
from tests.prove.page.conftest import Visiting
from tests.prove.page.test_directory import stock
from tests.sizes import some

GRAVE = {"serious", "critical"}
PHONE_LIKE = {"viewport": PHONE, "is_mobile": True, "has_touch": True}
PHONES = [pytest.param(PHONE_LIKE, id="phone"), pytest.param({"viewport": PHONE}, id="narrow")]


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


@pytest.mark.parametrize("colours", some(["light", "dark"]))
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


def test_the_focus_never_falls_to_the_body(visit: Visiting, service: Service) -> None:
    """Not when what had it is deleted, or the button that was pressed is gone."""
    service.say("uno", "Crea un cliente llamado Juan con email juan@example.com")
    stock(service, 28)
    tab = visit().tab()
    page, keys = tab.page, tab.page.keyboard
    page.locator("#side .session .delete").focus()
    keys.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Borrar").focus()
    keys.press("Enter")
    expect(page.locator(".session")).to_have_count(0)
    expect(page.locator("#session-search")).to_be_focused()
    page.get_by_role("link", name="Clientes").focus()
    keys.press("Enter")
    expect(page.locator("#clients tr")).to_have_count(25)
    expect(page.locator("body")).not_to_be_focused()
    page.locator("#more-clients").focus()
    keys.press("Enter")
    expect(page.locator("#clients tr")).to_have_count(29)
    expect(page.locator("#clients button").nth(25)).to_be_focused()
    page.locator("#clients button").first.focus()
    keys.press("Enter")
    for _ in range(2):
        page.get_by_role("dialog").get_by_role("button", name="Borrar").focus()
        keys.press("Enter")
    expect(page.locator("#clients tr")).to_have_count(28)
    page.wait_for_function("['client-search', 'main'].includes(document.activeElement.id)")
    page.get_by_role("link", name="Resumen").focus()
    keys.press("Enter")
    expect(page.locator("#overview[data-state=shown]")).to_be_visible()
    page.locator("summary").nth(1).focus()
    page.evaluate("dispatchEvent(new Event('spoken'))")
    expect(page.locator("summary").nth(1)).to_be_focused()


def test_what_is_announced_is_heard_while_a_dialog_is_open(
    visit: Visiting, service: Service
) -> None:
    """Everything outside of a modal dialog is inert."""
    stock(service, 1)
    page = visit().tab("/#directory/1").page
    page.get_by_role("dialog").get_by_role("button", name="Copiar").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("#announcer")).to_contain_text("copi")
    expect(dialog.locator("#toast")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("body > #announcer")).to_have_count(1)
    expect(page.locator("body > #toast")).to_have_count(1)


def test_forced_colours_show_where_one_is(visit: Visiting, service: Service) -> None:
    """They replace backgrounds, so something else has to tell."""
    service.say("uno", "hola")
    service.say("dos", "hola")
    page = visit(forced_colors="active").tab().page
    page.locator(".session .open").first.click()
    for marked in ("nav a", ".session .open"):
        told = [page.locator(f"{marked}{each}").first.evaluate(OUTLINE) for each in CURRENT]
        assert told[0].startswith("solid")
        assert told[1].startswith("none")
        page.locator("#title").click()


CURRENT = ("[aria-current]", ":not([aria-current])")
OUTLINE = """(one) => {
  document.activeElement.blur();
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return `${outlineStyle} ${outlineWidth}`;
}"""


@pytest.mark.parametrize("options", some(PHONES))
def test_no_field_makes_a_phone_zoom(
    visit: Visiting, service: Service, options: dict[str, Any]
) -> None:
    stock(service, 1)
    page = visit(**options).tab("/#directory").page
    page.locator("#new-client").click()
    assert page.evaluate(SIZES)
    assert min(page.evaluate(SIZES)) >= 16


SIZES = """[...document.querySelectorAll("input:not([type=checkbox]), select, textarea")]
  .map((one) => parseFloat(getComputedStyle(one).fontSize))"""


def test_names_are_written_in_their_own_direction(visit: Visiting, service: Service) -> None:
    arabic = "\u0645\u062d\u0645\u062f \u0639\u0644\u064a"
    new = {"nombre": arabic, "email": "ali@example.com"}
    assert service.http.post("/clientes", json=new).status_code == 201
    service.say("uno", f"Busca a {arabic}")
    tab = visit().tab()
    page = tab.page
    tab.say("Lista todos los clientes")
    assert page.locator(".found .name").evaluate(DIRECTION) == "rtl"
    page.locator("#message").fill(arabic)
    assert page.locator("#message").evaluate(DIRECTION) == "rtl"
    page.locator("nav a[href='#directory']").click()
    assert page.locator("#clients button").evaluate(DIRECTION) == "rtl"
    page.locator("#clients button").click()
    assert page.locator("dialog dd").first.evaluate(DIRECTION) == "rtl"
    page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    title = page.get_by_role("dialog").get_by_role("heading")
    expect(title).to_have_text(f"\u00bfBorrar a \u2068{arabic}\u2069?")
    assert title.evaluate(DIRECTION) == "ltr"


DIRECTION = "(one) => getComputedStyle(one).direction"


def test_colours_follow_the_system_until_one_is_chosen(visit: Visiting) -> None:
    page = visit(color_scheme="light").tab().page
    body, theme = page.locator("body"), page.locator("#theme")
    light, dark = "rgb(244, 245, 243)", "rgb(18, 21, 20)"
    expect(body).to_have_css("background-color", light)
    page.emulate_media(color_scheme="dark")
    expect(body).to_have_css("background-color", dark)
    theme.select_option("light")
    expect(body).to_have_css("background-color", light)
    theme.select_option("system")
    expect(body).to_have_css("background-color", dark)
    page.emulate_media(color_scheme="light")
    expect(body).to_have_css("background-color", light)


@pytest.mark.parametrize("colours", some(["light", "dark"]))
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


@pytest.mark.parametrize("scheme", some(["light", "dark"]))
def test_nothing_grave_is_found_in_what_is_done_with_clients(
    visit: Visiting, service: Service, axe: str, tmp_path: Path, scheme: str
) -> None:
    stock(service, 3)
    (tmp_path / "new.csv").write_text("Nombre;Correo\nAna;ana@x.es\nMal;mal@\n", encoding="utf-8")
    narrow = {"width": 320, "height": 640}
    page = visit(viewport=narrow, color_scheme=scheme, bypass_csp=True).tab("/#directory").page
    found = {}
    for place in (0, 1):
        page.locator("#clients .choose input").nth(place).check()
    expect(page.locator("#merge-chosen")).to_be_visible()
    found["chosen"] = findings(page, axe)
    page.locator("#merge-chosen").click()
    found["merging"] = findings(page, axe)
    page.keyboard.press("Escape")
    page.locator("#clients .cell").first.click()
    page.get_by_text("Historia").click()
    expect(page.locator(".changes li b")).to_have_count(1)
    found["client"] = findings(page, axe)
    page.get_by_role("button", name="Corregir").click()
    page.get_by_label("Nombre", exact=True).fill("Otra")
    page.keyboard.press("Enter")
    expect(page.locator("#toast button")).to_be_visible()
    found["saved"] = findings(page, axe)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Importar").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "new.csv")
    expect(page.get_by_role("button", name="Importar 1 cliente")).to_be_enabled()
    found["import"] = findings(page, axe)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    wide = "(one) => one.scrollWidth > one.clientWidth"
    assert not page.get_by_role("dialog").evaluate(wide)
    assert {state: each for state, each in found.items() if each} == {}
