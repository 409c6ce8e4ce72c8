"""`make bench`: every benchmark, one after another. `ARGS="--runs 1"` for a quick look."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Sequence

from bench import hooks, hour, kept, list_feed, list_preview, owed, pbx, sound, told


def main(arguments: Sequence[str] | None = None) -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runs", type=int, help="of each; short ones have five, long ones one")
    parser.add_argument("--preview-rows", type=int, default=list_preview.ROWS)
    parser.add_argument("--feed-rows", type=int, default=list_feed.ROWS)
    parser.add_argument("--hour-calls", type=int, default=hour.CALLS)
    parser.add_argument("--hooks", type=int, default=kept.MANY, help="after which memory is read")
    asked = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}\n")
    for each in (hooks, told, owed, pbx, sound):
        print(each.run(runs=asked.runs or each.RUNS), flush=True)
    print(kept.run(asked.hooks, asked.runs or kept.RUNS), flush=True)
    print(list_preview.run(asked.preview_rows, asked.runs or list_preview.RUNS), flush=True)
    print(list_feed.run(asked.feed_rows, asked.runs or list_feed.RUNS), flush=True)
    print(hour.run(asked.hour_calls, asked.runs or hour.RUNS))


if __name__ == "__main__":
    main()
