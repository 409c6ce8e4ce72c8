"""Whether the PBX says that no line was free: by phrases that people have named as such."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

#: More of the PBX's words is not compared.
LONGEST_PHRASE: Final = 200
_DIGITS: Final = re.compile(r"\d+")
#: A figure that says what failed, however long it is; then those that differ from call to call.
_FIGURE: Final = re.compile(
    r"(?P<told>(?:code|cause|error|reason|status|sip|http|mã|lỗi)\W*\d+)"
    r"|\d+(?:(?: ?/ ?| of | trên | trong )\d+)+"
    r"|\d{4,}(?:-\d\d)*"
    r"|\d\d?(?::\d\d)+"
)


def phrase_of(words: str) -> str:
    """The words as they are kept and compared: case, blanks and passing figures do not count.

    Passing are figures of four digits or more, dates, times of day, and 9/10 or 9 of 10. Any other
    stays, and whatever stands behind "code", "cause" and the like: "cause 21" is not "cause 34".
    In doubt a figure stays, since whoever is called again for a wrong reason is called too often.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())
    phrase = _FIGURE.sub(
        lambda found: found["told"] or _DIGITS.sub("#", found[0]), " ".join(folded.split())
    )
    return phrase[:LONGEST_PHRASE].rstrip()


def is_busy(words: str, phrases: Collection[str]) -> bool:
    """Whether these words were named before as those of a PBX without a free line."""
    phrase = phrase_of(words)
    return bool(phrase) and phrase in phrases
