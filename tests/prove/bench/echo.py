"""What HTTP alone costs: the same framework and server, a body in, the same words out."""

import sys
from typing import Annotated

from fastapi import FastAPI, Header

from tests.prove.peers.listener import serve

app = FastAPI()


@app.post("/chat")
async def chat(body: dict[str, str], session_id: Annotated[str, Header()]) -> dict[str, str]:
    return {"respuesta": body["mensaje"], "session_id": session_id}


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


def main() -> int:
    return serve(app)


if __name__ == "__main__":
    sys.exit(main())
