"""One session through all doors at the same time: REST, Python and Studio."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from langgraph_sdk import get_sync_client

from tests.forks import Life
from tests.prove.studio.server import serve_studio
from tests.prove.torture.crowd import Crowd
from tests.prove.torture.history import Operation
from tests.prove.torture.messages import SHARED
from tests.prove.torture.stage import Score, Site, Stage, judge, mixed_crowd
from tests.prove.torture.workload import Client
from tests.servers import begin

DOOR = "tests.prove.torture.door"


def rest_and_python(stage: Stage) -> Score:
    """Two REST processes and three scripts that invoke the graph, on one session."""
    with stage.site() as site:
        for place in range(2):
            site.begin(place)
        crowd = mixed_crowd(site, alone=1, together=4, most=stage.times(20))
        crowd.start()
        scripts = [_script(site, 30 + n, stage.times(20)) for n in range(3)]
        crowd.join()
        told = [operation for script in scripts for operation in _finished(*script)]
        witness = site.client(39, "shared")
        witness.operations += told
        site.end()
        return judge(site, [*crowd.clients, witness])


def rest_python_and_studio(stage: Stage) -> Score:
    """The same with `langgraph dev` on the same files; Studio wants a UUID for a session."""
    with stage.site() as site:
        with serve_studio(site.folder) as studio:
            session = str(uuid4())
            site.begin()
            clients = [site.client(n, session, kinds=SHARED) for n in range(3)]
            through_studio = StudioClient(site.client(40, session, kinds=SHARED), studio.url)
            crowd = Crowd(clients, most=stage.times(15))
            crowd.start()
            script = _script(site, 30, stage.times(15), session)
            through_studio.converse(stage.times(15))
            crowd.join()
            through_studio.client.operations += _finished(*script)
        site.end()
        return judge(site, [*clients, through_studio.client])


class StudioClient:
    """Sends messages as Studio does, one run each."""

    def __init__(self, client: Client, url: str) -> None:
        self.client = client
        self._url = url

    def converse(self, turns: int) -> None:
        """Say so many things, each answered before the next."""
        session = self.client.session
        with get_sync_client(url=self._url, api_key=None) as sdk:
            sdk.threads.create(thread_id=session, if_exists="do_nothing", graph_id="recepcionista")
            for number in range(turns):
                saying, key = next(self.client.sayings), f"studio-{number}"
                asked: dict[str, Any] = {
                    "messages": [{"role": "user", "content": saying.message, "id": key}]
                }
                invoked = time.monotonic()
                state = sdk.runs.wait(session, "recepcionista", input=asked)
                assert isinstance(state, dict)
                known = {"session": session, "message": saying.message, "key": key}
                timed = {"invoked": invoked, "completed": time.monotonic()}
                told = known | timed | {"reply": state["messages"][-1]["content"]}
                self.client.operations.append(_operation("studio", told))


def _script(site: Site, number: int, turns: int, session: str = "shared") -> tuple[Life, Path]:
    """A process that sends so many messages through the Python door."""
    client = site.client(number, session, kinds=SHARED)
    said = [
        {"session": session, "message": next(client.sayings).message, "key": f"script-{number}-{n}"}
        for n in range(turns)
    ]
    path = site.folder / f"script-{number}.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return begin(site.stage.forks, site.folder, DOOR, MESSAGES=str(path)), path


def _finished(life: Life, path: Path) -> list[Operation]:
    assert life.wait()
    assert life.exit_code() == 0, life.log.read_text(encoding="utf-8")
    told = json.loads(path.with_suffix(".done").read_text(encoding="utf-8"))
    return [_operation(path.stem, turn) for turn in told]


def _operation(client: str, told: Mapping[str, object]) -> Operation:
    return Operation(
        client=client,
        session=str(told["session"]),
        message=str(told["message"]),
        key=str(told["key"]),
        invoked=float(str(told["invoked"])),
        completed=float(str(told["completed"])),
        outcome="acknowledged",
        replies=(str(told["reply"]),),
    )
