"""The deployment files are valid, hardened, and speak of the service as it is."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import jsonschema_rs
import pytest

from api.application import create_app
from api.assembly import service_from_environment
from api.edge.server import GRACE
from api.settings import AccessSettings, EdgeSettings, ServerSettings
from graph.settings import GraphSettings
from tests.deploy.files import (
    DEPLOY,
    DOCKERFILE,
    MANIFESTS,
    UNITS,
    compose,
    copied,
    manifest,
    manifests,
)
from tests.servers import ROOMS, ROOT
from tools.settings import DatabaseSettings

SCHEMA = Path(__file__).with_name("compose-spec.json")
"""Of the Compose specification, https://github.com/compose-spec/compose-spec, Apache-2.0."""
KINDS = (AccessSettings, DatabaseSettings, EdgeSettings, GraphSettings, ServerSettings)
SETTINGS = {name.upper() for kind in KINDS for name in kind.model_fields} | {"FORWARDED_ALLOW_IPS"}
TOOLS = Path(sys.executable).parent
EXPOSURE = 15
"""Tenths, of which systemd's own sandboxing gives 96 to a service without any."""
USER = 10001


def lint(*command: str | Path, folder: Path = ROOT) -> str:
    """What a linter says; nothing is good."""
    done = subprocess.run(  # noqa: S603 - linters of the tests' environment and of the system
        [*map(str, command)], cwd=folder, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 and not done.stderr.strip() else done.stdout + done.stderr


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    assert lint(TOOLS / "hadolint", DEPLOY / "Dockerfile") == ""


def test_the_image_runs_as_nobody_and_says_whether_it_is_ready() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == [f"{USER}:{USER}"]
    assert "/readyz" in DOCKERFILE.partition("HEALTHCHECK")[2]
    assert "--require-hashes" in DOCKERFILE
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{path.relative_to(ROOT).as_posix()}" for path in copied()} == {
        line for line in ignored if line.startswith("!")
    }


def test_what_the_image_copies_makes_the_whole_program(tmp_path: Path) -> None:
    for path in copied():
        target = tmp_path / path.relative_to(ROOT)
        if path.is_dir():
            shutil.copytree(path, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
    build = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", ".")
    assert lint(sys.executable, "-m", "pip", *build, folder=tmp_path) == ""
    (wheel,) = tmp_path.glob("*.whl")
    made = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert made == {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".md")
    }


