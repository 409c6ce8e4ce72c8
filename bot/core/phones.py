"""Phone numbers as people type them: callees strictly, callers loosely, masked for groups and logs.

Decides what may be dialled; a number it can't read is refused with the reason, never repaired.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import combinations
from types import MappingProxyType
from typing import Final

from phonenumbers import PhoneNumber, PhoneNumberType, number_type

from bot.errors import UsageError

VIETNAM: Final = 84

#: Codes that died in 2018 (without their 0), when 11 digits became 10; the last seven stayed.
_NEW_CODE: Final[Mapping[str, str]] = MappingProxyType(
    {f"16{last}": f"3{last}" for last in "23456789"}
    | {"120": "70", "121": "79", "122": "77", "126": "76", "128": "78"}
    | {"123": "83", "124": "84", "125": "85", "127": "81", "129": "82"}
    | {"186": "56", "188": "58", "199": "59"}
)
#: How many digits follow the 0, by the first of them: landlines ten, mobiles nine.
_DIGITS_AFTER_0: Final[Mapping[str, int]] = MappingProxyType(
    {"2": 10, "3": 9, "5": 9, "7": 9, "8": 9, "9": 9}
)
#: Further off than this it is not a phone number with a slip, it is something else.
_SLIPS: Final = 3
#: How short and how long a number can be that a PBX has called.
_FEWEST, _MOST = 3, 20
_CALLABLE: Final = frozenset(
    {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
)
#: However a number or its old form is written, these are the same.
LAST_DIGITS: Final = 7
_RUN: Final = re.compile(r"\d(?:[^\w:/,]{0,2}\d){6,}")
_FIGURE: Final = re.compile(r"\d+")
#: How a number begins that stands behind or before other figures.
_BEGINS: Final = ("0", "84")
_LOOKS: Final = re.compile(r"\+\d{8,15}|0\d{7,15}|84\d{7,13}|[235789]\d{8,9}")


def parse_callee(text: str, *, renew: bool = False) -> str:
    """The number in national form, "0987654321"; UsageError says what is wrong with it.

    An old 11-digit number is refused by its new one, or with `renew` replaced by it.
    """
    typed = _digits(text)
    if typed is None:
        raise UsageError("phone_invalid", number=text)
    significant = _significant(typed)
    if significant is None:
        raise UsageError("phone_foreign", number=text)
    if len(significant) == 10 and significant[:3] in _NEW_CODE:
        new = f"0{_NEW_CODE[significant[:3]]}{significant[3:]}"
        if renew:
            return new
        raise UsageError("phone_old", number=f"0{significant}", new=new)
    _check_length(significant, text)
    parsed = PhoneNumber(country_code=VIETNAM, national_number=int(significant))
    if number_type(parsed) not in _CALLABLE:
        raise UsageError("phone_invalid", number=text)
    return f"0{significant}"


def _digits(text: str) -> str | None:
    """ASCII digits with at most a leading "+", or None if anything else but separators is there."""
    kept = []
    for mark in unicodedata.normalize("NFKC", text).strip():
        value = unicodedata.decimal(mark, None)
        if value is not None:
            kept.append(str(value))
        elif mark == "+" and not kept:
            kept.append(mark)
        elif mark not in ".()[]/" and unicodedata.category(mark) not in {"Cf", "Cc", "Zs", "Pd"}:
            return None
    typed = "".join(kept)
    return typed if typed.strip("+") else None


def _significant(typed: str) -> str | None:
    """What follows the 0 at home; None for another country's number."""
    for abroad in ("+", "00"):
        if typed.startswith(abroad):
            rest = typed.removeprefix(abroad)
            return rest[2:].removeprefix("0") if rest.startswith(str(VIETNAM)) else None
    if typed.startswith("0"):
        return typed[1:]
    # Nine digits are what Excel leaves of ten, also of 084…; more begin with the country's code.
    if typed.startswith(str(VIETNAM)) and len(typed) > 9:
        return typed[2:].removeprefix("0")
    return typed


