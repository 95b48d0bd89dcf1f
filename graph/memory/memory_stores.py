"""Opens working memory where MEMORY_URL says: the one place where the kinds are told apart."""

from importlib import import_module

from graph.errors import MemoryMisconfigured
from graph.memory.memory_file import memory_path, open_memory_file
from graph.memory.memory_store import MemoryStore

POSTGRES = "graph.memory.postgres_memory"
"""Not imported, before it is needed: its libraries are an extra."""


def open_memory_store(url: str, *, keep: int) -> MemoryStore:
    """Open the store, which keeps the last `keep` checkpoints of each thread.

    Raises `MemoryMisconfigured` and `MemoryUnavailable`.
    """
    path = memory_path(url)
    if path:
        return open_memory_file(path, keep=keep)
    try:
        postgres = import_module(POSTGRES)
    except ModuleNotFoundError as error:
        raise MemoryMisconfigured(
            "MEMORY_URL needs what comes with `pip install 'recepcionista[postgres]'`"
        ) from error
    location = url.partition("://")[2]
    store: MemoryStore = postgres.open_postgres_memory(f"postgresql://{location}", keep=keep)
    return store
