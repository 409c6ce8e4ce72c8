"""A call of the simulated exchange, as it stood at one moment, and the script that it plays.

Pure: what an answer and a key change in it. When they come is the exchange's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

#: A script with keys takes this many wrong ones.
MOST_MISSES = 2


class CallState(StrEnum):
    """Where a call stands; it only moves down this list, and only dialled calls are recorded."""

    WAITING = "waiting"
    DIALLING = "dialling"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What is played in one go: each word with the second at which it begins."""

    words: tuple[tuple[str, float], ...]
    seconds: float
    #: Which of the words, by their places, are of a value that was filled in.
    filled: frozenset[int] = frozenset()
    #: Whose voice reads it, and at which pace; none: it is a file that is played.
    voice: str = ""
    speed: float = 1.0

    @property
    def text(self) -> str:
        """The words as one text."""
        return " ".join(word for word, _ in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a call plays; `keys` has what each right key plays, empty if no key is asked for."""

    content: Sound
    keys: Mapping[str, Sound] = field(default_factory=dict)
    #: Ends a script that ran its course: to its end or, if it asks for a key, to a right one.
    exit: Sound | None = None
    #: Answers a wrong key.
    invalid: Sound | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A sound, and when it began; it is cut short by one that begins before its end."""

    sound: Sound
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it stood at one moment: all that its record is made of."""

    call_id: str
    user_id: str
    campaign_id: str
    caller: str
    callee: str
    type: str
    param: str
    script: Script
    created: float
    state: CallState = CallState.WAITING
    call_time: int = 1
    started: float | None = None
    rang: float | None = None
    answered: float | None = None
    ended: float | None = None
    #: The right key once there is one, until then the last that was pressed.
    keypress: str | None = None
    hangup_cause: str | None = None
    #: A hand answered or pressed, so that the callee's digits say no more what happens.
    by_hand: bool = False
    misses: int = 0
    played: tuple[Played, ...] = ()

    @property
    def takes_keys(self) -> bool:
        """Whether a key pressed now would count."""
        if self.state is not CallState.ANSWERED:
            return False
        return not self.script.keys or self.asks_for_key

    @property
    def asks_for_key(self) -> bool:
        """Whether the script waits for a right key and would take one more."""
        keys = self.script.keys
        return bool(keys) and self.keypress not in keys and self.misses < MOST_MISSES

    @property
    def silent_from(self) -> float:
        """When all that plays has been played."""
        return self.played[-1].at + self.played[-1].sound.seconds


def answered(call: Call, at: float, *, by_hand: bool) -> Call:
    """The call from its answer on: its script plays."""
    script = call.script
    sounds = (script.content,) if script.keys else (script.content, script.exit)
    return replace(
        call,
        state=CallState.ANSWERED,
        answered=at,
        by_hand=by_hand,
        played=_in_a_row(sounds, at),
    )


def pressed(call: Call, key: str, *, at: float, by_hand: bool) -> Call:
    """The call from this key on: a right one plays what it is for, a wrong one is told so."""
    script, right = call.script, call.script.keys.get(key)
    call = replace(call, keypress=key, by_hand=call.by_hand or by_hand)
    if right is not None:
        return replace(call, played=call.played + _in_a_row((right, script.exit), at))
    if script.keys:
        played = call.played + _in_a_row((script.invalid,), at)
        return replace(call, misses=call.misses + 1, played=played)
    return call


def _in_a_row(sounds: Iterable[Sound | None], at: float) -> tuple[Played, ...]:
    played = []
    for sound in sounds:
        if sound is not None:
            played.append(Played(sound=sound, at=at))
            at += sound.seconds
    return tuple(played)
