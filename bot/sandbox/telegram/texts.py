"""What Telegram does to a text besides reading its HTML: trims it, cuts entities, finds more."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from operator import itemgetter
from typing import Any

Entity = dict[str, Any]

#: Characters of a message, and of what stands under a file, both without their markup.
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024

#: tdlib's white space; a line break counts, a no-break space does not.
SPACE = " \t\r\n\v\0"
CODE = frozenset({"code", "pre"})
QUOTE = frozenset({"blockquote", "expandable_blockquote"})
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    "mention": re.compile(r"(?<![\w/])@[A-Za-z0-9_]{3,32}(?!\w)"),
    "url": re.compile(r"\bhttps?://[^\s<>\"]+"),
}


def utf16_length(text: str) -> int:
    """The length in the unit that entities count in."""
    return len(text) + sum(character > "\uffff" for character in text)


def found_entities(text: str) -> list[Entity]:
    """Entities of a plain text, in order, in UTF-16 units."""
    entities = [
        {
            "type": kind,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for kind, pattern in _FOUND.items()
        for match in pattern.finditer(text)
    ]
    return sorted(entities, key=lambda entity: entity["offset"])


def clean(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """Trim a parsed text as Telegram does, and sort, cut and drop entities to fit."""
    body = text.rstrip(SPACE)
    first = min((entity["offset"] for entity in entities), default=utf16_length(body))
    lead = 0
    while lead < min(first, len(body)) and body[lead] in " \n":
        lead += 1
    end = utf16_length(body)
    kept = [
        {**entity, "offset": entity["offset"] - lead, "length": length}
        for entity in _apart_from_code(entities)
        if (length := min(entity["length"], end - entity["offset"])) > 0
    ]
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return body[lead:], kept


def _apart_from_code(entities: Sequence[Entity]) -> list[Entity]:
    """Code and quotes do not nest in their like; what else meets code is cut around it."""
    codes, quotes = _outermost(entities, CODE), _outermost(entities, QUOTE)
    spans = [_span(code) for code in codes]
    others = (entity for entity in entities if entity["type"] not in CODE | QUOTE)
    return [*codes, *quotes, *(piece for other in others for piece in _around(other, spans))]


def _around(entity: Entity, spans: Sequence[tuple[int, int]]) -> Iterator[Entity]:
    """The pieces of an entity that lie in none of the spans, which are in order and apart."""
    left, right = _span(entity)
    for at in range(bisect_right(spans, left, key=itemgetter(1)), len(spans)):
        begin, end = spans[at]
        if begin >= right:
            break
        if left < begin:
            yield {**entity, "offset": left, "length": begin - left}
        left = end
    if left < right:
        yield {**entity, "offset": left, "length": right - left}


def _outermost(entities: Sequence[Entity], kinds: Set[str]) -> list[Entity]:
    found = [entity for entity in entities if entity["type"] in kinds]
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    kept: list[Entity] = []
    for entity in found:
        if not kept or entity["offset"] >= _span(kept[-1])[1]:
            kept.append(entity)
    return kept


def _span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]
