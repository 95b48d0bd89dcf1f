"""The text of a file whose encoding nobody told, in lines of bounded length."""

import codecs
import re
from collections.abc import Iterator
from io import SEEK_SET, BufferedReader, BytesIO, TextIOWrapper

BinaryFile = BytesIO | BufferedReader
"""Can be read more than once."""
CHUNK = 64 * 1024
LONGEST = 64 * 1024
"""Characters of a line; what is beyond is left out."""
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; that of UTF-32 begins as that of UTF-16."""
ASCII = re.compile(r"[\x00-\x7f]+")
UNREADABLE = "\ufffd"
"""Stands for bytes that are none of the encoding's."""


def encoding_of(file: BinaryFile) -> str:
    """The encoding of the file, which is read from its beginning to its end, if need be."""
    file.seek(0, SEEK_SET)
    head = file.read(CHUNK)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if wide := _wide(head):
        return wide
    file.seek(0, SEEK_SET)
    return "utf-8" if _is_utf8(file) else "cp1252"


def text_of(file: BinaryFile, encoding: str) -> TextIOWrapper:
    """The whole file as text. The caller detaches it if the file is to stay open."""
    file.seek(0, SEEK_SET)
    return TextIOWrapper(file, encoding, errors="replace", newline=None)


def lines_of(text: TextIOWrapper) -> Iterator[str]:
    """The lines, each with its line end; one of `LONGEST` characters may be cut off."""
    while line := text.readline(LONGEST):
        rest = line
        while len(rest) == LONGEST and not rest.endswith("\n"):
            rest = text.readline(LONGEST)
        yield line


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: of most characters one byte is zero, always the same one."""
    evens, odds, most = head[::2].count(0), head[1::2].count(0), len(head) // 4
    if max(evens, odds) <= most or min(evens, odds) > most // 8:
        return None
    return "utf-16-le" if odds > evens else "utf-16-be"


def _is_utf8(file: BinaryFile) -> bool:
    """Whether more of the characters beyond ASCII are those of UTF-8 than are not."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    right = wrong = 0
    while chunk := file.read(CHUNK):
        text = decoder.decode(chunk)
        if not text.isascii():
            broken = text.count(UNREADABLE)
            wrong += broken
            right += len(ASCII.sub("", text)) - broken
    wrong += len(decoder.decode(b"", final=True))
    return right > wrong or not wrong
