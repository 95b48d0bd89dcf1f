"""`make trace`: takes one turn of a real service with a model, and draws its trace as an SVG.

python -m tests.prove.trace FILE
"""

import sys
import tempfile
from pathlib import Path

from tests import scripted_openai
from tests.api.service import Files, app_on, serving
from tests.prove.trace.drawing import drawn
from tests.scripted_openai import calls
from tests.spans import KeptSpans

MESSAGE = "Crea un cliente llamado Juan con email juan@example.com y lista los de gmail"
ANSWER = calls(
    ("crear_cliente", {"nombre": "Juan", "email": "juan@example.com"}),
    ("consultar_clientes", {"dominio": "gmail"}),
)
WARMING = 5
"""Turns before it, so that the picture is of an ordinary one."""


def main() -> int:
    """Draw the last of a few turns."""
    spans = KeptSpans()
    with tempfile.TemporaryDirectory() as folder, scripted_openai.serve() as model:
        model.always(ANSWER)
        files = Files(Path(folder))
        app = app_on(files, model_url=model.base_url, telemetry=spans.telemetry)
        with serving(app, files) as service:
            for _ in range(WARMING):
                service.reply("s", MESSAGE)
            service.http.delete("/clientes/1")
            service.reply("t", MESSAGE)
    Path(sys.argv[1]).write_text(drawn(spans.trace("POST /chat")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
