"""`/call` with many callees: what of a message is the command, and what are rows.

A list begins where the command's first line names no phone and lines below it do. Reads nothing of
the rows themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.core.phones import looks_like_phone
from bot.core.voice import VoiceCommand, parse_call
from bot.errors import UsageError

_CELLS: Final = re.compile(r"[\t;|,]| {2,}")
_LEADING: Final = re.compile(r"\W{0,2}(\+?\d[\d .()-]{6,}\d)(?=\D|$)")
#: Many rows without a command or a template.
_MANY: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCommand:
    """What is said of a list's calls, and its rows as they were pasted."""

    command: VoiceCommand
    rows: str


def split_list(text: str) -> ListCommand | None:
    """What follows `/call`, if that is a list; None: it is one call, or nothing yet.

    UsageError for a first line that is neither a template nor a row.
    """
    first, _, rest = text.partition("\n")
    below = [line for line in rest.splitlines() if line.strip()]
    parted = sum(map(_is_parted, below))
    if not any(map(has_phone, below)) and (parted < _MANY or "=" in rest):
        return None
    if has_phone(first):
        # A single call may be typed over several lines, but its number stands in one of them.
        many = sum(map(has_phone, below)) + 1 >= _MANY and "=" not in first
        return ListCommand(command=VoiceCommand(), rows=text) if many else None
    return ListCommand(command=parse_list_command(first), rows=rest)


def looks_like_rows(text: str) -> bool:
    """Whether a text is nothing but rows: a long paste comes in several messages."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) >= _MANY and sum(map(has_phone, lines)) * 5 >= len(lines) * 4


def parse_list_command(text: str) -> VoiceCommand:
    """A template and `key=value`, which holds for every row; UsageError for a phone or a ref."""
    command = parse_call(text)
    if command.callee is not None:
        raise UsageError("list_and_phone")
    if command.label:
        raise UsageError("list_and_ref")
    return command


def _is_parted(line: str) -> bool:
    """Whether a line has cells: rows whose numbers are all wrong are rows too."""
    return any(mark in line for mark in "\t;|")


def has_phone(line: str) -> bool:
    """Whether a line may be a row: one of its cells, or what it begins with, is a phone number."""
    leading = _LEADING.match(line)
    if leading is not None and looks_like_phone(leading[1]):
        return True
    return any(looks_like_phone(cell.strip().strip('"')) for cell in _CELLS.split(line))


#: Files that may hold a list, by the ends of their names; the others say what to save them as.
TABLES: Final = (".csv", ".xlsx")
TABLE_LIKE: Final = (*TABLES, ".tsv", ".txt", ".xls", ".xlsm", ".xlsb", ".ods")
_TABLE_TYPES: Final = frozenset(
    {
        "text/csv",
        "text/comma-separated-values",
        "application/csv",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


def looks_like_table(name: str, mime_type: str) -> bool:
    """Whether a file is worth trying to read as a table; its content decides."""
    return name.lower().endswith(TABLE_LIKE) or mime_type in _TABLE_TYPES
