"""What can be typed after `/cdr`, and which records stand on which page."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calls import Facts
from bot.core.cdrs import Cdr
from bot.core.listing import (
    FARTHEST,
    MOST,
    PAGE,
    CdrCommand,
    Query,
    Record,
    newer_than,
    parse_cdr,
    span_at,
)
from bot.core.records import CallKind
from bot.errors import UsageError
from tests.core.cases import NOW, ended

UUID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


def test_nothing_typed_is_the_list_of_the_day() -> None:
    assert parse_cdr("").is_bare
    assert parse_cdr("   ").is_bare


@pytest.mark.parametrize("typed", ["caller=19001234", "limit=5", "offset=8", "0987654321", UUID])
def test_whatever_is_typed_makes_it_another_list(typed: str) -> None:
    assert not parse_cdr(typed).is_bare


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("0987654321", ("0987654321",)),
        ("0987 654 321", ("0987654321",)),
        ("+84 987-654-321", ("0987654321",)),
        ("(84) 987.654.321", ("0987654321",)),
        ("987654321", ("0987654321", "987654321")),
        ("01629333999", ("0329333999", "01629333999")),
        ("+84 162 933 3999", ("0329333999", "01629333999")),
        ("０９８７６５４３２１", ("0987654321",)),
        ("02873001234", ("02873001234",)),
        ("+1 415 555 0100", ("14155550100",)),
        ("0014155550100", ("14155550100",)),
        ("19001234", ("19001234",)),
        ("101", ("101",)),
    ],
)
def test_a_number_is_read_loosely_since_a_pbx_may_have_called_anything(
    typed: str, numbers: tuple[str, ...]
) -> None:
    assert parse_cdr(typed).numbers == numbers


@pytest.mark.parametrize("typed", [UUID, "1614567890.1234", "abc_1:2@host", "x" * 128])
def test_one_word_may_be_the_id_of_a_call(typed: str) -> None:
    assert parse_cdr(typed).call_id == typed


def test_digits_alone_may_be_a_number_or_an_id() -> None:
    command = parse_cdr("0987654321")
    assert (command.numbers, command.call_id) == (("0987654321",), "0987654321")


@pytest.mark.parametrize(
    "typed", ["hello there", "0987654321 x", f"{UUID} {UUID}", "x" * 129, "a/b", "số nào"]
)
def test_what_is_neither_is_refused(typed: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_cdr(typed)
    assert refused.value.problem == "record_unclear"


def test_arguments_stand_anywhere() -> None:
    command = parse_cdr('limit=20 0987654321 caller="1900 1234" OFFSET=40')
    assert command == CdrCommand(
        numbers=("0987654321",),
        call_id="0987654321",
        callers=("19001234",),
        limit=20,
        offset=40,
    )


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("limit=0", "count_invalid"),
        (f"limit={MOST + 1}", "count_invalid"),
        ("limit=-1", "count_invalid"),
        ("limit=ten", "count_invalid"),
        ("limit=1.5", "count_invalid"),
        ("limit=١", "count_invalid"),
        ("limit=" + "9" * 5000, "count_invalid"),
        (f"offset={FARTHEST + 1}", "count_invalid"),
        ("offset=", "argument_empty"),
        ("limit=1 limit=2", "argument_twice"),
        ("lmit=3", "argument_unknown"),
        ("account=CSKH", "argument_unknown"),
        ("caller=abc", "caller_invalid"),
        ("caller=12", "caller_invalid"),
        ('caller="1900', "quote_open"),
        ("queue=1", "queue_value"),
    ],
)
def test_a_wrong_argument_is_named(typed: str, problem: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_cdr(typed)
    assert refused.value.problem == problem


def test_a_mistyped_argument_comes_with_the_right_one() -> None:
    with pytest.raises(UsageError) as refused:
        parse_cdr("lmit=3")
    assert refused.value.values["mends"] == "cdr:lmit:limit"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_reason(typed: str) -> None:
    with suppress(UsageError):
        parse_cdr(typed)


def places(query: Query, *, today: int, total: int) -> list[tuple[int, int]]:
    """The pages of a list, from the newest on: what each skips and takes."""
    pages, position = [], 0
    while position < total:
        span = span_at(query, position, today=today)
        if not span.take:
            break
        pages.append((span.skip, min(span.take, total - position)))
        position += span.take
    return pages


def test_pages_follow_one_another_without_gap_or_repetition() -> None:
    assert places(Query(), today=0, total=20) == [(0, 8), (8, 8), (16, 4)]


def test_the_days_last_page_ends_with_the_day() -> None:
    assert places(Query(day_from=1.0), today=11, total=20) == [(0, 8), (8, 3), (11, 8), (19, 1)]


def test_limit_and_offset_are_kept_to() -> None:
    assert places(Query(limit=10, offset=5), today=0, total=99) == [(5, 8), (13, 2)]
    assert places(Query(limit=3), today=0, total=99) == [(0, 3)]


@given(today=st.integers(0, 40), total=st.integers(0, 80))
def test_newer_leads_back_over_the_pages_that_older_led_through(today: int, total: int) -> None:
    total = max(today, total)
    query = Query(day_from=1.0)
    starts = [skip for skip, _ in places(query, today=today, total=total)]
    for before, after in zip([None, *starts], starts, strict=False):
        assert newer_than(after, today=today) == before


@pytest.mark.parametrize("position", [1, 3, 7])
def test_a_place_that_no_page_begins_at_leads_back_all_the_same(position: int) -> None:
    assert newer_than(position, today=0) == 0
    assert span_at(Query(), position, today=0).take == PAGE


def a_record(**changes: object) -> Record:
    fields = {"id": 1, "account_id": 1, "at": NOW, "callee": "0987654321", "caller": "19001234"}
    return Record(**fields | changes)  # type: ignore[arg-type]


def test_a_call_of_ours_is_known_by_its_own_facts() -> None:
    call = ended("USER_BUSY")
    record = a_record(call=call, cdr=Cdr(type="VOICE", hangup_cause="NORMAL_CLEARING"))
    assert (record.facts, record.kind, record.template) == (call.facts, call.kind, call.template)


def test_a_call_of_another_system_is_known_by_its_record() -> None:
    cdr = Cdr(type="otp", param={"template_name": "otp_2"}, billsec=3, end_time=NOW)
    record = a_record(cdr=cdr)
    assert (record.facts, record.kind, record.template) == (cdr.facts(), CallKind.OTP, "otp_2")


def test_a_record_of_which_nothing_is_said_is_a_call_all_the_same() -> None:
    record = a_record(cdr=Cdr())
    assert (record.kind, record.template) == (CallKind.VOICE, "")
    assert a_record().facts == Facts()
