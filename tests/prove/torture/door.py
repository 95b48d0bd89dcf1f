"""The Python door as a process of its own: it invokes `graph` as a script would.

MESSAGES names a JSON file with a list of {"session", "message", "key"}; what came of each is
written beside it, ending in `.done`.
"""

import json
import os
import sys
import time
from pathlib import Path

from langchain_core.messages import HumanMessage

from graph.assembly import open_from_environment
from graph.conversation import thread


def main() -> int:
    """Invoke the graph for each message, one after another."""
    path = Path(os.environ["MESSAGES"])
    assistant = open_from_environment()
    done = []
    for turn in json.loads(path.read_text(encoding="utf-8")):
        invoked = time.monotonic()
        message = HumanMessage(turn["message"], id=turn["key"])
        state = assistant.graph.invoke({"messages": [message]}, thread(turn["session"]))
        done.append(
            turn
            | {
                "invoked": invoked,
                "completed": time.monotonic(),
                "reply": state["messages"][-1].content,
            }
        )
    path.with_suffix(".done").write_text(json.dumps(done), encoding="utf-8")
    assistant.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
