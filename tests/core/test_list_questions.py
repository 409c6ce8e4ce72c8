"""What is asked before a list can be drawn, and what is an answer to it."""

from __future__ import annotations

import pytest

from bot.core.columns import PHONE, Matched
from bot.core.list_checks import holds_numbers
from bot.core.list_questions import Asking, about_columns, looks_like_answer
from bot.core.records import Draft, Place, Topic
from bot.core.tables import Table, TableKind, TableRow
from bot.errors import UsageError
from tests.core.cases import NOW


def draft(asking: Asking) -> Draft:
    return Draft(
        id="d",
        person_id=1,
        place=Place(chat_id=1),
        message_id=None,
        about=Topic.LIST,
        asking=asking,
        values={},
        created_at=NOW,
    )


@pytest.mark.parametrize(
    ("asking", "text", "is_answer"),
    [
        (Asking.TIME, "10:00", True),
        (Asking.TIME, "8h sáng mai", True),
        (Asking.TIME, "30 phút nữa", True),
        (Asking.TIME, "hôm qua", True),
        (Asking.TIME, "thôi", True),
        (Asking.TIME, "0912000121", False),
        (Asking.TIME, "0912000121; Khách 1; 1.000.000; 30/11/2026", False),
        (Asking.TIME, "0912000121; An\n0912000222; Bình", False),
        (Asking.TIME, "gọi cho tôi lúc nào cũng được miễn là trước buổi trưa", False),
        (Asking.TEMPLATE, "nhac_no_t11", True),
        (Asking.TEMPLATE, "nhac_no_t11 mai gọi", False),
        (Asking.COLUMN, "30/11/2026", False),
        (Asking.COLUMN, "thôi", True),
    ],
)
def test_text_that_replies_to_nothing_is_an_answer_only_where_it_plainly_is(
    asking: Asking, text: str, is_answer: bool
) -> None:
    assert looks_like_answer(draft(asking), text) is is_answer


def table(*cells: str | int | None) -> Table:
    rows = tuple(TableRow(line=line, cells=(cell,)) for line, cell in enumerate(cells, 1))
    return Table(kind=TableKind.CSV, rows=rows)


def test_without_any_number_no_column_can_be_the_phone_and_none_is_asked_for() -> None:
    unclear = Matched(phone=None, spare=(0, 1))
    with pytest.raises(UsageError, match="list_no_phone"):
        about_columns(unclear, numbers=False)
    with pytest.raises(UsageError, match="list_no_phone"):
        about_columns(Matched(phone=None, spare=()), numbers=True)

    question = about_columns(unclear, numbers=True)

    assert question is not None
    assert (question.about, question.choices) == (PHONE, ("0", "1"))


@pytest.mark.parametrize("number", ["0912000121", 912000121, "09120001", "+84912000121"])
def test_one_number_right_or_wrong_makes_a_table_hold_numbers(number: str | int) -> None:
    assert holds_numbers(table("An", None, number))
    assert not holds_numbers(table("An", None, "Bình"))
