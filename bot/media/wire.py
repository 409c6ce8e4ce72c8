"""What passes between the program and its worker: a line of JSON, then bytes or rows of cells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core.cells import Cell, dump_cells, load_cells
from bot.core.sounds import Converted, Sound, VoiceNote
from bot.core.speaking import Speech, Spoken
from bot.core.tables import Table, TableKind, TableRow
from bot.errors import UsageError


def pack(head: Mapping[str, object], body: bytes = b"") -> bytes:
    """A message."""
    return json.dumps(head).encode() + b"\n" + body


def unpack(message: bytes) -> tuple[dict[str, Any], bytes]:
    """The head and the body of a message; raises the `UsageError` that one may be."""
    line, _, body = message.partition(b"\n")
    head = json.loads(line)
    if "problem" in head:
        raise UsageError(head["problem"], **head["values"])
    return head, body


def pack_problem(error: UsageError) -> bytes:
    """The error as a message."""
    return pack({"problem": error.problem, "values": error.values})


def pack_rows(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows of cells as a body, a line each."""
    return "\n".join(map(dump_cells, rows)).encode()


def unpack_rows(body: bytes) -> list[tuple[Cell, ...]]:
    """What `pack_rows` wrote."""
    return [load_cells(line) for line in body.decode().split("\n") if line]


def pack_table(table: Table) -> bytes:
    """The table as a message."""
    head = {
        "kind": table.kind,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "other_sheets": table.other_sheets,
    }
    return pack(head, pack_rows((row.line, *row.cells) for row in table.rows))


def unpack_table(message: bytes) -> Table:
    """What `pack_table` wrote."""
    head, body = unpack(message)
    rows = [(line, cells) for line, *cells in unpack_rows(body)]
    return Table(
        kind=TableKind(head["kind"]),
        rows=tuple(TableRow(line=int(str(line)), cells=tuple(cells)) for line, cells in rows),
        delimiter=head["delimiter"],
        sheet=head["sheet"],
        other_sheets=head["other_sheets"],
    )


def unpack_sound(message: bytes) -> Converted:
    """What the worker made of a sound file."""
    head, body = unpack(message)
    size = head["wav"]
    return Converted(sound=Sound(**head["sound"]), wav=body[:size], note=body[size:])


def pack_speech(speech: Speech) -> bytes:
    """What is to be spoken, as a message."""
    return pack({"voice": speech.voice, "speed": speech.speed, "texts": speech.texts})


def unpack_spoken(message: bytes) -> Spoken:
    """The voice note that was made of a speech."""
    head, body = unpack(message)
    note = VoiceNote(content=body, seconds=head["seconds"], name="nghe_thu.ogg")
    return Spoken(note=note, begins=tuple(head["begins"]), cut=head["cut"])
