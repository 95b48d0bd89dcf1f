"""Parts of the documentation that commands write anew, between two comments that name them."""

import re
import sys
from pathlib import Path


def part_of(name: str) -> re.Pattern[str]:
    """Finds the part; its groups are the two comments."""
    return re.compile(rf"(<!-- {name}: [^\n]+ -->\n).*?(<!-- end of {name} -->)", re.DOTALL)


def show_part(name: str, made: str, page: Path | None) -> None:
    """Print what was made; put it into a page, if any, between `<!-- name: … -->` and its end."""
    sys.stdout.write(made + "\n")
    if page is None:
        return
    text = page.read_text(encoding="utf-8")
    written = part_of(name).sub(lambda kept: f"{kept[1]}\n{made}\n\n{kept[2]}", text)
    page.write_text(written, encoding="utf-8")
