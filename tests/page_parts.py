"""Parts of the documentation that commands write anew, between two comments that name them."""

import re
from pathlib import Path


def part_of(name: str) -> re.Pattern[str]:
    """Finds the part; its groups are the two comments."""
    return re.compile(rf"(<!-- {name}: [^\n]+ -->\n).*?(<!-- end of {name} -->)", re.DOTALL)


def write_part(page: Path, name: str, made: str) -> None:
    """Put what was made between `<!-- name: … -->` and `<!-- end of name -->`."""
    text = page.read_text(encoding="utf-8")
    written = part_of(name).sub(lambda kept: f"{kept[1]}\n{made}\n\n{kept[2]}", text)
    page.write_text(written, encoding="utf-8")
