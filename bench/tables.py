"""Small plain tables: what was measured, its median, how far runs lay apart, the limit, ok or over.

A figure without a limit is there to be compared with the one above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure of every run; `least` or `most` is its limit."""

    name: str
    values: Sequence[float]
    unit: str
    digits: int = 2
    most: float | None = None
    least: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the median keeps the limit; empty without one."""
        if self.most is None and self.least is None:
            return ""
        middle = median(self.values)
        over = self.most is not None and middle > self.most
        under = self.least is not None and middle < self.least
        return "OVER" if over or under else "ok"

    def cells(self) -> tuple[str, ...]:
        """The line as it is printed."""
        limit = ""
        if self.most is not None:
            limit = f"<= {self._said(self.most)}"
        elif self.least is not None:
            limit = f">= {self._said(self.least)}"
        least, most = min(self.values), max(self.values)
        spread = f"{self._said(least)}..{self._said(most)}" if len(self.values) > 1 else ""
        return self.name, f"{self._said(median(self.values))} {self.unit}", spread, limit, self.verdict

    def _said(self, value: float) -> str:
        return f"{value:,.{self.digits}f}"


_HEADING = ("", "median", "spread", "limit", "")


def table(title: str, lines: Iterable[Line]) -> str:
    """The lines under each other; those that nobody measured are left out."""
    rows = [_HEADING, *(line.cells() for line in lines if line.values)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    printed = [_row(cells, widths) for cells in rows]
    return "\n".join((title, *printed, ""))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *figures = cells
    first, *others = widths
    right = (cell.rjust(width) for cell, width in zip(figures, others, strict=True))
    return "  ".join((f"  {name.ljust(first)}", *right)).rstrip()
