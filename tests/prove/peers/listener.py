"""Serves a peer as our service is served: on a free loopback port that it prints."""

import socket
import sys

import uvicorn
from fastapi import FastAPI


def serve(app: FastAPI) -> int:
    """Serve until told to stop."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        config = uvicorn.Config(app, access_log=False, log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])
    return 0
