"""The client directory, and the overview, as an office worker uses them."""

from pathlib import Path

from playwright.sync_api import expect

from tests.api.service import Service
from tests.prove.page.conftest import Visiting

NET = "Failed to load resource"


def stock(service: Service, count: int) -> None:
    for number in range(count):
        new = {"nombre": f"Cliente {number:02}", "email": f"c{number}@example.com"}
        assert service.http.post("/clientes", json=new).status_code == 201


def test_clients_are_searched_while_typing_and_paged(visit: Visiting, service: Service) -> None:
    stock(service, 30)
    tab = visit().tab("/#directory")
    rows, count = tab.page.locator("#clients tr"), tab.page.locator("#client-count")
    expect(rows).to_have_count(25)
    expect(count).to_have_text("25 de 30 clientes")
    tab.page.locator("#directory").evaluate("(pane) => { pane.scrollTop = pane.scrollHeight; }")
    expect(rows).to_have_count(30)
    expect(tab.page.locator("#more-clients")).to_be_hidden()
    search = tab.page.locator("#client-search")
    for typed, found in (
        ("cliente 07", 1),
        ("c3@exa", 1),
        ("c3@example.com", 1),
        ("@example.com", 25),
    ):
        search.press_sequentially(typed)
        expect(rows).to_have_count(found)
        search.press("Escape")
        expect(rows).to_have_count(25)
    search.fill("nadie")
    expect(tab.page.get_by_text("Ningún cliente coincide")).to_be_visible()


def test_a_client_is_created_and_what_is_wrong_is_said_at_its_field(
    visit: Visiting, service: Service
) -> None:
    stock(service, 1)
    opened = visit()
    opened.watch.allowed.append(NET)
    page = opened.tab("/#directory").page
    page.get_by_role("button", name="Nuevo cliente").click()
    name, email = page.get_by_label("Nombre", exact=True), page.get_by_label("Email", exact=True)
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#nombre-error")).to_have_text("Es obligatorio.")
    name.fill("Ana")
    for wrong, words in (("ana@", "No es una dirección"), ("C0@example.com", "Ya existe")):
        email.fill(wrong)
        page.keyboard.press("Enter")
        expect(page.locator("#email-error")).to_contain_text(words)
        expect(name).to_have_value("Ana")
    email.fill("ana@example.com")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.evaluate(TWICE)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#toast")).to_contain_text("Cliente creado: Ana")
    assert sent.count("POST") == 1
    expect(page.locator("#clients tr")).to_have_count(2)
    expect(page.get_by_role("button", name="Nuevo cliente")).to_be_focused()
    assert service.names() == ["Cliente 00", "Ana"]


TWICE = """() => {
  for (const _ of [1, 2]) document.querySelector("dialog form").requestSubmit();
}"""


def test_a_new_client_is_in_view_wherever_its_page_is(visit: Visiting, service: Service) -> None:
    stock(service, 60)
    page = visit().tab("/#directory").page
    page.locator("#client-search").fill("Cliente")
    expect(page.locator("#client-count")).to_have_text("25 de 60 clientes")
    page.locator("#directory").evaluate("(pane) => { pane.scrollTop = pane.scrollHeight; }")
    page.keyboard.press("Escape")
    page.locator("#new-client").click()
    page.get_by_label("Nombre", exact=True).fill("Zoe")
    page.get_by_label("Email", exact=True).fill("zoe@example.com")
    page.keyboard.press("Enter")
    made = page.locator("#clients tr.made")
    expect(made).to_contain_text("zoe@example.com")
    expect(made).to_be_in_viewport(ratio=1)
    page.locator("#directory").evaluate("(pane) => { pane.scrollTop = pane.scrollHeight; }")
    expect(page.locator("#clients tr").nth(50)).to_be_attached()
    page.locator("#directory").evaluate("(pane) => { pane.scrollTop = pane.scrollHeight; }")
    expect(page.locator("#clients tr")).to_have_count(61)
    expect(page.get_by_text("zoe@example.com")).to_have_count(1)


def test_a_client_is_opened_asked_about_and_deleted(visit: Visiting, service: Service) -> None:
    stock(service, 2)
    new = {"nombre": "Cliente 00", "email": "namesake@example.com"}
    assert service.http.post("/clientes", json=new).status_code == 201
    tab = visit().tab("/#conversation")
    tab.say("Crea un cliente llamado Ana")
    asked = tab.session()
    page = tab.page
    page.locator("nav a[href='#directory']").click()
    page.locator("#clients tr").first.click(position={"x": 300, "y": 20})
    expect(page.get_by_role("dialog")).to_contain_text("c0@example.com")
    page.get_by_role("button", name="Ver en el chat").click()
    tab.expect_messages(2)
    tab.expect_last("c0@example.com")
    expect(page.locator(".found li")).to_have_count(1)
    assert tab.session() != asked
    history = service.http.get("/history", headers={"session-id": asked}).json()
    assert history["total_mensajes"] == 2
    page.locator(".message .client").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    expect(page.get_by_role("dialog")).to_contain_text("¿Borrar a Cliente 00?")
    expect(page.get_by_role("dialog")).to_contain_text("«recupera a Cliente 00»")
    page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    expect(page.locator("#toast")).to_contain_text("ya no está")
    assert service.names() == ["Cliente 01", "Cliente 00"]


