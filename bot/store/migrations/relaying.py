"""Step 4: what is asked of calls and deliveries by those who watch over the relay."""

from __future__ import annotations

from typing import Final

WATCHED: Final = """
CREATE INDEX calls_settled ON calls (settled_at) WHERE settled_at IS NOT NULL;
"""
