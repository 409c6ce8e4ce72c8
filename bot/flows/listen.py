"""A script becomes a voice note that somebody hears before anybody is called.

Notes hold people's names: they are kept in memory only, a few, for an hour. Two who ask for the
same at once share one.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.core.messages.listening import announced
from bot.core.speaking import Part, Speak, Speech, Spoken, parts_of
from bot.core.templates import Template
from bot.errors import UsageError

#: So many bytes of notes are kept, and for so many seconds.
KEPT_BYTES: Final = 8 << 20
KEPT_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A script as a note; `parts` are all of it, `begins` says where the spoken ones are in it."""

    parts: tuple[Part, ...]
    spoken: Spoken

    @property
    def begins(self) -> tuple[float | None, ...]:
        """Seconds at which each part begins; None: it is not in the note."""
        at = iter(self.spoken.begins)
        return tuple(next(at, None) if part.words else None for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Has scripts spoken; `speak` is an engine's port."""

    speak: Speak
    now: Callable[[], float]
    _kept: OrderedDict[str, tuple[float, Spoken]] = field(default_factory=OrderedDict)
    _under_way: dict[str, asyncio.Task[Spoken]] = field(default_factory=dict)

    async def hear(self, script: Template, values: Mapping[str, str]) -> Heard:
        """The script with these values, all its branches; UsageError if nothing can be spoken."""
        parts = parts_of(script, values)
        texts = tuple(announced(part) for part in parts if part.words)
        if not texts:
            raise UsageError("speech_nothing")
        speech = Speech(voice=script.voice, speed=script.speed, texts=texts)
        return Heard(parts=parts, spoken=await self._spoken(speech))

    async def _spoken(self, speech: Speech) -> Spoken:
        self._forget()
        key = speech.digest
        if key in self._kept:
            return self._kept[key][1]
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.ensure_future(self.speak(speech))
            task.add_done_callback(lambda _: self._under_way.pop(key))
        # Whoever goes away must not take it from others.
        spoken = await asyncio.shield(task)
        self._kept[key] = self.now(), spoken
        self._forget()
        return spoken

    def _forget(self) -> None:
        """Let go of what is old, and of the oldest while there is too much."""
        size = sum(len(spoken.note.content) for _, spoken in self._kept.values())
        while self._kept:
            key, (at, spoken) = next(iter(self._kept.items()))
            if size <= KEPT_BYTES and at > self.now() - KEPT_SECONDS:
                return
            size -= len(spoken.note.content)
            del self._kept[key]
