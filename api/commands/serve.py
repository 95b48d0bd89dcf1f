"""`recepcionista serve`: what `python -m api` does."""

from api.__main__ import main
from api.commands.command import Command

SERVE = Command("serve", "Serve on HOST and PORT until interrupted.", lambda _: main())
