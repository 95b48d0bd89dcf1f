"""Log lines, with the id of the request that they were written for: for people, or as JSON."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from api.edge.telemetry import request_ids
from api.setting_forms import LogFormat

PACKAGES = ("api", "graph", "tools")
FIELDS = "fields"
"""The key of `extra` under which a call of a logger gives fields for the JSON."""


class ConsoleFormatter(logging.Formatter):
    """Level, logger and message, and behind them the request, if there is one."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.formatMessage`."""
        line, request = super().formatMessage(record), request_ids.current()
        return f"{line} request={request}" if request else line


class JsonFormatter(logging.Formatter):
    """One object a line, an exception's traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_ids.current(),
            **getattr(record, FIELDS, {}),
            "exception": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in line.items() if value is not None})


def log_to_stderr(form: LogFormat) -> None:
    """INFO for our own packages only: at that level libraries log request URLs and SQL schemas."""
    handler = logging.StreamHandler()
    console = ConsoleFormatter("%(levelname)s %(name)s: %(message)s")
    handler.setFormatter(console if form == "console" else JsonFormatter())
    logging.basicConfig(handlers=[handler], force=True)
    for package in PACKAGES:
        logging.getLogger(package).setLevel(logging.INFO)
