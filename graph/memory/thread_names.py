"""The name of a run's thread: its id and the owner whom LangGraph's server has authenticated."""

from contextvars import ContextVar

from langchain_core.runnables import RunnableConfig

from tools.errors import InvalidSession
from tools.sessions.threads import thread_of
from tools.validity import valid_thread

USER = "langgraph_auth_user"
"""The key of a run's configuration that LangGraph's server sets, and refuses from its clients."""
CALLER: ContextVar[str] = ContextVar("caller", default="")
"""The owner who calls LangGraph's server, for what it does to threads outside of runs."""

COPY_ONLY: ContextVar[bool] = ContextVar("copy_only", default=False)
"""Whether a thread that LangGraph's server deletes is its own copy, and no session."""


_owners: dict[str, str] = {}
"""By thread id the owner of its last run in this process: the server ends a stateless run, and
deletes its thread, without saying whose it was."""


def thread_in(config: RunnableConfig) -> str:
    """The name of a run's thread, under which its session is stored. Raises `InvalidSession`."""
    named = config.get("configurable", {})
    thread_id, user = named.get("thread_id"), named.get(USER)
    if not isinstance(thread_id, str):
        raise InvalidSession('a run names its session: {"configurable": {"thread_id": "..."}}')
    if user and user.identity:
        _owners[thread_id] = user.identity
    owner = user.identity if user else CALLER.get()
    return valid_thread(thread_of(owner, thread_id))


def thread_called(thread_id: str) -> str:
    """The name of a thread that LangGraph's server names by its id alone."""
    return thread_of(CALLER.get() or _owners.get(thread_id, ""), thread_id)


def at_thread(config: RunnableConfig, thread_id: str) -> RunnableConfig:
    """The configuration of the same checkpoint in another thread."""
    return {**config, "configurable": {**config["configurable"], "thread_id": thread_id}}
