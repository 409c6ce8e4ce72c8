"""The process that reads and writes tables' files, and how it ends."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.core.cells import Cell
from bot.core.tables import MOST_BYTES, TableKind, TableRow
from bot.errors import UsageError
from bot.media.worker import MOST_WORKERS, Worker
from tests.media.books import raw_book

#: It takes far longer to read than a test waits.
LONG = b"\n" * MOST_BYTES


async def fault(asked: Callable[[], object]) -> tuple[str, dict[str, str]]:
    with pytest.raises(UsageError) as caught:
        await asked()  # type: ignore[misc]
    return caught.value.problem, caught.value.values


def children() -> set[str]:
    """The processes that this one has started and not seen end."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


async def started(before: set[str], *, many: int) -> set[str]:
    """So many workers, once they are there."""
    for _ in range(3000):
        if len(children() - before) >= many:
            break
        await asyncio.sleep(0)
    return children() - before


async def test_a_csv_is_read_by_a_worker() -> None:
    table = await Worker().read_table("SĐT;Tên\r\n0987654321;Nguyễn Văn A".encode(), "khach.csv")

    assert (table.kind, table.delimiter) == (TableKind.CSV, ";")
    assert table.rows[1] == TableRow(line=2, cells=("0987654321", "Nguyễn Văn A"))


@pytest.mark.parametrize("kind", TableKind)
async def test_what_a_worker_wrote_is_read_by_another(kind: TableKind) -> None:
    rows: list[tuple[Cell, ...]] = [("SĐT", "Tên"), ("0987654321", "Nguyễn Văn A")]

    table = await Worker().read_table(await Worker().write_table(kind, rows, "|"), "khach")

    assert [row.cells for row in table.rows] == rows
    assert table.kind is (TableKind.XLSX if kind is TableKind.XLSX else TableKind.CSV)


async def test_types_come_through_both_ways() -> None:
    rows: list[tuple[Cell, ...]] = [("a", "b", "c"), (987654321, date(2026, 11, 30), True)]

    table = await Worker().read_table(await Worker().write_table(TableKind.XLSX, rows), "")

    assert [row.cells for row in table.rows] == rows
    assert (table.sheet, table.other_sheets) == ("Sheet1", 0)


async def test_what_is_wrong_with_a_file_comes_through_with_its_values() -> None:
    content = b"0987654321" + b";a" * 1_000_000

    assert await fault(lambda: Worker().read_table(content, "khach.csv")) == (
        "table_columns",
        {"line": "1", "columns": "1000001", "most": "100"},
    )


async def test_a_file_that_is_too_large_is_given_to_nobody() -> None:
    before = children()

    assert await fault(lambda: Worker().read_table(b"x" * (MOST_BYTES + 1), "khach.csv")) == (
        "table_large",
        {"most": "10"},
    )
    assert children() == before


async def test_a_worker_that_takes_too_long_is_killed() -> None:
    worker = Worker(seconds=0.001)

    assert await fault(lambda: worker.read_table(b"0987654321", "khach.csv")) == (
        "table_broken",
        {},
    )
    assert await fault(lambda: worker.write_table(TableKind.CSV, [["a"]])) == (
        "table_unwritten",
        {},
    )


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by other systems' own rules")
async def test_a_worker_that_runs_out_of_memory_takes_nobody_with_it() -> None:
    corners = ("A1", "ZZ1048576")
    far = "".join(f'<row r="{at.strip("AZ")}"><c r="{at}"><v>1</v></c></row>' for at in corners)

    assert await fault(lambda: Worker().read_table(raw_book(far), "khach.xlsx")) == (
        "table_broken",
        {},
    )


@pytest.mark.skipif(sys.platform != "linux", reason="no list of children")
async def test_a_worker_does_not_outlive_whoever_waits_for_it() -> None:
    before = children()
    waiting = asyncio.create_task(Worker().read_table(LONG, "khach.csv"))
    assert await started(before, many=1)

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert children() == before


@pytest.mark.skipif(sys.platform != "linux", reason="no list of children")
async def test_only_so_many_workers_run_at_once() -> None:
    before = children()
    worker = Worker()
    waiting = [asyncio.create_task(worker.read_table(LONG, "khach.csv")) for _ in range(5)]
    await started(before, many=MOST_WORKERS)
    running = await started(before, many=MOST_WORKERS + 1)

    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert len(running) == MOST_WORKERS


async def test_a_cancelled_task_leaves_its_place_to_the_next() -> None:
    worker = Worker()
    waiting = [asyncio.create_task(worker.read_table(LONG, "khach.csv")) for _ in range(4)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert len((await worker.read_table(b"0987654321", "khach.csv")).rows) == 1


async def test_a_worker_gets_none_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # A start-up file that is found through the environment would break every Python.
    (tmp_path / "encodings.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONHOME", str(tmp_path))

    assert len((await Worker().read_table(b"0987654321", "khach.csv")).rows) == 1


async def test_a_log_says_how_a_worker_ended_and_nothing_of_the_file(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await fault(lambda: Worker(seconds=0.001).read_table(b"0987654321", "khach.csv"))

    assert "ended with -9" in caplog.text
    assert "0987654321" not in caplog.text