def test_the_image_installs_what_serving_needs_and_the_driver_of_postgresql() -> None:
    def packages(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^[a-z][^ ]+==[^ ]+", text, re.MULTILINE))

    assert packages("serving") < packages("image") < packages("testing")
    assert any(each.startswith("psycopg-binary==") for each in packages("image"))


def test_the_compose_file_is_valid() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    errors = jsonschema_rs.validator_for(schema).iter_errors(compose())
    assert [error.message for error in errors] == []


def test_the_services_of_compose_are_hardened() -> None:
    services = compose()["services"]
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert ("ports" in service) == (name == "proxy")
    for name in ("service", "proxy"):
        assert services[name]["cap_drop"] == ["ALL"]
    assert services["service"]["deploy"]["replicas"] == 2
    assert seconds(services["service"]["stop_grace_period"]) > GRACE
    assert compose()["networks"]["back"] == {"internal": True}


def test_compose_s_variables_are_those_of_its_example() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    example = (DEPLOY / "compose.env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)", text)) == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def environments() -> Iterator[tuple[str, set[str]]]:
    yield "compose", set(compose()["services"]["service"]["environment"])
    yield "kubernetes", set(manifest("ConfigMap")["data"])
    text = (DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8")
    yield "secret", set(re.findall(r"--from-literal (\w+)=", text))
    (block,) = re.findall(r"^ENV (.+?[^\\])$", DOCKERFILE, re.MULTILINE | re.DOTALL)
    names = set(re.findall(r"(\w+)=", block)) - {"PATH"}
    yield "image", {name for name in names if not name.startswith("PYTHON")}


@pytest.mark.parametrize(("place", "names"), [*environments()], ids=lambda each: str(each)[:10])
def test_only_settings_that_there_are_are_set(place: str, names: set[str]) -> None:
    assert names, place
    assert names <= SETTINGS, place


def test_the_manifests_are_valid() -> None:
    assert {path.name for path in MANIFESTS} == {"kustomization.yaml"} | set(
        re.findall(r"- (\S+\.yaml)", (DEPLOY / "kubernetes" / "kustomization.yaml").read_text())
    )
    objects = [path for path in MANIFESTS if path.name != "kustomization.yaml"]
    options = ("--strict", "--quiet")
    assert lint(sys.executable, "-m", "kubernetes_validate", *options, *objects) == ""


def test_the_pods_are_hardened() -> None:
    pod = manifest("Deployment")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": USER,
        "runAsGroup": USER,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["automountServiceAccountToken"] is False
    assert pod["terminationGracePeriodSeconds"] > GRACE + 5
    assert manifest("NetworkPolicy")["spec"]["policyTypes"] == ["Ingress", "Egress"]


def test_the_probes_ask_routes_that_there_are_for_everybody() -> None:
    (container,) = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
    probes = {
        name: probe["httpGet"]["path"] for name, probe in container.items() if "Probe" in name
    }
    assert probes == {
        "startupProbe": "/healthz",
        "readinessProbe": "/readyz",
        "livenessProbe": "/healthz",
    }
    assert set(probes.values()) <= set(create_app(service_from_environment).openapi()["paths"])


def test_all_objects_are_of_one_application_and_namespace() -> None:
    labels = {"app.kubernetes.io/name": "recepcionista"}
    for each in manifests():
        if each["kind"] != "Namespace":
            assert each["metadata"]["namespace"] == "recepcionista"
            assert each["metadata"]["labels"] == labels
    assert manifest("Service")["spec"]["selector"] == labels
    for kind in ("Deployment", "PodDisruptionBudget"):
        assert manifest(kind)["spec"]["selector"]["matchLabels"] == labels
    assert manifest("Deployment")["spec"]["template"]["metadata"]["labels"] == labels
    assert manifest("NetworkPolicy")["spec"]["podSelector"]["matchLabels"] == labels


def test_the_proxy_s_configuration_is_valid() -> None:
    caddy, file = TOOLS / "caddy", ("--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile")
    said = lint(caddy, "validate", *file)
    assert "Valid configuration" in said or not said
    assert lint(caddy, "fmt", "--diff", DEPLOY / "Caddyfile") == ""


def test_the_proxy_closes_connections_before_the_service_does() -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    (keepalive,) = re.findall(r"\bkeepalive (\w+)", text)
    assert seconds(keepalive) < ServerSettings.model_fields["keep_alive"].default


def seconds(written: str) -> int:
    return int(written[:-1]) * {"s": 1, "m": 60}[written[-1]]


@pytest.fixture
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not installed")
    return found


def test_the_units_are_valid(analyze: str, tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(
            text.replace("/opt/recepcionista/bin/recepcionista", "/bin/true"), encoding="utf-8"
        )
    units = [tmp_path / unit.name for unit in UNITS]
    assert lint(analyze, "verify", "--man=no", *units) == ""
    units[0].write_text("[Service]\nTipo=exec\nExecStart=/bin/true\n", encoding="utf-8")
    assert "Unknown key" in lint(analyze, "verify", "--man=no", units[0])


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"])
def test_the_units_are_hardened(analyze: str, unit: Path) -> None:
    assert lint(analyze, "security", "--offline=true", f"--threshold={EXPOSURE}", unit) == ""


def test_images_are_named_without_their_registry() -> None:
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    images = re.findall(r"^\s*(?:image:|FROM) (\S+)", text, re.MULTILINE)
    assert len(images) >= 6
    assert [image for image in images if "." in image.split("/")[0].split(":")[0]] == []


def test_every_alert_is_in_the_runbook() -> None:
    files = [path for path in DEPLOY.rglob("*.yaml") if path.is_file()]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    alerts = set(re.findall(r"^\s*- alert: (\w+)", text, re.MULTILINE))
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").partition("## Runbook")[2]
    known = set(re.findall(r"^\| `(Recepcionista\w+)`", page, re.MULTILINE))
    assert known
    assert alerts <= known
