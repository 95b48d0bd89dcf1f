from datetime import UTC, date, datetime, timedelta

import pytest

from tests.api.service import Service, assert_problem

EMPTY = {"clientes": 0, "turnos": 0, "decisiones": {"crear": 0, "consultar": 0, "otro": 0}}


def test_the_overview_counts_what_was_done_today_and_fills_the_days_before(
    service: Service,
) -> None:
    before = datetime.now(UTC).date()
    service.reply("s", "Crea un cliente llamado Juan con email juan@example.com")
    service.reply("s", "Lista todos los clientes")
    service.reply("otra", "Hola")
    service.http.post("/clientes", json={"nombre": "Ana", "email": "ana@example.com"})
    body = service.http.get("/resumen").json()
    *past, today = body["dias"]
    assert body["zona"] == "UTC"
    assert before <= date.fromisoformat(today.pop("fecha")) <= datetime.now(UTC).date()
    assert today == {
        "clientes": 2,
        "turnos": 3,
        "decisiones": {"crear": 1, "consultar": 1, "otro": 1},
    }
    assert len(past) == 29
    assert date.fromisoformat(past[0].pop("fecha")) >= before - timedelta(days=29)
    assert past[0] == EMPTY


@pytest.mark.parametrize(("query", "days"), [("", 30), ("?dias=", 30), ("?dias=1", 1)])
def test_it_goes_back_as_many_days_as_asked_for(shared: Service, query: str, days: int) -> None:
    assert len(shared.http.get(f"/resumen{query}").json()["dias"]) == days


@pytest.mark.parametrize("days", ["0", "367", "-1", "x", "1.5"])
def test_days_that_make_no_sense_are_refused(shared: Service, days: str) -> None:
    body = assert_problem(shared.http.get(f"/resumen?dias={days}"), 422, "validation_error")
    assert [error["campo"] for error in body["errors"]] == ["dias"]