def _check_length(significant: str, text: str) -> None:
    wanted = _DIGITS_AFTER_0.get(significant[:1])
    if wanted is None or abs(len(significant) - wanted) > _SLIPS:
        raise UsageError("phone_invalid", number=text)
    if len(significant) < wanted:
        missing = str(wanted - len(significant))
        raise UsageError("phone_short", number=text, missing=missing, digits=str(wanted + 1))
    if len(significant) > wanted:
        extra = str(len(significant) - wanted)
        raise UsageError("phone_long", number=text, extra=extra, digits=str(wanted + 1))


def national(number: str) -> str:
    """A number as it is kept and compared: its digits, Vietnam's beginning with 0."""
    digits = "".join(str(unicodedata.decimal(mark)) for mark in number if mark.isdecimal())
    abroad = digits.removeprefix("00")
    # Eleven digits at least: an extension or a hotline may begin with 84 as well.
    if abroad.startswith(str(VIETNAM)) and len(abroad) > 10:
        return f"0{abroad[2:].removeprefix('0')}"
    return abroad


def numbers_meant(text: str) -> tuple[str, ...]:
    """Under which numbers records are looked up for what was typed, the present one first.

    Read loosely, since a PBX may have called anything; empty if it is no number at all.
    """
    typed = national(text) if _digits(text) is not None else ""
    if not _FEWEST <= len(typed) <= _MOST:
        return ()
    if len(typed) == 9 and not typed.startswith("0"):
        return (f"0{typed}", typed)
    if len(typed) == 11 and typed.startswith("0") and typed[1:4] in _NEW_CODE:
        return (f"0{_NEW_CODE[typed[1:4]]}{typed[4:]}", typed)
    return (typed,)


def looks_like_phone(text: str) -> bool:
    """Whether somebody meant this as a whole phone number, right or wrong."""
    return _LOOKS.fullmatch(_digits(text) or "") is not None


def parse_caller(text: str) -> str:
    """A hotline as the PBX knows it: 3 to 15 digits, leading zeros kept; UsageError otherwise."""
    digits = (_digits(text) or "").removeprefix("+")
    if not 3 <= len(digits) <= 15:
        raise UsageError("caller_invalid", number=text)
    return digits


def mask(number: str) -> str:
    """0987•••321: at most four characters in front and three behind, fewer of a short number."""
    shown = len(number) * 2 // 5, len(number) * 3 // 10
    head, tail = min(shown[0], 4), min(shown[1], 3)
    return f"{number[:head]}•••{number[len(number) - tail :]}"


def mask_ref(ref: str, callee: str) -> str:
    """A team's own id of a callee, masked if it holds the callee's number or another that rings."""
    own = callee[-LAST_DIGITS:]
    if not (own and own in national(ref)) and not any(map(_rings, _numbers_in(ref))):
        return ref
    masked = mask_numbers(ref)
    # Between its digits may stand what parts no number elsewhere.
    return mask(ref) if masked == ref else masked


def _numbers_in(ref: str) -> Iterator[str]:
    """What may be a number: all of it, a run of digits, and figures of one that follow another."""
    yield ref
    for run in _RUN.findall(ref):
        yield run
        figures = _FIGURE.findall(run)
        for begin, end in combinations(range(len(figures) + 1), 2):
            if figures[begin].startswith(_BEGINS):
                yield "".join(figures[begin:end])


def _rings(text: str) -> bool:
    try:
        parse_callee(text, renew=True)
    except UsageError:
        return False
    return True


def mask_numbers(text: str) -> str:
    """The text with every run of seven digits or more masked: others' words may hold one.

    Up to two signs may stand between two digits, but for those of times, dates and lists.
    """
    return _RUN.sub(lambda run: mask("".join(filter(str.isdecimal, run.group()))), text)
