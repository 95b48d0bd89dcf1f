"""A session of a thousand messages opens and scrolls as fast as a short one."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.api.service import Service
from tests.prove.page.browser import Tab
from tests.prove.page.conftest import Visiting
from tests.sizes import some
from tools.database.engine import open_database
from tools.sessions.progress import take_turn
from tools.sessions.transcript import Turn, append_turn

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TURNS = 500
SHOWN_AT_ONCE = 60
"""At most so many messages are added to the page at a time. Counted, because the time that it
takes is the machine's."""


def fill(service: Service, session_id: str, turns: int) -> None:
    """A long session, written as the last node of a turn writes it."""
    database = open_database(f"sqlite:///{service.files.database}", timeout=15)
    with database.write() as transaction:
        for number in range(1, turns + 1):
            take_turn(transaction, session_id, after=number - 1, at=NOW)
            reply = f"- Cliente {number} | c{number}@example.com\n" * (number % 4) + "Eso es todo."
            turn = Turn(number, f"k{number}", f"Pregunta {number}", reply, "consultar", {})
            append_turn(transaction, session_id, turn, at=NOW)
    database.close()


def test_a_thousand_messages_open_and_scroll_in_pieces_as_small_as_a_short_session_s(
    visit: Visiting, service: Service
) -> None:
    fill(service, "corta", SHOWN_AT_ONCE // 2)
    fill(service, "larga", TURNS)
    _, asked = opened_on(visit, "corta")
    tab, asked_of_long = opened_on(visit, "larga")
    assert asked_of_long == asked
    assert tab.page.locator(".bubble").count() <= SHOWN_AT_ONCE
    bottom = tab.page.evaluate(FROM_BOTTOM)
    assert bottom < 5

    added = tab.page.evaluate(SCROLL_UP)
    assert max(added) <= SHOWN_AT_ONCE
    tab.expect_messages(2 * TURNS)
    numbers = tab.page.locator(".message.user .words").all_text_contents()
    assert len(set(numbers)) == TURNS
    tab.page.locator("#to-newest").click()
    expect(tab.page.locator("#messages .bubble").last).to_be_in_viewport()


def opened_on(visit: Visiting, session_id: str) -> tuple[Tab, list[str]]:
    """A tab that shows this session, and which parts of it were fetched until then."""
    opened = visit()
    opened.context.add_init_script(f"localStorage.setItem('session_id', '{session_id}')")
    tab = opened.tab()
    expect(tab.page.locator("#messages .bubble").last).to_be_visible()
    return tab, sorted(tab.page.evaluate(ASKED))


ASKED = """() => performance.getEntriesByType("resource")
  .map((asked) => new URL(asked.name)).filter((url) => url.pathname === "/history")
  .map((url) => url.pathname + url.search)"""
FROM_BOTTOM = """() => {
  const pane = document.querySelector("#scroller");
  return pane.scrollHeight - pane.scrollTop - pane.clientHeight;
}"""
SCROLL_UP = """async () => {
  const pane = document.querySelector("#scroller");
  const count = () => document.querySelectorAll(".bubble").length;
  const added = [];
  let before = count();
  for (let still = 0; still < 60; ) {
    await new Promise(requestAnimationFrame);
    const now = count();
    added.push(now - before);
    before = now;
    pane.scrollTop -= 400;
    still = pane.scrollTop === 0 ? still + 1 : 0;
  }
  return added;
}"""


@pytest.mark.parametrize("anchoring", some(["auto", "none"]))
def test_older_messages_do_not_move_what_is_being_read(
    visit: Visiting, service: Service, anchoring: str
) -> None:
    """Neither where the browser keeps what is read in its place itself, nor where it does not."""
    fill(service, "media", 60)
    opened = visit()
    opened.context.add_init_script("localStorage.setItem('session_id', 'media')")
    tab = opened.tab()
    expect(tab.page.locator("#messages .bubble")).to_have_count(50)
    moved = tab.page.evaluate(READING, anchoring)
    assert abs(moved) < 3


READING = """async (anchoring) => {
  const frame = () => new Promise(requestAnimationFrame);
  const count = () => document.querySelectorAll(".bubble").length;
  const pane = document.querySelector("#scroller");
  pane.style.overflowAnchor = anchoring;
  pane.scrollTop = 300;
  await frame();
  const edge = pane.getBoundingClientRect().top + 50;
  const topOf = (one) => one.getBoundingClientRect().top;
  const read = [...document.querySelectorAll(".bubble")].find((one) => topOf(one) > edge);
  const top = () => topOf(read);
  let before = top();
  while (count() === 50) {
    before = top();
    await frame();
  }
  for (let frames = 0; frames < 10; frames += 1) await frame();
  return top() - before;
}"""
