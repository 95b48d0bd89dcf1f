"""The dashboard and the alerts name metrics and labels that the service shows, and are valid."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from api.edge.telemetry.metrics import Metrics
from tests.databases import fresh_database
from tests.servers import ROOT
from tools.database.engine import open_database

FOLDER = ROOT / "deploy" / "monitoring"
ALERTS = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
METRIC = re.compile(r"\brecepcionista_\w+")
SELECTED = re.compile(r"\b(recepcionista_\w+)\{([^}]*)\}")
GROUPED = re.compile(r"\bby \(([^)]*)\)")
ADDED = {"instance", "job", "le"}
"""Labels that Prometheus and its histograms add."""
PROMTOOL = shutil.which("promtool")
MISSING = "NOT CHECKED: promtool is missing, which Debian's package prometheus has"


def expressions() -> Iterator[str]:
    """Every query, the dashboard's with a value for each of its variables."""
    for rule in RULES:
        yield str(rule["expr"])
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            filled = target["expr"].replace("$__rate_interval", "5m")
            yield filled.replace("$instance", ".*")


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The labels of each series of a service that has shown every kind of metric once."""
    metrics, facts = Metrics(), {"operation": "o", "method": "m", "route": "r", "status": 200}
    for work in ("request", "turn", "wait", "model"):
        with metrics.during(work, facts):
            pass
    metrics.happened("turn", decision="d", outcome="o")
    metrics.happened("action", action="a", outcome="o")
    metrics.happened("proposal", outcome="o")
    metrics.happened("fallback", operation="o")
    database = open_database(fresh_database(tmp_path_factory.mktemp("labels") / "b.db"))
    metrics.watch(database)
    text = metrics.exposition().decode()
    database.close()
    found = {"recepcionista_model_tokens_total": {"direction"}}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def test_every_query_is_about_metrics_and_labels_that_there_are(
    labels: dict[str, set[str]],
) -> None:
    queries = list(expressions())
    assert len(queries) > 20
    for query in queries:
        names = set(METRIC.findall(query))
        assert names <= labels.keys(), query
        for name, conditions in SELECTED.findall(query):
            asked = set(re.findall(r"(\w+)\s*(?:=|!)", conditions))
            assert asked <= labels[name] | ADDED, query
        known = set().union(ADDED, *(labels[name] for name in names))
        for grouped in GROUPED.findall(query):
            assert {each.strip() for each in grouped.split(",")} <= known, query


def test_every_metric_of_ours_is_on_the_dashboard(labels: dict[str, set[str]]) -> None:
    shown = {name for query in expressions() for name in METRIC.findall(query)}
    ours = {re.sub("_(bucket|sum|count)$", "", each) for each in labels if METRIC.match(each)}
    assert ours == {re.sub("_(bucket|sum|count)$", "", each) for each in shown}


def test_panels_have_ids_of_their_own_and_do_not_overlap() -> None:
    panels: list[dict[str, Any]] = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [
        (x, y)
        for panel in panels
        for at in [panel["gridPos"]]
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(set(places)) == len(places)
    assert max(x for x, _ in places) < 24


def test_every_alert_is_tested_and_explained() -> None:
    tests = yaml.safe_load((FOLDER / "alerts_test.yaml").read_text(encoding="utf-8"))["tests"]
    fired = {
        case["alertname"]
        for test in tests
        for case in test["alert_rule_test"]
        if case.get("exp_alerts")
    }
    named = {rule["alert"] for rule in RULES}
    assert fired == named
    page = (ROOT / "docs" / "observability.md").read_text(encoding="utf-8")
    assert {name for name in named if f"`{name}`" not in page} == set()


@pytest.mark.long
@pytest.mark.skipif(PROMTOOL is None, reason=MISSING)
def test_prometheus_s_own_tool_takes_every_file_and_the_alerts_fire(tmp_path: Path) -> None:
    queries = [{"record": f"q:{n}", "expr": each} for n, each in enumerate(expressions())]
    every = tmp_path / "dashboard.yaml"
    every.write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": queries}]}))
    for words in (
        ("check", "rules", "alerts.yaml", str(every)),
        ("check", "config", "--syntax-only", "prometheus.yaml"),
        ("test", "rules", "alerts_test.yaml"),
    ):
        done = subprocess.run(  # noqa: S603 - Prometheus's tool on our own files
            [str(PROMTOOL), *words], cwd=FOLDER, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
