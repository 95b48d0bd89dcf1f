from pathlib import Path

import pytest

from api.access.principal import Role
from tests.api.access.keys import add_key, bearer
from tests.api.service import Files, Service, app_on, serving


def test_without_keys_the_caller_is_nobody_and_may_do_all(service: Service) -> None:
    everything = {"titular": "", "roles": ["metrics", "read", "write", "admin"]}
    assert service.http.get("/yo").json() == everything


@pytest.mark.parametrize(("role", "roles"), [("read", ["read"]), ("write", ["read", "write"])])
def test_a_key_tells_its_owner_and_its_roles_alone(
    tmp_path: Path, role: Role, roles: list[str]
) -> None:
    files = Files(tmp_path)
    key = add_key(files.database, "ana", role)
    add_key(files.database, "eva", "admin")
    with serving(app_on(files), files) as guarded:
        known = guarded.http.get("/yo", headers=bearer(key.text)).json()
        assert known == {"titular": "ana", "roles": roles}
        assert guarded.http.get("/yo").status_code == 401
