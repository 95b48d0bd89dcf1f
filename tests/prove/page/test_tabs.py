"""Two tabs, and two browsers, on one session at once."""

import os
import signal
from pathlib import Path

from playwright.sync_api import expect

from tests.api.service import Service
from tests.prove.page.conftest import Visiting
from tests.servers import serve


def test_both_tabs_see_what_either_says(visit: Visiting, service: Service) -> None:
    opened = visit()
    left = opened.tab()
    left.say("Crea un cliente llamado Juan con email juan@example.com")
    right = opened.tab()
    right.expect_messages(2)
    right.write("Crea un cliente llamado Ana con email ana@example.com")
    left.write("Crea un cliente llamado Eva con email eva@example.com")
    left.expect_messages(6)
    right.expect_messages(6)
    assert left.read() == right.read()
    assert sorted(service.names()) == ["Ana", "Eva", "Juan"]
    assert service.http.get(f"/history/{left.session()}").json()["total_mensajes"] == 6


def test_both_tabs_go_on_with_two_workers_of_which_one_is_killed(
    visit: Visiting, tmp_path: Path
) -> None:
    with serve(tmp_path, WORKERS="2") as server:
        opened = visit(server.url)
        opened.watch.allowed += ("Failed to load resource", "net::ERR")
        left = opened.tab()
        left.say("Crea un cliente llamado Juan con email juan@example.com")
        right = opened.tab()
        right.expect_messages(2)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        os.kill(int(children.read_text(encoding="ascii").split()[0]), signal.SIGKILL)
        right.write("Crea un cliente llamado Ana con email ana@example.com")
        left.write("¿Cuántos clientes hay?")
        left.expect_messages(6)
        right.expect_messages(6)
        right.write("gracias")
        right.expect_messages(8)
        left.expect_messages(8)
        assert left.read() == right.read()


def test_a_session_deleted_in_one_tab_is_left_in_the_other(visit: Visiting) -> None:
    opened = visit()
    left = opened.tab()
    left.say("hola")
    right = opened.tab()
    right.expect_messages(2)
    left.to_front()
    left.page.locator(".session").hover()
    left.page.get_by_role("button", name="Borrar la conversación").click()
    left.page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    expect(right.page.locator("#conversation-problem")).to_contain_text("se borró")
    right.to_front()
    right.say("hola")
    right.expect_messages(2)


def test_what_another_device_wrote_is_unread_and_seen_on_return(
    visit: Visiting, service: Service
) -> None:
    service.say("otra", "hola")
    tab = visit().tab()
    tab.say("Lista todos los clientes")
    expect(tab.page.locator(".session")).to_have_count(2)
    expect(tab.page.locator(".unread")).to_have_count(0)
    service.say("otra", "gracias")
    service.say(tab.session(), "¿Cuántos clientes hay?")
    tab.page.evaluate("dispatchEvent(new Event('focus'))")
    tab.expect_messages(4)
    expect(tab.page.locator(".unread")).to_have_count(1)
    tab.page.locator(".unread .open").click()
    tab.expect_messages(4)
    expect(tab.page.locator(".unread")).to_have_count(0)
