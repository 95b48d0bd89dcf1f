"""The story by somebody else's client: LangGraph's SDK for JavaScript, on a signed-in server."""

import json
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.api.access.keys import add_key
from tests.prove.studio.server import serve_studio

pytestmark = pytest.mark.timeout(300)

SDK = "@langchain/langgraph-sdk@^1.15.0"
STORY = Path(__file__).with_name("story.mjs")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The story beside the SDK, which npm fetches; without npm or its registry there is none."""
    folder = tmp_path / "javascript"
    folder.mkdir()
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.skip("node and npm are not installed")
    fetch = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), SDK]
    if subprocess.run(fetch, check=False, capture_output=True, timeout=120).returncode:  # noqa: S603 - a fixed command
        pytest.skip("npm cannot fetch LangGraph's SDK for JavaScript")
    return Path(shutil.copy(STORY, folder))


def test_the_story_in_javascript_with_two_people(script: Path, tmp_path: Path) -> None:
    database = tmp_path / "recepcionista.db"
    ana, eva = (add_key(database, name, "write").text for name in ("ana", "eva"))
    with serve_studio(tmp_path) as studio:
        command = ["node", str(script), studio.url, ana, eva]
        done = subprocess.run(  # noqa: S603 - our own script
            command, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        key = {"X-API-Key": ana}
        listed = httpx.get(f"{studio.url}/sesiones", headers=key, trust_env=False).json()
    created = {"reply": "✅ Cliente creado: Juan (juan@example.com)", "decision": "crear"}
    missing = {"reply": "¿Cuál es el email de María?", "decision": "crear"}
    assert (told["created"], told["missing"]) == (created, missing)
    assert told["streamed"] == ["✅ Cliente creado: María (maria@example.com)"]
    assert told["listed"] == {
        "reply": "- Juan | juan@example.com\n- María | maria@example.com",
        "decision": "consultar",
    }
    assert (told["closed"], told["messages"], told["deleted"]) == (404, 6, 404)
    assert listed["sesiones"] == []
