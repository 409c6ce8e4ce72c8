"""What a record teaches for the next call: campaigns, callers, templates and their key fields.

Reads names only, never what filled a field; nobody has to type a campaign's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bot.core.cdrs import PLAIN_PARAMS, Cdr
from bot.core.templates import CODE_FIELD, MOST_FIELDS

CAMPAIGN: Final = "campaign"
CALLER: Final = "caller"
TEMPLATE: Final = "template"
OTP_TEMPLATE: Final = "otp_template"
#: A name or number that is longer is no name.
_WIDEST: Final = 128
_FIELD: Final = re.compile(r"[A-Za-z0-9_]{1,64}")


def field_of(template: str) -> str:
    """The kind under which a template's key fields are kept."""
    return f"field:{template}"


def lessons(cdr: Cdr) -> Iterator[tuple[str, str]]:
    """(kind, value) for all that a record teaches."""
    template = OTP_TEMPLATE if cdr.is_otp else TEMPLATE
    said = ((CAMPAIGN, cdr.campaign_id), (CALLER, cdr.caller), (template, cdr.template))
    yield from ((kind, value) for kind, value in said if 0 < len(value) <= _WIDEST)
    if 0 < len(cdr.template) <= _WIDEST:
        names = [name for name in cdr.param if name not in (*PLAIN_PARAMS, CODE_FIELD)]
        fields = filter(_FIELD.fullmatch, names[:MOST_FIELDS])
        yield from ((field_of(cdr.template), name) for name in fields)


def latest_lessons(cdrs: Iterable[Cdr], *, now: float) -> dict[tuple[str, str], float]:
    """When each lesson of these records was last true; a time to come counts as now."""
    learned: dict[tuple[str, str], float] = {}
    for cdr in cdrs:
        at = min(cdr.made_at(now=now) or now, now)
        for lesson in lessons(cdr):
            learned[lesson] = max(at, learned.get(lesson, at))
    return learned
