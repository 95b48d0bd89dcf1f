"""The schema's history, and the function that brings a database up to date."""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

ONE_AT_A_TIME = Lock()
"""Alembic's context is global to the process, so threads take turns."""


def upgrade(connection: Connection) -> None:
    """Run the missing migrations inside the connection's own transaction."""
    with ONE_AT_A_TIME:
        command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> Config:
    """Settings with which Alembic's commands work on this connection."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.attributes["connection"] = connection
    return settings
