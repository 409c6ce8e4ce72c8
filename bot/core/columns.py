"""Which column of a table holds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns' places, from 0: the phone, the team's own id, and the key fields by name."""

    phone: int
    label: int | None = None
    fields: Mapping[str, int] = field(default_factory=dict)
