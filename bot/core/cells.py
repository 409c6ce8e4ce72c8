"""A cell of a table: what it holds, and how that is said as a value."""

from __future__ import annotations

from datetime import date

Cell = str | int | float | bool | date | None
