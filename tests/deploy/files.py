"""The deployment files, read."""

import re
from pathlib import Path
from typing import Any

import yaml

from tests.servers import ROOT

DEPLOY = ROOT / "deploy"
MANIFESTS = sorted(DEPLOY.glob("kubernetes/*.yaml"))
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return content


def manifests() -> list[dict[str, Any]]:
    """Every object, but kustomize's own."""
    return [
        each
        for path in MANIFESTS
        for each in yaml.safe_load_all(path.read_text(encoding="utf-8"))
        if each["kind"] != "Kustomization"
    ]


def manifest(kind: str) -> dict[str, Any]:
    """The one object of a kind."""
    (found,) = (each for each in manifests() if each["kind"] == kind)
    return found


def copied() -> list[Path]:
    """What the Dockerfile copies from the repository."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return [ROOT / name for line in lines for name in line.split()]
