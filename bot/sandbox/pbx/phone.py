"""The callee's phone: which call rings on it, what is heard, and what a hand does with it.

One phone for whoever is called. It shows and acts; how a call goes on is the exchange's to decide.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bot.sandbox.calls import Call, CallState, Sound
from bot.sandbox.exchange import ending_of
from bot.sandbox.pbx.switchboard import Switchboard

#: How long a call that has ended is still shown.
SHOWN_SECONDS = 20.0
#: The loop's timers and the clock may differ by less than this.
MARGIN_SECONDS = 0.1
KEYS = frozenset("0123456789*#")


class Phone:
    """Over a switchboard; `watchers` are told, without words, when the view has changed."""

    def __init__(
        self, switchboard: Switchboard, *, now: Callable[[], float], speaks: bool = False
    ) -> None:
        """`speaks`: a browser may ask for the sounds that play, too."""
        self._speaks = speaks
        self.watchers: list[Callable[[], None]] = []
        self._switchboard = switchboard
        self._exchange = switchboard.exchange
        self._now = now
        self._forgotten: str | None = None
        switchboard.watchers.append(self._calls_went_on)

    def view(self) -> dict[str, Any] | None:
        """The call that it shows now, as the page's JSON; times are Unix seconds.

        A call that a hand has taken stays until it has ended.
        """
        calls = self._exchange.under_way
        call = max(calls, key=lambda c: (c.by_hand, c.started), default=self._just_ended())
        if call is None:
            return None
        return {**self._shown(call), "waiting": len(calls) - (call.ended is None)}

    def sound(self, call_id: str, number: int) -> Sound | None:
        """The sound of a call that began as this one of all that it played, if a voice reads it."""
        call = next((each for each in self._in_sight() if each.call_id == call_id), None)
        if call is None or not 0 <= number < len(call.played):
            return None
        sound = call.played[number].sound
        return sound if sound.voice else None

    def _in_sight(self) -> list[Call]:
        ended = self._just_ended()
        return [*self._exchange.under_way, *([] if ended is None else [ended])]

    def act(self, call_id: str, act: str, key: str | None = None) -> bool:
        """Answer, reject, press or hang_up, at once; False: too late or not possible."""
        self._switchboard.advance()
        now = self._switchboard.time()
        match act:
            case "answer":
                done = self._exchange.answer(call_id, now)
            case "reject":
                done = self._exchange.reject(call_id, now)
            case "press" if key in KEYS:
                done = self._exchange.press(call_id, key, now=now)
            case "hang_up":
                done = self._exchange.hang_up(call_id, now)
            case _:
                done = False
        self._switchboard.advance()
        return done

    def forget(self) -> None:
        """Show no call that has ended by now; calls that go on are left alone."""
        self._switchboard.advance()
        if (call := self._exchange.last_ended) is not None:
            self._forgotten = call.call_id
        self._tell()

    def _just_ended(self) -> Call | None:
        call = self._exchange.last_ended
        if call is None or call.call_id == self._forgotten or self._stays(call) <= 0:
            return None
        return call

    def _stays(self, call: Call) -> float:
        """For how many more seconds a call that has ended is shown."""
        assert call.ended is not None
        return self._switchboard.unix(call.ended) + SHOWN_SECONDS - self._now()

    def _calls_went_on(self) -> None:
        self._tell()
        if self._exchange.is_idle and (call := self._just_ended()) is not None:
            asyncio.get_running_loop().call_later(self._stays(call) + MARGIN_SECONDS, self._tell)

    def _tell(self) -> None:
        for watcher in self.watchers:
            watcher()

    def _shown(self, call: Call) -> dict[str, Any]:
        state = CallState.ENDED if call.state is CallState.RECORDED else call.state
        since = {
            CallState.DIALLING: call.started,
            CallState.RINGING: call.rang,
            CallState.ANSWERED: call.answered,
            CallState.ENDED: call.ended,
        }
        speed = self._switchboard.speed
        words, seconds = _heard(call)
        keys = call.script.keys.items()
        ending = ending_of(call.callee)
        return {
            "call_id": call.call_id,
            "callee": call.callee,
            "caller": call.caller,
            "type": call.type,
            "state": str(state),
            "since": self._unix(since[state]),
            "answered_at": self._unix(call.answered),
            "ended_at": self._unix(call.ended),
            "hangup_cause": call.hangup_cause,
            "words": [{**word, "at": word["at"] / speed} for word in words],
            "script_seconds": seconds / speed,
            "sounds": self._sounds(call),
            "keys": [{"num": key, "content": sound.text} for key, sound in keys],
            "pressed": call.keypress,
            "by_hand": ending.by_hand,
            "plays": {"vi": ending.vi, "en": ending.en},
            "can": _possible(call),
        }

    def _sounds(self, call: Call) -> list[dict[str, Any]]:
        """What a voice reads, by seconds after the answer; its number is what `sound` takes."""
        if not self._speaks or call.answered is None:
            return []
        speed = self._switchboard.speed
        return [
            {
                "number": number,
                "at": (played.at - call.answered) / speed,
                "seconds": played.sound.seconds / speed,
            }
            for number, played in enumerate(call.played)
            if played.sound.voice
        ]

    def _unix(self, at: float | None) -> float | None:
        return None if at is None else self._switchboard.unix(at)


def _heard(call: Call) -> tuple[list[dict[str, Any]], float]:
    """The words that play, by seconds after the answer, and when the last of them is over.

    Before the answer these are the script's; what a key has cut short is left out.
    """
    if call.answered is None:
        return _words(call.script.content, 0.0), call.script.content.seconds
    words: list[dict[str, Any]] = []
    for played in call.played:
        begins = played.at - call.answered
        words = [word for word in words if word["at"] < begins]
        words += _words(played.sound, begins)
    return words, call.silent_from - call.answered


def _words(sound: Sound, begins: float) -> list[dict[str, Any]]:
    """A sound's words as the page gets them; each sound is shown from a new line on."""
    return [
        {
            "text": text,
            "at": begins + at,
            "first": place == 0,
            "filled": place in sound.filled,
        }
        for place, (text, at) in enumerate(sound.words)
    ]


def _possible(call: Call) -> list[str]:
    if call.state is CallState.RINGING:
        return ["answer", "reject"]
    if call.state is CallState.ANSWERED:
        return ["press", "hang_up"] if call.takes_keys else ["hang_up"]
    return []
