"""No pinned dependency has a known vulnerability, if a service that knows them is reachable."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.servers import ROOT, free_port

AUDIT = (sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner=off")
SERVICES = (("--vulnerability-service=pypi",), ("--vulnerability-service=osv",))
ADVISORY: dict[str, Any] = {
    "id": "PYSEC-2026-1",
    "summary": "It lets strangers in.",
    "modified": "2026-01-01T00:00:00Z",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "sample"},
            "versions": ["1.0"],
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
        }
    ],
}


@dataclass(frozen=True)
class Report:
    """What a vulnerability service says of some pinned packages."""

    vulnerable: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """What the service knows nothing of, so that nothing follows for them."""
    failure: str = ""
    """Why there is no answer, if there is none."""


def audit(pinned: Path, *service: str) -> Report:
    """Ask one service; a package that it does not know is not a package without vulnerabilities."""
    command = [*AUDIT, "--format=json", "--timeout=10", f"--requirement={pinned}", *service]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)  # noqa: S603 - our own command
    assert done.returncode in (0, 1), done.stderr
    if not done.stdout.strip():
        return Report(failure=(done.stderr.strip().splitlines() or ["no answer"])[-1][:200])
    return read(json.loads(done.stdout)["dependencies"])


def read(found: list[dict[str, Any]]) -> Report:
    return Report(
        vulnerable=[
            f"{each['name']} {each['version']}: {vulnerability['id']}"
            for each in found
            for vulnerability in each.get("vulns", [])
        ],
        unknown=[each["name"] for each in found if "skip_reason" in each],
    )


def pins(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if "==" in line]


@pytest.mark.long
@pytest.mark.timeout(900)
def test_no_pinned_dependency_has_a_known_vulnerability() -> None:
    pinned = ROOT / "requirements" / "testing.txt"  # which has all that serves
    reports = [audit(pinned, *service) for service in SERVICES]
    assert [report.vulnerable for report in reports] == [[]] * len(reports)
    if not any(report.failure == "" and not report.unknown for report in reports):
        total = len(pins(pinned))
        told = [r.failure or f"knows {total - len(r.unknown)} of {total} packages" for r in reports]
        pytest.skip(f"NOT AUDITED, no vulnerability service knows every package: {'; '.join(told)}")


@contextmanager
def osv(answer: dict[str, Any]) -> Iterator[str]:
    """A vulnerability service that always answers this; its URL."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    path = tmp_path / "pinned.txt"
    path.write_text("sample==1.0\n")
    return path


def test_a_package_that_the_service_does_not_know_is_not_taken_for_a_clean_one() -> None:
    found = [{"name": "sample", "skip_reason": "not found"}, {"name": "a", "version": "1"}]
    assert read(found) == Report(unknown=["sample"])


def test_a_known_vulnerability_is_seen(pinned: Path) -> None:
    with osv({"vulns": [ADVISORY]}) as url:
        assert audit(pinned, "--vulnerability-service=osv", f"--osv-url={url}").vulnerable == [
            "sample 1.0: PYSEC-2026-1"
        ]


@pytest.mark.long
def test_a_service_that_knows_of_none_says_so(pinned: Path) -> None:
    with osv({}) as url:
        assert audit(pinned, "--vulnerability-service=osv", f"--osv-url={url}") == Report()


@pytest.mark.long
def test_a_service_that_does_not_answer_is_not_taken_for_a_clean_one(pinned: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    assert audit(pinned, "--vulnerability-service=osv", f"--osv-url={nobody}").failure
