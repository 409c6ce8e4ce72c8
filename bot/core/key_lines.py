"""What a script's keys mean to the team, as people type it: a line a key, `2 = cần gọi lại!`.

Decides what such a line says, and what it changes of a script that is known. What a key plays is
the PBX's, and stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.core.templates import PressKey, Template
from bot.errors import UsageError

#: After a meaning: whoever presses the key needs someone.
NEEDS_MARK: Final = "!"
#: After a meaning, in either language: whoever presses the key is called no more.
STOPS_MARK: Final = re.compile(r"\s*\((?:chặn|block)\)\s*$", re.IGNORECASE)
LONGEST_MEANING: Final = 40

_KEY_LINE: Final = re.compile(r"\s*([0-9])\s*[=:]\s*(.*?)\s*")


def split_keys(text: str) -> tuple[str, tuple[PressKey, ...]]:
    """What comes before the lines about keys, and the keys; UsageError names a fault in them."""
    said = unicodedata.normalize("NFC", text).strip().splitlines()
    keys: list[PressKey] = []
    while said and (found := _KEY_LINE.fullmatch(said[-1])):
        keys.insert(0, _key(found[1], found[2]))
        said = "\n".join(said[:-1]).rstrip().splitlines()
    _verify_keys(keys)
    return "\n".join(said), tuple(keys)


def read_meanings(text: str) -> tuple[PressKey, ...]:
    """Lines about keys, and nothing else; UsageError names the line that is none."""
    others, keys = split_keys(text)
    if others or not keys:
        raise UsageError("script_key_line", place=others.rpartition("\n")[2])
    return keys


def is_key_line(text: str) -> bool:
    """Whether text begins with a line about a key."""
    return bool(_KEY_LINE.fullmatch(text.strip().partition("\n")[0]))


def with_meanings(template: Template, said: Iterable[PressKey]) -> Template:
    """The script with these meanings of its keys; the others stay.

    UsageError for a key that it does not have, if the PBX's own keys are known: those that people
    have typed need not be all.
    """
    keys = {key.num: key for key in template.keys}
    are_all = any(key.content or key.audio_file for key in template.keys)
    for key in said:
        if are_all and key.num not in keys:
            raise UsageError("script_key_unknown", key=key.num, keys=", ".join(keys))
        keys[key.num] = _told(keys.get(key.num, key), key)
    return replace(template, keys=tuple(sorted(keys.values(), key=lambda key: key.num)))


def with_need_toggled(template: Template, num: str) -> Template:
    """The script whose key needs someone if it did not; one without a meaning stays as it is."""
    return replace(
        template,
        keys=tuple(
            replace(key, needs_someone=not key.needs_someone)
            if key.num == num and key.meaning
            else key
            for key in template.keys
        ),
    )


def _told(known: PressKey, said: PressKey) -> PressKey:
    """A mark stays with the meaning that it was made for, though it is not typed again."""
    same = known.meaning == said.meaning
    return replace(
        known,
        meaning=said.meaning,
        needs_someone=said.needs_someone or (known.needs_someone and same),
        stops=said.stops or (known.stops and same),
    )


def _key(num: str, said: str) -> PressKey:
    return read_meaning(PressKey(num=num), said)


def read_meaning(key: PressKey, said: str) -> PressKey:
    """What pressing a key means, and by a mark at its end what follows from that."""
    stops = STOPS_MARK.search(said) is not None
    bare = STOPS_MARK.sub("", said)
    meaning = " ".join(bare.rstrip(f"{NEEDS_MARK} ").split())
    if not meaning:
        raise UsageError("script_key_empty", key=key.num)
    if len(meaning) > LONGEST_MEANING:
        raise UsageError("script_key_long", key=key.num, most=str(LONGEST_MEANING))
    return replace(key, meaning=meaning, needs_someone=bare.endswith(NEEDS_MARK), stops=stops)


def _verify_keys(keys: Sequence[PressKey]) -> None:
    nums = [key.num for key in keys]
    for num in nums:
        if nums.count(num) > 1:
            raise UsageError("script_key_twice", key=num)
