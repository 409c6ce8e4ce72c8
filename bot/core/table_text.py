"""A table's text: which encoding its bytes are in, and on which line each of its rows begins.

Refuses what it would have to guess: other encodings, and quotes that are not closed.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from bot.errors import UsageError

#: How long a cell may be.
LONGEST_CELL: Final = 1000
#: A row's line, from 1, and its cells.
Record = tuple[int, list[str]]


def decode(content: bytes) -> str:
    """The file's text: UTF-8, UTF-16 by its mark, or Windows' Vietnamese, composed.

    UsageError for what is plainly no text, or that of another encoding.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        if marked:
            raise UsageError("table_encoding") from None
        text = _from_windows(content)
    if "\0" in text:
        raise UsageError("table_encoding")
    return text


#: What Windows' Vietnamese has besides letters, as far as people type it.
_SIGNS: Final = frozenset("–—‘’“”…•₫€°×·«»§±²³½¼¾™©®\u00a0\u00ad")
#: Its letters that no Vietnamese text has: in other encodings their bytes mean much else.
_STRANGE: Final = frozenset("ƒªºµŒœŸ")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
#: More marked letters than any Vietnamese syllable has in a row.
_RUN: Final = re.compile(r"[^\W\d_\x00-\x7f]{4,}")
#: One sign in so many may be odd: somebody typed it.
_ODD: Final = 10


def _from_windows(content: bytes) -> str:
    """Text in code page 1258; UsageError if those bytes were meant as anything else."""
    unread = content.decode("utf-8", errors="replace")
    lost = unread.count("\ufffd")
    # UTF-8 for the most part: then it is broken, and not of another kind.
    if len(_FOREIGN.findall(unread)) > 2 * lost:
        raise UsageError("table_encoding")
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        raise UsageError("table_encoding") from None
    foreign = Counter(_FOREIGN.findall(text))
    odd = sum(often for sign, often in foreign.items() if _is_odd(sign))
    odd += sum(map(len, _RUN.findall(text)))
    if _CONTROL.search(text) or odd * _ODD > foreign.total():
        raise UsageError("table_encoding")
    return text


def _is_odd(sign: str) -> bool:
    return sign in _STRANGE or not (sign.isalpha() or sign in _SIGNS)


_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
#: How the csv module says that a quote was never closed.
_OPEN: Final = "unexpected end of data"


def with_plain_ends(text: str) -> str:
    """The text with one kind of line end, and without the mark of its end that DOS wrote."""
    return text.rstrip("\x1a").replace("\r\n", "\n").replace("\r", "\n")


def records(text: str, delimiter: str, *, before: int = 0) -> Iterator[Record]:
    """The rows of a text with plain ends, quotes taken off; `before` lines came before it.

    UsageError for a quote that is not closed: it would swallow other rows.
    """
    held: list[str] = []

    def lines() -> Iterator[str]:
        for found in _LINE.finditer(text):
            held.append(found.group())
            yield held[-1]

    line, latest = before + 1, ""
    rows = csv.reader(lines(), delimiter=delimiter)
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error:
            # A cell beyond all bounds: of one line, or of all that follow an open quote.
            fault = _quote_open(line) if len(held) > 1 else cell_long(line)
            raise fault from None
        if len(held) > 1 and _fault(held, delimiter):
            raise _quote_open(line)
        yield line, cells
        line += len(held)
        latest = held[0] if len(held) == 1 else ""
        held.clear()
    if _fault([latest], delimiter).startswith(_OPEN):
        raise _quote_open(line - 1)


def _quote_open(line: int) -> UsageError:
    """The error for a quote in this line that is not closed, or not where its cell ends."""
    return UsageError("table_quote", line=str(line))


def cell_long(line: int) -> UsageError:
    """The error for a cell in this line that is longer than any may be."""
    return UsageError("table_cell", line=str(line), most=str(LONGEST_CELL))


def _fault(lines: list[str], delimiter: str) -> str:
    """What a strict reader has against a row of these lines."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return str(error)
    return ""
