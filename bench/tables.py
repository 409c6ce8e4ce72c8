"""Small plain tables: what was measured, its median, how far runs lay apart, the limit, ok or OVER.

A figure without a limit is there to be compared with the one above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

#: What one run measured, by names that `Figure` knows.
Measured = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A line of a table; `least` or `most` is the limit of its median."""

    name: str
    key: str
    unit: str = "s"
    digits: int = 2
    most: float | None = None
    least: float | None = None

    def cells(self, values: Sequence[float]) -> tuple[str, ...]:
        """The line as it is printed."""
        middle, least, most = median(values), min(values), max(values)
        spread = f"{self._said(least)}..{self._said(most)}" if len(values) > 1 else ""
        return self.name, f"{self._said(middle)} {self.unit}", spread, *self._limit(middle)

    def _limit(self, middle: float) -> tuple[str, str]:
        if self.most is not None:
            return f"<= {self._said(self.most)}", "OVER" if middle > self.most else "ok"
        if self.least is not None:
            return f">= {self._said(self.least)}", "OVER" if middle < self.least else "ok"
        return "", ""

    def _said(self, value: float) -> str:
        return f"{value:,.{self.digits}f}"


_HEADING = ("", "median", "spread", "limit", "")


def table(title: str, figures: Sequence[Figure], runs: Sequence[Measured]) -> str:
    """The figures of all runs; one that this machine does not tell is left out."""
    lines = [
        figure.cells([run[figure.key] for run in runs])
        for figure in figures
        if all(figure.key in run for run in runs)
    ]
    widths = [max(map(len, column)) for column in zip(_HEADING, *lines, strict=True)]
    return "\n".join((title, *(_row(cells, widths) for cells in (_HEADING, *lines)), ""))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    (name, *figures), (first, *others) = cells, widths
    right = (cell.rjust(width) for cell, width in zip(figures, others, strict=True))
    return "  ".join((f"  {name.ljust(first)}", *right)).rstrip()
