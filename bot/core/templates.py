"""How long a script takes to read aloud, and hence whether somebody hung up before its code.

A rough figure on the low side: it may miss an early hang-up, it does not invent one.
"""

from __future__ import annotations

import re
from typing import Final

from bot.core.records import Template

#: A Vietnamese word is one syllable; voices at speed 1 read so many a second.
SYLLABLES_PER_SECOND: Final = 4.5
#: The characters of a code are read one by one, with a breath between them.
CODE_CHARACTERS_PER_SECOND: Final = 2.5
USUAL_CODE_LENGTH: Final = 4
#: The PBX takes speeds from 0 to 2; none reads slower than half the usual pace.
SLOWEST: Final = 0.5

_CODE_FIELD: Final = re.compile(r"\{\{\s*code_otp\s*\}\}")
_SYLLABLE: Final = re.compile(r"\d|[^\W\d]+")


def reading_seconds(content: str, speed: float, code: int | None) -> float:
    """Seconds to the end of the first code (else of the script); `code` is its length if known."""
    before, *after = _CODE_FIELD.split(content, maxsplit=1)
    seconds = len(_SYLLABLE.findall(before)) / SYLLABLES_PER_SECOND
    if after:
        characters = USUAL_CODE_LENGTH if code is None else code
        seconds += characters / CODE_CHARACTERS_PER_SECOND
    return seconds / max(speed, SLOWEST)


def hung_up_early(billsec: int | None, template: Template | None) -> bool:
    """Whether the talk was too short for the script; not known is not early."""
    if billsec is None or template is None:
        return False
    return billsec < reading_seconds(template.content, template.speed, None)
