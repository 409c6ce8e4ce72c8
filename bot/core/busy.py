"""Whether the PBX says that no line was free: by phrases that people have named as such."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

#: More of the PBX's words is not compared.
LONGEST_PHRASE: Final = 200
_DIGITS: Final = re.compile(r"\d+")


def phrase_of(words: str) -> str:
    """The words as they are kept and compared: case, blanks and figures make no difference."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())
    return _DIGITS.sub("#", " ".join(folded.split()))[:LONGEST_PHRASE].rstrip()


def is_busy(words: str, phrases: Collection[str]) -> bool:
    """Whether these words were named before as those of a PBX without a free line."""
    phrase = phrase_of(words)
    return bool(phrase) and phrase in phrases
