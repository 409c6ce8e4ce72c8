"""What a record's fields mean, in every spelling that the vendor's pages show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calls import DAY, Known, Outcome, Seen, Source, outcome
from bot.core.cdrs import (
    Cdr,
    fuller,
    read_count,
    read_keys,
    read_param,
    read_time,
    without_code,
)
from tests.samples import read_hook_body

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


NONSENSE = [None, True, -1, 10**400, 1e999, "\ud800", [], {"a": []}, "x" * 999]


def short(value: object) -> str:
    return ascii(value)[:12]


def a_cdr(case: str = "cdr", **changes: object) -> Cdr:
    return Cdr.model_validate({**json.loads(read_hook_body(case)), **changes})


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2021-05-05T08:12:40Z", 1620202360.0),
        ("2021-05-05T15:12:40+07:00", 1620202360.0),
        ("2021-05-05T08:12:40.123456789Z", 1620202360.123456),
        ("2023-03-07 10:06:53", 1678158413.0),
        (" 2023-03-07 10:06:53 ", 1678158413.0),
        (1620202360, 1620202360.0),
        ("", None),
        (None, None),
        ("soon", None),
        ("2021-13-05T08:12:40Z", None),
        (True, None),
        ([], None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        (1620202360000, None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_time_is_unix_seconds_and_without_an_offset_vietnams(
    written: object, at: float | None
) -> None:
    assert read_time(written) == at


@pytest.mark.parametrize(
    ("written", "count"),
    [
        (9, 9),
        ("9", 9),
        (9.0, 9),
        (" 12 ", 12),
        (0, 0),
        (-1, None),
        ("", None),
        (None, None),
        ("nine", None),
        ({}, None),
        ("nan", None),
        (10**400, None),
        (2_000_000_000, None),
    ],
    ids=short,
)
def test_a_count_is_a_whole_number_up_to_a_billion(written: object, count: int | None) -> None:
    assert read_count(written) == count


@pytest.mark.parametrize("nothing", [None, "", "{}", "null", [], {}], ids=repr)
def test_no_key_is_written_in_four_ways(nothing: object) -> None:
    assert read_keys(nothing) == ""


@pytest.mark.parametrize("two", ["2", 2, " 2 "], ids=repr)
def test_a_key_is_text_inside(two: object) -> None:
    assert read_keys(two) == "2"


@pytest.mark.parametrize(
    ("written", "param"),
    [
        ('{"template_name":"t","n":1}', {"template_name": "t", "n": "1"}),
        ({"template_name": "t", "deep": {"a": "ă"}}, {"template_name": "t", "deep": '{"a": "ă"}'}),
        ({"template_name": None}, {"template_name": ""}),
        ("", {}),
        ("[]", {}),
        ("{", {}),
        (None, {}),
        (7, {}),
    ],
)
def test_param_is_an_object_however_it_comes(written: object, param: dict[str, str]) -> None:
    assert read_param(written) == param


def test_the_references_record_is_read_whole() -> None:
    cdr = a_cdr()
    assert cdr.call_id == "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee"
    assert (cdr.create_time, cdr.end_time) == (1620202354.0, 1620202363.0)
    assert (cdr.duration, cdr.billsec, cdr.call_time) == (9, 3, 1)
    assert cdr.param == {"customer_name": "Van A", "template_name": "thong_bao"}
    assert (cdr.template, cdr.ref, cdr.type) == ("thong_bao", "", "VOICE")
    assert cdr.finished


def test_every_field_may_be_missing() -> None:
    cdr = Cdr.model_validate({})
    assert (cdr.call_id, cdr.end_time, cdr.billsec, cdr.param) == ("", None, None, {})
    assert cdr.facts().report.seen is Seen.PLACED


@pytest.mark.parametrize("field", sorted(Cdr.model_fields))
@pytest.mark.parametrize("nonsense", NONSENSE, ids=short)
def test_no_value_of_any_field_breaks_a_record(field: str, nonsense: object) -> None:
    a_cdr(**{field: nonsense}).facts()


def test_a_finished_record_says_how_the_call_went() -> None:
    facts = a_cdr().facts()
    assert facts.report.recorded
    assert facts.report.seen is Seen.ENDED
    assert facts.report.answer_time == Known(Source.CDR, 1620202360.0)
    assert facts.report.keypress == Known(Source.CDR, "2")
    assert outcome(facts) is Outcome.ANSWERED


def test_a_record_without_end_and_cause_is_of_a_call_still_running() -> None:
    facts = a_cdr("cdr_running").facts()
    assert not facts.report.recorded
    assert facts.report.seen is Seen.ANSWERED
    assert a_cdr("cdr_running", answer_time=None).facts().report.seen is Seen.PLACED


@pytest.mark.parametrize("ending", [{"end_time": "2021-05-05T08:12:43Z"}, {"hangup_cause": "x"}])
def test_an_end_or_a_cause_alone_finishes_a_record(ending: dict[str, str]) -> None:
    assert a_cdr("cdr_running", **ending).facts().report.recorded


def test_the_older_versions_record_is_of_the_second_attempt() -> None:
    report = a_cdr("cdr_of_older_version").facts().report
    assert report.attempt == 2
    assert report.start_time == Known(Source.CDR, 1678158413.0)
    assert report.keypress is None
    assert outcome(a_cdr("cdr_of_older_version").facts()) is Outcome.NO_ANSWER


@pytest.mark.parametrize("times", [None, 0, "", "x", -3], ids=repr)
def test_an_unreadable_number_of_attempts_counts_as_the_first(times: object) -> None:
    assert a_cdr(call_time=times).facts().report.attempt == 1


def test_an_otp_record_keeps_known_fields_only() -> None:
    cdr = a_cdr("cdr_of_otp")
    assert cdr.ref == "r-1"
    assert cdr.template == "otp_demo"
    assert "4821" not in cdr.model_dump_json()


def test_a_voice_record_keeps_what_it_does_not_know() -> None:
    assert a_cdr(recording="r.wav").model_dump()["recording"] == "r.wav"


@pytest.mark.parametrize(
    "name",
    [
        "callback_apikey",
        "Api-Key",
        "access_token",
        "refreshToken",
        "Authorization",
        "PASSWORD",
        "secret_key",
    ],
)
def test_keys_and_passwords_are_dropped_wherever_they_are(name: str) -> None:
    inner = {name: "hunter2", "template_name": "t"}
    cut = f'{{"{name}": "hunt'
    raw = {"param": json.dumps(inner), "kept": [inner], name: "hunter2", "cut": cut}
    cdr = Cdr.model_validate({**raw, "type": "VOICE"})
    assert cdr.param == {"template_name": "t"}
    assert "hunt" not in cdr.model_dump_json()


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"create_time": 5e10, "end_time": 2e9}, 2e9),
        ({"create_time": 5e10}, None),
        ({"create_time": 2e9 + DAY / 2}, 2e9 + DAY / 2),
        ({}, None),
    ],
)
def test_a_clock_that_is_a_day_ahead_does_not_tell_when_a_call_was_made(
    said: dict[str, float], at: float | None
) -> None:
    assert Cdr.model_validate(said).made_at(now=2e9) == at


RUNNING = Cdr(call_id="a", call_time=1, create_time=1.0)
ENDED = Cdr(call_id="a", call_time=1, create_time=1.0, end_time=9.0)
SECOND = Cdr(call_id="a", call_time=2)
MORE = Cdr(call_id="a", call_time=1, create_time=1.0, end_time=9.0, billsec=3)


@pytest.mark.parametrize(
    ("less", "more"), [(RUNNING, ENDED), (ENDED, SECOND), (ENDED, MORE), (Cdr(), RUNNING)]
)
def test_of_two_records_of_a_call_the_one_that_says_more_is_kept(less: Cdr, more: Cdr) -> None:
    assert fuller(less, more) == fuller(more, less) == more
    assert fuller(more, more) == more


@given(st.dictionaries(st.sampled_from([*Cdr.model_fields]), JSON))
def test_a_record_is_the_same_after_it_was_kept(raw: dict[str, Any]) -> None:
    cdr = Cdr.model_validate(raw)
    kept = Cdr.model_validate_json(cdr.model_dump_json(exclude_defaults=True))
    assert kept == cdr
    assert fuller(kept, cdr) == kept


@pytest.mark.parametrize("kind", ["OTP", "VOICE", ""])
def test_a_code_calls_record_keeps_nothing_that_may_hold_the_code(kind: str) -> None:
    said = {
        "type": kind,
        "call_id": "a",
        "keypress": "4821",
        "spoken": "4821",
        "param": {"template_name": "otp", "ref_id": "r", "x": "4821"},
        "billsec": 3,
    }
    kept = without_code(Cdr.model_validate(said))
    assert "4821" not in kept.model_dump_json()
    assert (kept.template, kept.ref, kept.billsec, kept.is_otp) == ("otp", "r", 3, True)
    assert without_code(kept) == kept
