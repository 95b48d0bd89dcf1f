"""A progress bar on stderr."""

import sys

WIDTH = 30


class ProgressBar:
    """A line that is written over on a terminal; elsewhere one for each part that is done."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self._terminal = sys.stderr.isatty()

    def show(self, part: str, done: int, total: int) -> None:
        """How much of a part is done."""
        share = min(done / total, 1) if total else 1
        bar = ("#" * round(share * WIDTH)).ljust(WIDTH, ".")
        line = f"[{bar}] {share:4.0%} {part}: {done} of {total}"
        if self._terminal:
            sys.stderr.write(f"\r\033[K{line}" + ("\n" if done >= total else ""))
        elif done >= total:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
