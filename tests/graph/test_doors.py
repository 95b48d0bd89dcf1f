"""The Python door beside the REST door, on the same files."""

from pathlib import Path

import httpx

from tests.servers import run, serve

SYNC = """
import sys
from graph import graph
config = {"configurable": {"thread_id": sys.argv[2]}}
state = graph.invoke({"messages": [("user", sys.argv[1])]}, config)
print(state["messages"][-1].content)
"""

ASYNC = """
import asyncio, sys
from graph import graph

async def main():
    config = {"configurable": {"thread_id": sys.argv[2]}}
    state = await graph.ainvoke({"messages": [("user", sys.argv[1])]}, config)
    print(state["messages"][-1].content)

asyncio.run(main())
"""


def invoke(folder: Path, code: str, message: str, *, session: str = "abc") -> str:
    """What a Python program prints, on the files in the folder."""
    done = run(code, folder, message, session)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_python_and_rest_share_one_session(tmp_path: Path) -> None:
    assert "email" in invoke(tmp_path, SYNC, "Crea un cliente llamado Nora")
    with serve(tmp_path) as server, httpx.Client(base_url=server.url, trust_env=False) as rest:
        assert rest.get("/history/abc").json()["total_mensajes"] == 2
        answer = rest.post(
            "/chat", headers={"session-id": "abc"}, json={"mensaje": "nora@example.com"}
        ).json()
        assert answer["respuesta"] == "✅ Cliente creado: Nora (nora@example.com)"
        assert invoke(tmp_path, ASYNC, "¿y su email?") == "- Nora | nora@example.com"
        history = rest.get("/history/abc").json()["historial"]
    said = [message["content"] for message in history if message["role"] == "user"]
    assert said == ["Crea un cliente llamado Nora", "nora@example.com", "¿y su email?"]


def test_a_session_goes_on_after_the_server_was_killed(tmp_path: Path) -> None:
    for message, expected in (
        ("Crea un cliente llamado Nora", "email"),
        ("¿cuántos clientes hay?", "pendiente"),
        ("nora@example.com", "✅ Cliente creado: Nora (nora@example.com)"),
    ):
        with serve(tmp_path) as server:
            answer = httpx.post(
                f"{server.url}/chat",
                headers={"session-id": "abc"},
                json={"mensaje": message},
                trust_env=False,
            ).json()
            assert expected in answer["respuesta"]
            server.kill()
