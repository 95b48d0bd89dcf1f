"""What people write is text and stays text, wherever it is shown."""

from playwright.sync_api import expect

from tests.api.service import Service
from tests.prove.page.conftest import Visiting

TRAP = "<img src=x onerror=alert(1)>"
SCRIPT = "<script>alert(2)</script>"


def test_markup_is_text_in_messages_titles_rows_and_dialogs(
    visit: Visiting, service: Service
) -> None:
    for name, email in ((TRAP, "trap@example.com"), (SCRIPT, "script@example.com")):
        made = service.http.post("/clientes", json={"nombre": name, "email": email})
        assert made.status_code == 201
    opened = visit()
    opened.context.add_init_script(CAUGHT)
    tab = opened.tab()
    page = tab.page
    tab.say(f"hola {TRAP} {SCRIPT}")
    tab.say("Lista todos los clientes")
    tab.expect_last(TRAP, SCRIPT)
    expect(page.locator("#title")).to_contain_text(TRAP[:20])
    page.locator(".message .client").first.click()
    expect(page.get_by_role("dialog")).to_contain_text(TRAP)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Clientes").click()
    expect(page.locator("#clients")).to_contain_text(SCRIPT)
    page.reload()
    page.get_by_role("link", name="Conversación").click()
    tab.expect_messages(4)
    assert page.locator("main img[src=x], script:not([src]), aside img[src=x]").count() == 0
    assert page.evaluate("window.violations") == []


CAUGHT = """
window.violations = [];
addEventListener("securitypolicyviolation", ({ violatedDirective }) => {
  window.violations.push(violatedDirective);
});
"""


def test_the_policy_stops_markup_even_where_a_script_would_make_it(visit: Visiting) -> None:
    opened = visit()
    opened.watch.allowed += ["TrustedHTML", "Content Security Policy"]
    page = opened.tab().page
    refused = page.evaluate(FORCED)
    assert refused


FORCED = """() => {
  try {
    document.body.innerHTML = "<b>x</b>";
    return false;
  } catch {
    return true;
  }
}"""
