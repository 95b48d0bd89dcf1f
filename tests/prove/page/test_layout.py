"""What pictures showed at narrow, short and wide windows, in numbers."""

import pytest
from playwright.sync_api import Route, expect

from tests.api.service import Service
from tests.prove.page.conftest import Visiting
from tests.sizes import some

LONG = "Maximilianoalejandrodelacruzfernandezgom"
WIDTHS = (320, 375, 640, 641, 768, 900, 1280, 1920)
EMAIL = "un.correo.bastante.largo.de.verdad@departamento-de-ventas.example.com"


@pytest.mark.parametrize("width", some(WIDTHS))
def test_a_long_name_stays_in_its_row_and_apart_from_its_date(
    visit: Visiting, service: Service, width: int
) -> None:
    assert len(LONG) == 40
    for name, email in ((LONG, "max@example.com"), ("Ana", EMAIL)):
        new = {"nombre": name, "email": email}
        assert service.http.post("/clientes", json=new).status_code == 201
    tab = visit(viewport={"width": width, "height": 700}).tab("/#directory")
    expect(tab.page.locator("#clients tr")).to_have_count(2)
    assert tab.page.evaluate(OUTSIDE) == []
    assert not tab.is_too_wide()
    lines = tab.page.locator("#clients td").evaluate_all(LINES)
    assert set(lines) == ({"0px"} if width <= 640 else {"1px"})


OUTSIDE = """() => {
  const found = [];
  for (const row of document.querySelectorAll("#clients tr")) {
    const around = row.getBoundingClientRect();
    const texts = [...row.querySelectorAll(".cell, .email, time")];
    const boxes = texts.map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return range.getBoundingClientRect();
    });
    for (const box of boxes) {
      if (box.top < around.top || box.bottom > around.bottom) found.push("beyond the row");
      if (box.right > around.right) found.push("beyond its end");
    }
    const apart = (one, other) => one.right + 8 <= other.left || one.bottom <= other.top;
    const [name, email, when] = boxes;
    if (!apart(name, when)) found.push("name and date");
    if (!apart(name, email)) found.push("name and email");
  }
  return found;
}"""
LINES = "(cells) => cells.map((one) => getComputedStyle(one).borderTopWidth)"


@pytest.mark.parametrize("value", some([3, 5_500, 123_456]))
def test_the_axis_shows_its_numbers_whole(visit: Visiting, value: int) -> None:
    page = visit().tab().page

    def busy(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["dias"][-1]["turnos"] = value
        route.fulfill(response=answer, json=body)

    page.route("**/resumen?*", busy)
    page.locator("nav a[href='#overview']").click()
    ticks = page.locator(".chart.blue .tick[text-anchor=end]")
    expect(ticks.first).to_be_visible()
    boxes = ticks.evaluate_all("(all) => all.map((one) => one.getBBox().x)")
    assert min(boxes) >= 0


@pytest.mark.parametrize("size", some([(320, 568), (640, 400), (1280, 420)]))
def test_the_welcome_begins_at_its_beginning(visit: Visiting, size: tuple[int, int]) -> None:
    tab = visit(viewport={"width": size[0], "height": size[1]}).tab()
    welcome, page = tab.page.locator(".welcome img"), tab.page
    expect(welcome).to_be_in_viewport(ratio=1)
    expect(page.locator("#to-newest")).to_be_hidden()
    tab.say("hola")
    tab.expect_messages(2)
    expect(page.locator(".message").last).to_be_in_viewport()
    page.locator(".begin").locator("visible=true").first.click()
    expect(welcome).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("#message")).to_be_in_viewport()
    page.wait_for_timeout(100)
    page.set_viewport_size({"width": size[0], "height": size[1] - 40})
    expect(welcome).to_be_in_viewport(ratio=1)
