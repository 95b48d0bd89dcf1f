"""A day at the desk: the tasks of office staff, in a real browser, each counted and timed.

python -m tests.prove.page.desk [--docs]
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.api.service import Files, app_on, serving
from tests.prove.page.browser import chromium_path, launched, visiting
from tests.prove.page.day import DAY, Desk
from tests.servers import ROOT

PAGE = ROOT / "docs" / "page.md"
BEGIN = "<!-- desk: written by `python -m tests.prove.page.desk --docs` -->"
END = "<!-- end of the desk -->"


def spend(browser: Browser, folder: Path) -> list[tuple[str, int, float]]:
    """The day from beginning to end: each task, its actions and its seconds."""
    files = Files(folder)
    with serving(app_on(files), files) as service:
        home = str(service.http.base_url).rstrip("/")
        with visiting(browser, home, timezone_id="UTC") as visit:
            visit.watch.allowed.append("Failed to load resource")
            desk = Desk(visit, folder)
            for part in DAY:
                part(desk)
    return desk.done


def table(done: list[tuple[str, int, float]]) -> str:
    """As it stands in docs/page.md."""
    rows = [f"| {task} | {actions} | {seconds:.1f} |" for task, actions, seconds in done]
    return "\n".join(["| Task | Actions | Seconds |", "| --- | ---: | ---: |", *rows])


def main(arguments: list[str]) -> int:
    """Print a line for each task, or write all of them into docs/page.md."""
    path = chromium_path()
    if path is None:
        sys.stderr.write("no Chromium here; on Debian: apt-get install chromium\n")
        return 1
    with tempfile.TemporaryDirectory() as data, launched(path) as browser:
        done = spend(browser, Path(data))
    if arguments == ["--docs"]:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        after = rest.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{table(done)}\n{END}{after}", encoding="utf-8")
        return 0
    for number, (task, actions, seconds) in enumerate(done, 1):
        sys.stdout.write(f"{number:2}  {task:58} {actions:3} actions {seconds:6.1f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
