"""Amounts as the PBX reads them, and values that too many people would hear.

The PBX reads "10.410.000" as an amount and "10410000" digit by digit. Decides which fields hold
amounts, and gives an amount its dots; a value that may mean something else stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from bot.core.columns import folded
from bot.core.lists import NewRow

#: Parts of a field's name, or two or all of them together, that make it one of amounts.
_MONEY: Final = frozenset(
    {
        *("amount", "balance", "cost", "debt", "fee", "money", "payment", "premium", "price"),
        *("principal", "total", "cuoc", "gia", "phi", "tien", "tong", "vnd"),
        *("duno", "sodu", "sono", "tienno", "khoanno", "tongno", "nogoc", "nocuoc", "congno"),
        *("sotien", "tongtien", "thanhtien", "sotienno", "cuocphi", "hocphi", "dueamount"),
        *("totalamount", "amountdue", "tongduno", "conlai"),
    }
)
#: The same that make it one of something else, whatever else its name says.
_OTHER: Final = frozenset(
    {
        *("code", "date", "day", "days", "gio", "id", "ma", "name", "ngay", "ref", "ten", "time"),
        *("cuocgoi", "danhgia", "giadinh", "giahan", "goicuoc", "quocgia", "thamgia", "tongdai"),
    }
)
#: The same of a name without money in it: its figures may have dots and be no amounts.
_NUMBERED: Final = frozenset(
    {
        *("account", "contract", "hotline", "mobile", "phone", "tel", "hd", "sdt", "stk"),
        *("dienthoai", "hopdong", "taikhoan", "thuebao"),
    }
)
#: "nợ" is what "no" means at the beginning of a name; after another word it may be "number".
_DEBT: Final = "no"

#: Names of fields that hold a person's name: these words alone, and one that says so among them.
_PERSON: Final = re.compile(
    r"(?!.*nhanvien)(?=.*(?:name|ten|khach|nguoi|kh$|customer|client|guest|patient|debtor|borrower))"
    r"(?:name|full|first|last|customer|client|user|contact|guest|member|patient|student|debtor"
    r"|borrower|ten|ho|va|dem|khach|hang|kh|nguoi|vay|nhan|mua|thue|dung|chu|the|xe|benh|hoc"
    r"|sinh|vien|phu|huynh|ong|ba|anh|chi|quy)+"
)

_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_DOTTED: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,4}")
#: What a value has to be, its unit aside, to be surely an amount. One comma may be that of a
#: decimal, unless a zero stands at the end.
_AMOUNT: Final = re.compile(
    r"([1-9][0-9]{3,14}"
    r"|[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){1,4}|(?: [0-9]{3}){1,4}|(?:,[0-9]{3}){2,4}|,[0-9]{2}0))"
    r"(?: ?(?:đ|₫|d|vnđ|vnd|đồng|dong))?",
    re.IGNORECASE,
)
_NO_DIGITS: Final = re.compile(r"[^0-9]+")

#: A name or an amount is one person's until so many hear it, and so large a part of all.
_MANY: Final = 3
_PART: Final = 5


def with_dots(digits: str) -> str:
    """An amount as the PBX reads it as one: "10.410.000"."""
    return f"{int(digits):,}".replace(",", ".")


def is_dotted(value: str) -> bool:
    """Whether a value is an amount as the PBX reads it as one."""
    return _DOTTED.fullmatch(value) is not None


def dotted(value: str) -> str:
    """The amount with dots and nothing else; a value that is not surely one as it is."""
    found = _AMOUNT.fullmatch(value)
    return value if found is None else with_dots(_NO_DIGITS.sub("", found[1]))


def values_of(rows: Iterable[NewRow], name: str) -> dict[int, str]:
    """What the rows that are to be called have for a field, by their positions."""
    return {
        row.position: row.values[name]
        for row in rows
        if row.left_out is None and name in row.values
    }


def holds_amounts(field: str, values: Iterable[str]) -> bool:
    """Whether a field is one of amounts: by its name, or because some of its values have dots."""
    words = words_of(field)
    if words & _OTHER:
        return False
    named = bool(words & _MONEY)
    return named or (not words & _NUMBERED and any(map(is_dotted, values)))


def words_of(field: str) -> set[str]:
    """The parts of a field's name, each two together, and the whole; `so_tien`, `soTien`."""
    parts = [part.lower() for part in _PARTS.findall(field)]
    debt = {"tien"} if parts[:1] == [_DEBT] and parts[1:2] != ["of"] else set()
    pairs = {one + two for one, two in pairwise(parts)}
    return {*parts, *pairs, folded(field), *debt}


def names_person(field: str) -> bool:
    """Whether a field holds a person's name, by its own."""
    return _PERSON.fullmatch(folded(field)) is not None


_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def shared_by_many(
    rows: Sequence[NewRow], fields: Iterable[str], *, shared: Mapping[str, str] = _NONE
) -> list[tuple[str, str, int]]:
    """One person's name or amount that several would hear: (field, value, how many), most first.

    At least three and a fifth of all hear it, or it is in `shared`, given once for all. Dates and
    other fields are the same for many people as a rule.
    """
    total = sum(row.left_out is None for row in rows)
    found = []
    for name in fields:
        values = values_of(rows, name).values()
        if not (names_person(name) or holds_amounts(name, values)):
            continue
        given = shared.get(name, "")
        for value, count in Counter(values).items():
            once = count > 1 and value in {given, dotted(given)}
            if once or (count >= _MANY and count * _PART >= total):
                found.append((name, value, count))
    return sorted(found, key=lambda one: -one[2])