def test_who_was_deleted_in_the_directory_is_brought_back_as_the_question_says(
    visit: Visiting, service: Service
) -> None:
    new = {"nombre": "Marta Ruiz", "email": "marta@x.es"}
    assert service.http.post("/clientes", json=new).is_success
    tab = visit().tab("/#directory")
    page = tab.page
    page.locator("#clients .cell").click()
    page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    expect(page.get_by_role("dialog")).to_contain_text("«recupera a Marta Ruiz»")
    page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    expect(page.locator("#toast")).to_contain_text("ya no está")
    page.get_by_role("link", name="Conversación").click()
    tab.say("recupera a Marta Ruiz")
    tab.say("sí")
    tab.expect_last("Cliente recuperado: Marta Ruiz (marta@x.es)", "Cambio")
    assert service.names() == ["Marta Ruiz"]


def test_the_clients_that_are_shown_can_be_downloaded(
    visit: Visiting, service: Service, tmp_path: Path
) -> None:
    stock(service, 3)
    page = visit().tab("/#directory").page
    page.locator("#client-search").fill("Cliente 01")
    expect(page.locator("#clients tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Descargar CSV").click()
    assert download.value.suggested_filename == "clientes.csv"
    download.value.save_as(tmp_path / "clientes.csv")
    lines = (tmp_path / "clientes.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "c1@example.com" in lines[1]
    with page.expect_download() as download:
        page.get_by_role("button", name="vCard").click()
    assert download.value.suggested_filename == "clientes.vcf"
    assert Path(download.value.path()).read_text("utf-8").count("EMAIL:c1@example.com") == 1
    page.locator("#client-search").fill("")
    expect(page.locator("#clients tr")).to_have_count(3)
    for place in (0, 2):
        page.locator("#clients .choose input").nth(place).check()
    with page.expect_download() as download:
        page.locator("#save-chosen-cards").click()
    assert Path(download.value.path()).read_text("utf-8").count("BEGIN:VCARD") == 2


def test_likely_duplicates_are_listed_by_an_address_and_merged(
    visit: Visiting, service: Service
) -> None:
    stock(service, 30)
    for name, email in (("Ana Gil", "ana@x.es"), ("Zoe", "zoe@x.es"), ("ANA GIL", "gil@y.es")):
        assert service.http.post("/clientes", json={"nombre": name, "email": email}).is_success
    page = visit(viewport={"width": 320, "height": 640}).tab("/#directory").page
    box, rows = page.get_by_label("Posibles duplicados"), page.locator("#clients tr")
    page.get_by_label("hasta").focus()
    while not box.evaluate("(one) => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(rows).to_have_count(2)
    expect(page).to_have_title("Posibles duplicados · Recepcionista")
    expect(page.locator("#announcer")).to_have_text("2 de 2 clientes")
    with page.expect_download() as download:
        page.get_by_role("button", name="Descargar CSV").click()
    assert len(Path(download.value.path()).read_text("utf-8-sig").splitlines()) == 3
    rows.first.locator(".cell").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(page.url.split("#")[0] + "#directory/duplicates")
    page.go_back()
    expect(box).not_to_be_checked()
    expect(page.locator("#client-count")).to_have_text("25 de 33 clientes")
    expect(page.locator("#client-order")).to_have_value("creado")
    page.go_forward()
    expect(rows).to_have_count(2)
    page.reload()
    expect(box).to_be_checked()
    for chosen in (0, 1):
        rows.nth(chosen).get_by_role("checkbox").check()
    page.get_by_role("button", name="Unir…").click()
    page.get_by_role("dialog").get_by_role("button", name="Unir").click()
    expect(page.get_by_text("Ningún cliente se llama igual que otro")).to_be_visible()
    expect(page.locator("#toast")).to_contain_text("Unidos en Ana Gil")
    page.locator("#toast button").wait_for()
    page.goto(page.url.split("#")[0] + "#directory/31")
    page.get_by_text("Historia").click()
    expect(page.locator(".changes li").first).to_contain_text("Con ANA GIL (gil@y.es)")
    page.keyboard.press("Escape")
    box.uncheck()
    expect(page.locator("#client-count")).to_have_text("25 de 32 clientes")


def namesakes(service: Service, count: int) -> None:
    for number in range(count):
        new = {"nombre": "Ana Gil", "email": f"ana{number}@x.es"}
        assert service.http.post("/clientes", json=new).is_success


def test_all_that_were_merged_into_one_come_back_with_one_press(
    visit: Visiting, service: Service
) -> None:
    namesakes(service, 3)
    page = visit().tab("/#directory/duplicates").page
    expect(page.locator("#clients tr")).to_have_count(3)
    page.locator("#choose-all").check()
    page.get_by_role("button", name="Unir…").click()
    page.get_by_role("dialog").get_by_role("button", name="Unir").click()
    expect(page.locator("#toast")).to_contain_text("Unidos en Ana Gil")
    assert len(service.names()) == 1
    page.locator("#toast button").click()
    expect(page.locator("#toast")).to_have_text("Deshecho.")
    expect(page.locator("#clients tr")).to_have_count(3)


def test_the_list_of_duplicates_comes_back_as_it_was_left(
    visit: Visiting, service: Service
) -> None:
    namesakes(service, 2)
    page = visit().tab("/#conversation").page
    page.keyboard.press("Control+k")
    page.keyboard.type("duplicados")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Posibles duplicados")).to_be_checked()
    page.get_by_role("link", name="Resumen").click()
    page.get_by_role("link", name="Clientes", exact=True).click()
    expect(page).to_have_url(page.url.split("#")[0] + "#directory/duplicates")
    page.get_by_role("link", name="Clientes", exact=True).click()
    expect(page.get_by_label("Posibles duplicados")).not_to_be_checked()


def test_a_client_older_than_the_log_has_an_empty_history(
    visit: Visiting, service: Service
) -> None:
    stock(service, 1)
    page = visit().tab().page
    page.route("**/cambios", lambda route: route.fulfill(json={"cambios": []}))
    page.goto(page.url.split("#")[0] + "#directory/1")
    page.get_by_text("Historia").click()
    expect(page.locator(".changes")).to_have_text("No se anotó ningún cambio.")


def test_an_overview_of_nothing_says_so(visit: Visiting) -> None:
    page = visit().tab("/#overview").page
    expect(page.get_by_text("Todavía no hay nada que contar")).to_be_visible()
    expect(page.locator("#charts")).to_be_hidden()


def test_the_overview_counts_and_says_it_in_tables_too(visit: Visiting, service: Service) -> None:
    service.say("s", "Crea un cliente llamado Juan con email juan@example.com")
    service.say("s", "Lista todos los clientes")
    service.say("s", "hola")
    page = visit().tab("/#overview").page
    expect(page.locator(".figure dd")).to_have_text(["1", "1", "3"])
    expect(page.get_by_role("group", name="Altas por día: 1 en 30 días")).to_be_visible()
    expect(page.get_by_role("img", name="Alta 1, Consulta 1, Charla 1")).to_be_visible()
    page.get_by_text("Ver como tabla").nth(1).click()
    expect(page.get_by_role("table", name="Mensajes por día")).to_contain_text("3")
    page.locator("#span").select_option("7")
    expect(page.get_by_role("group", name="Altas por día: 1 en 7 días")).to_be_visible()
    page.locator("#language").select_option("en")
    expect(page.get_by_role("group", name="New clients per day: 1 in 7 days")).to_be_visible()


def test_an_import_is_taken_back_from_its_report(
    visit: Visiting, service: Service, tmp_path: Path
) -> None:
    stock(service, 1)
    (tmp_path / "new.csv").write_text("Nombre;Correo\nAna;ana@x.es\nEva;eva@x.es\n", "utf-8")
    page = visit(viewport={"width": 320, "height": 640}).tab("/#directory").page
    page.get_by_role("button", name="Importar").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "new.csv")
    page.get_by_role("button", name="Importar 2 clientes").click()
    undo = page.get_by_role("button", name="Deshacer la importación")
    expect(undo).to_be_visible()
    found = service.http.get("/clientes", params={"email": "eva@x.es"}).json()["clientes"]
    service.http.patch(
        f"/clientes/{found[0]['id']}", json={"nombre": "Eva Sol"}, headers={"If-Match": '"1"'}
    )
    undo.click()
    words = "Importación deshecha: 1 cliente menos. 1 se cambió después y se queda."
    expect(page.get_by_role("status").filter(has_text="deshecha")).to_have_text(words)
    expect(undo).to_have_count(0)
    expect(page.get_by_role("dialog").locator("header button")).to_be_focused()
    assert {c["nombre"] for c in service.http.get("/clientes").json()["clientes"]} == {
        *("Cliente 00", "Eva Sol"),
    }
