"""What Telegram takes as HTML, as far as our texts go: checked by tests of every message."""

from __future__ import annotations

import re
import unicodedata

_TAG = re.compile(r"<[^>]*>")
_QUOTES = {"<blockquote>", "<blockquote expandable>", "</blockquote>"}
_ALLOWED = {"<b>", "</b>", "<code>", "</code>"} | _QUOTES
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+);")
SIGNS = ("⏳", "📞", "🔊", "✅", "🔸", "❌", "❓", "⚠️")
#: Not emoji: a toggle's mark, and what progress bars are drawn with.
_MARKS = set("✓▰▱")


def faults(html: str) -> list[str]:
    """Why Telegram would refuse this HTML; empty if it takes it."""
    found, open_tags = [], []
    for tag in _TAG.findall(html):
        if tag not in _ALLOWED:
            found.append(f"tag {tag}")
        elif tag.startswith("</"):
            if not open_tags or open_tags.pop() != tag[2:-1]:
                found.append(f"unbalanced {tag}")
        else:
            open_tags.append(tag[1:-1].split()[0])
    bare = _ENTITY.sub("", _TAG.sub("", html))
    if open_tags or set("<>&") & set(bare):
        found.append(f"left over in {bare!r}, open: {open_tags}")
    return found


def emoji_in(text: str) -> list[str]:
    """Pictures other than the eight signs."""
    for sign in SIGNS:
        text = text.replace(sign, "")
    return [mark for mark in text if unicodedata.category(mark) == "So" and mark not in _MARKS]


def row_widths(row_length: int) -> int:
    """How many characters a label may have (CARDS.md rule 8)."""
    return {1: 34, 2: 18, 3: 10, 4: 7}[row_length]
