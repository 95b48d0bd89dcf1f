"""The composition root of the HTTP service: reads the settings and opens the service."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from secrets import token_bytes

from api.access.api_keys import KeyRing
from api.access.gate import Gate, open_gate
from api.edge.parent_line import ParentLine
from api.edge.telemetry.telemetry import Telemetry, open_telemetry
from api.settings import AccessSettings, EdgeSettings
from graph.assembly import Assistant, open_from_environment
from graph.understanding.observer import Observer
from tools.settings import env_file_warnings

Opening = Callable[[Observer], Assistant]
"""Opens an assistant whose turns this observer is told of."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """The assistant, the gate in front of it and the settings of the edge, open together."""

    assistant: Assistant
    gate: Gate
    edge: EdgeSettings
    telemetry: Telemetry
    line: ParentLine | None = None
    """Of one of several workers, to the parent of all."""
    log_key: bytes = field(default_factory=partial(token_bytes, 32), repr=False)
    """Hashes session ids in the access log; stored nowhere."""

    def close(self) -> None:
        """Close the assistant, with its databases and the connections to the model."""
        self.assistant.close()


def open_service(
    access: AccessSettings,
    edge: EdgeSettings,
    opening: Opening = open_from_environment,
    telemetry: Telemetry | None = None,
) -> Service:
    """Open the assistant and the gate in front of it; the caller closes the service.

    Telemetry is by the environment, unless it is given.

    Raises `CommandError` when the keys of JWT_JWKS cannot be used, and as
    `graph.assembly.open_assistant` does.
    """
    telemetry = telemetry or open_telemetry(os.environ)
    assistant = opening(telemetry.observer)
    try:
        telemetry.watch(assistant.database)
        return Service(assistant, open_gate(access, assistant), edge, telemetry)
    except BaseException:
        assistant.close()
        raise


def reopen_service(service: Service, opening: Opening, place: int, line: ParentLine) -> Service:
    """What a worker serves: the parent's service, which it closed before the fork, opened anew.

    Callers sign in as the parent found it, also after a worker was replaced. Only the first worker
    has the assistant's tasks. Raises as `opening` does.
    """
    assistant = opening(service.telemetry.observer)
    service.telemetry.watch(assistant.database)
    gate = replace(service.gate, keys=KeyRing(assistant.database, assistant.now))
    if place > 0:
        assistant = replace(assistant, tasks=())
    return replace(service, assistant=assistant, gate=gate, line=line)


def warn_of_env_file() -> None:
    """Log what its author may not mean."""
    for warning in env_file_warnings():
        log.warning(warning)


def service_from_environment() -> Service:
    """As the environment and `.env` say. Raises also pydantic's `ValidationError`."""
    warn_of_env_file()
    return open_service(AccessSettings(), EdgeSettings())
