"""Below a path of a proxy that strips it, and of one that does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import EdgeSettings
from tests.api.service import Files, Service, app_on, serving


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    files = Files(tmp_path_factory.mktemp("files"))
    edge = EdgeSettings(root_path="/rec/", rate_limit="off", rate_limit_failures="off")
    with serving(app_on(files, edge=edge), files) as running:
        yield running


@pytest.mark.parametrize("sent", ["", "/rec"])
def test_every_kind_of_route_is_found_whether_the_path_is_stripped(
    service: Service, sent: str
) -> None:
    html = {"Accept": "text/html"}
    assert "<!doctype html>" in service.http.get(f"{sent}/", headers=html).text
    assert service.http.get(f"{sent}/").json()["endpoints"]
    assert service.http.get(f"{sent}/static/main.js").status_code == 200
    assert service.http.get(f"{sent}/docs/start.js").status_code == 200
    assert service.http.get(f"{sent}/clientes").status_code == 200
    assert service.http.get(f"{sent}/nothing").json()["code"] == "not_found"


@pytest.mark.parametrize("sent", ["", "/rec"])
def test_addresses_that_are_told_have_it(service: Service, sent: str, tmp_path: Path) -> None:
    new = {"nombre": "Ana", "email": f"{tmp_path.name.strip('_')}@example.com"}
    made = service.http.post(f"{sent}/clientes", json=new)
    assert made.headers["location"] == f"/rec/clientes/{made.json()['id']}"
    assert service.http.get(made.headers["location"]).json() == made.json()
    assert service.http.get(f"{sent}/openapi.json").json()["servers"] == [{"url": "/rec"}]
