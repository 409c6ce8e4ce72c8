"""The benchmarks run in their smallest form and print what they measured; no time is judged."""

from __future__ import annotations

import re

from bench import list_feed, list_preview
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


def test_a_median_beyond_its_limit_is_called_over() -> None:
    figures = [
        Figure(name="seconds", key="a", most=3.0),
        Figure(name="busy", key="b", unit="%", least=95.0),
    ]

    kept = table("", figures, [{"a": 2.0, "b": 96.0}, {"a": 9.0, "b": 1.0}, {"a": 3.0, "b": 95.0}])
    broken = table("", figures, [{"a": 3.1, "b": 94.0}])

    assert [line.split()[-1] for line in kept.splitlines()[2:]] == ["ok", "ok"]
    assert [line.split()[-1] for line in broken.splitlines()[2:]] == ["OVER", "OVER"]
