"""How a list came out: by the PBX's own books, and by what people read. The two must agree.

Reads the sandbox and texts alone, nothing of the program.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.sandbox.calls import Call
from bot.sandbox.pbx.api import SandboxPbx
from bot.sandbox.telegram.records import Message

#: Causes that the team has to see to; a callee that answers has none of these.
BROKEN = frozenset({"UNALLOCATED_NUMBER", "NETWORK_OUT_OF_ORDER"})
_ANSWERED = re.compile(r"nghe máy \d+% \((\d[\d.]*)/(\d[\d.]*)\)")
_COUNTS = {
    "unreached": re.compile(r"🔸 (\d[\d.]*) chưa gặp"),
    "failed": re.compile(r"❌ (\d[\d.]*) lỗi"),
    "unknown": re.compile(r"❓ (\d[\d.]*) chưa rõ"),
}
_KEY = re.compile(r"^Bấm (.) .*: (\d[\d.]*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many numbers came out how, and how many of them pressed a key, by the key."""

    answered: int = 0
    unreached: int = 0
    failed: int = 0
    unknown: int = 0
    keys: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return self.answered + self.unreached + self.failed + self.unknown


def calls_to(pbx: SandboxPbx, callee: str) -> list[Call]:
    """Every call to a number that the PBX took, in the order of placing."""
    return [call for call in pbx.switchboard.exchange.calls.values() if call.callee == callee]


def of_pbx(pbx: SandboxPbx, callees: Collection[str]) -> Figures:
    """What the PBX's records come to; a number that it never heard of is unknown."""
    last = {call.callee: call for call in pbx.switchboard.exchange.calls.values()}
    sorts = Counter(_sort(last.get(callee)) for callee in callees)
    pressed = Counter(
        call.keypress
        for callee, call in last.items()
        if callee in callees and call.answered is not None and call.keypress
    )
    return Figures(
        answered=sorts["answered"],
        unreached=sorts["unreached"],
        failed=sorts["failed"],
        unknown=sorts["unknown"],
        keys=dict(pressed),
    )


def _sort(call: Call | None) -> str:
    if call is None:
        return "unknown"
    if call.answered is not None:
        return "answered"
    return "failed" if call.hangup_cause in BROKEN else "unreached"


def of_text(text: str) -> Figures:
    """What a digest says."""
    told = text.replace("\u00a0", " ")
    answered = _ANSWERED.search(told)
    counts = {name: pattern.search(told) for name, pattern in _COUNTS.items()}
    keys = {key: _number(count) for key, count in _KEY.findall(told)}
    return Figures(
        answered=_number(answered[1]) if answered else 0,
        **{name: _number(found[1]) if found else 0 for name, found in counts.items()},
        keys={key: count for key, count in keys.items() if count},
    )


def _number(text: str) -> int:
    return int(text.replace(".", ""))


def digests(messages: Sequence[Message], total: int) -> list[str]:
    """The messages that tell a list's end; its card shrinks to their first line."""
    texts = [message.text.replace("\u00a0", " ") for message in messages if message.by_bot]
    return [text for text in texts if text.startswith(f"Xong {total} số") and "\n" in text]
