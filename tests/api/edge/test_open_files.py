import resource
import subprocess
import sys

import pytest

SHOWN = """
import resource
from api.edge.open_files import most_connections, most_turns, raise_limit
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
raise_limit()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], most_connections(), most_turns())
"""


@pytest.mark.parametrize(
    ("soft", "hard", "shown"),
    [
        (1_024, 1_024, "1024 512 128"),
        (1_024, 2_048, "2048 1024 256"),
        (1_024, 10_000, "8192 4096 1024"),
        (9_000, 10_000, "9000 4096 1024"),
    ],
)
def test_connections_and_turns_are_as_many_as_there_are_files_for(
    soft: int, hard: int, shown: str
) -> None:
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < hard:
        pytest.skip("the system lets no process have so many files")
    script = SHOWN.format(soft=soft, hard=hard)
    command = [sys.executable, "-c", script]
    told = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - ours
    assert told.stdout.strip() == shown
