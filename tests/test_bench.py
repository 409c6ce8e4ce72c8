"""The benchmarks run in their smallest form and print what they measured; no time is judged."""

from __future__ import annotations

import re

from bench import hooks, hour, kept, list_feed, list_preview, owed, pbx, sound, told
from bench.tables import Figure, table


def names(printed: str) -> list[str]:
    """What stands at the beginning of each line that has a figure."""
    return re.findall(r"^  +(\S.*?)  +[\d.,-]+", printed, re.MULTILINE)


def test_a_list_is_measured_from_its_file_to_its_preview_and_back_to_its_file() -> None:
    printed = list_preview.run(20, 1, kinds=("xlsx",))

    assert printed.startswith("XLSX, 20 rows x 6 columns")
    told = names(printed)
    assert {"from the update to the preview", "from the press to the file back"} <= {*told}
    assert {"read by the worker", "written by the worker", "columns matched"} <= {*told}


def test_a_feed_is_measured_at_the_pbx_and_at_telegram() -> None:
    printed = list_feed.run(12, 1, two_rows=12, codes=1)

    assert {"channels busy", "refused by the PBX"} <= {*names(printed)}
    assert {"shown to the group in any minute", "a code waited at most"} <= {*names(printed)}


def test_an_hour_is_measured_at_telegram_and_so_is_what_comes_after_six_without_it() -> None:
    printed = names(hour.run(60, 1, away=20, people=2, seconds=60))

    assert {"told together", "shown to a group in any minute"} <= {*printed}
    assert {"an answer took at most", "after six hours away: untold"} <= {*printed}


def test_hooks_are_measured_beside_the_same_server_that_keeps_nothing() -> None:
    told_of = {*names(hooks.run(40, 1))}

    assert {"taken a second, each on the disk", "loop stall, p99"} <= told_of
    assert {"the same server and app, keeping nothing", "a commit for each hook"} <= told_of
    assert "taken a second, COMMIT 1 ms dearer (simulated)" in told_of


def test_what_is_told_is_measured_from_the_hook_to_telegram() -> None:
    assert {"median", "p99"} <= {*names(told.run(2, 1, every=0.0))}


def test_what_waits_is_measured_beside_little_that_waits() -> None:
    assert {"next one picked, many wait", "start, many wait"} <= {*names(owed.run(200, 1))}


def test_requests_to_the_pbx_are_measured_beside_bare_ones() -> None:
    assert {"reads a second", "placements a second", "bare"} <= {*names(pbx.run(20, 1))}


def test_sounds_and_speech_are_measured_beside_the_libraries_alone() -> None:
    told_of = {*names(sound.run(1, short=1.0, long=1.0))}

    assert {"300 characters spoken, a voice note", "engine and Opus alone"} <= told_of
    assert {"1 s of m4a made a telephone wav", "decoded alone"} <= told_of


def test_memory_is_measured_after_few_hooks_and_after_many() -> None:
    assert "hooks a second" in names(kept.run(80, 1, few=40))


def test_a_median_beyond_its_limit_is_called_over() -> None:
    figures = [
        Figure(name="seconds", key="a", most=3.0),
        Figure(name="busy", key="b", unit="%", least=95.0),
    ]

    kept = table("", figures, [{"a": 2.0, "b": 96.0}, {"a": 9.0, "b": 1.0}, {"a": 3.0, "b": 95.0}])
    broken = table("", figures, [{"a": 3.1, "b": 94.0}])

    assert [line.split()[-1] for line in kept.splitlines()[2:]] == ["ok", "ok"]
    assert [line.split()[-1] for line in broken.splitlines()[2:]] == ["OVER", "OVER"]
