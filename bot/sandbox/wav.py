"""Wav files: whether something is one, and how long it plays, in any encoding.

Reads the header only, and believes it.
"""

from __future__ import annotations

import struct

#: A file of more parts than this before its sound is none that anybody made.
MOST_PARTS = 100


def is_wav(content: bytes) -> bool:
    """Whether this begins as a wav file does."""
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def wav_seconds(content: bytes) -> float | None:
    """How long a wav file plays; None: its header does not say."""
    rate, at = 0, 12
    for _ in range(MOST_PARTS):
        if len(content) < at + 8:
            break
        name, size = struct.unpack_from("<4sI", content, at)
        if name == b"fmt " and len(content) >= at + 20:
            (rate,) = struct.unpack_from("<I", content, at + 16)
        if name == b"data":
            return min(size, len(content) - at - 8) / rate if rate else None
        at += 8 + size + size % 2
    return None
