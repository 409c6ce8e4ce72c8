"""Every hook becomes facts, and nothing of it that must not be kept is kept."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calls import Facts, Known, Outcome, Report, Seen, Source, merge, outcome
from bot.core.events import read_hook
from bot.core.records import CallKind
from tests.samples import all_hooks, read_hook_body

CALL_ID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee"


def sample(case: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(read_hook_body(case))
    return body


def encode(**fields: object) -> bytes:
    return json.dumps(fields).encode()


@pytest.mark.parametrize(
    ("case", "shape", "seen", "look"),
    [
        ("event_ringing", "event", Seen.RINGING, False),
        ("event_answered", "event", Seen.ANSWERED, False),
        ("event_hangup", "event", Seen.ENDED, False),
        ("event_missed", "event", Seen.ENDED, False),
        ("event_cdr", "event", Seen.ENDED, True),
        ("event_cdr_autocall", "event", Seen.ENDED, True),
        ("event_of_unknown_state", "event", Seen.NOTHING, True),
        ("cdr", "cdr", Seen.ENDED, False),
        ("cdr_running", "cdr", Seen.ANSWERED, False),
        ("cdr_of_older_version", "cdr", Seen.ENDED, False),
        ("cdr_of_otp", "cdr", Seen.ENDED, False),
        ("oldest_success", "oldest", Seen.ENDED, True),
        ("oldest_fail", "oldest", Seen.ENDED, True),
        ("neither", "unreadable", Seen.NOTHING, True),
    ],
)
def test_each_sample_has_its_shape_and_says_how_far_the_call_is(
    case: str, shape: str, seen: Seen, look: bool
) -> None:
    hook = read_hook(read_hook_body(case), CallKind.VOICE)
    assert (hook.shape, hook.facts.report.seen, hook.look) == (shape, seen, look)


@pytest.mark.parametrize("case", sorted(set(all_hooks()) - {"neither"}))
def test_every_readable_hook_names_its_call(case: str) -> None:
    said = read_hook(read_hook_body(case), CallKind.OTP).facts.call_id
    assert said is not None
    assert said.value == CALL_ID


def test_an_event_holds_times_lengths_and_the_key() -> None:
    report = read_hook(read_hook_body("event_hangup"), CallKind.VOICE).facts.report
    assert report.start_time == Known(Source.EVENT, 1620202354.0)
    assert report.answer_time == Known(Source.EVENT, 1620202360.0)
    assert report.end_time == Known(Source.EVENT, 1620202363.0)
    assert (report.duration, report.billsec) == (Known(Source.EVENT, 9), Known(Source.EVENT, 3))
    assert report.keypress == Known(Source.EVENT, "2")
    assert not report.recorded


def test_an_answered_event_says_that_somebody_picked_up() -> None:
    answered = read_hook(encode(state="Answered"), CallKind.VOICE).facts
    ended = read_hook(encode(state="hangup"), CallKind.VOICE).facts
    assert outcome(merge(answered, ended)) is Outcome.ANSWERED
    assert outcome(ended) is Outcome.NO_ANSWER


def test_the_oldest_shape_says_whether_somebody_picked_up() -> None:
    success = read_hook(read_hook_body("oldest_success"), CallKind.VOICE).facts
    fail = read_hook(read_hook_body("oldest_fail"), CallKind.VOICE).facts
    assert success.report.keypress == Known(Source.OLDEST, "2")
    assert outcome(success) is Outcome.ANSWERED
    assert outcome(fail) is Outcome.FAILED


def test_a_missed_call_with_an_empty_time_of_answering_was_not_answered() -> None:
    missed = read_hook(read_hook_body("event_missed"), CallKind.VOICE).facts
    assert outcome(missed) is Outcome.NO_ANSWER


def test_an_unknown_status_of_the_oldest_shape_is_only_a_reason_to_look() -> None:
    hook = read_hook(encode(status="Pending", call_id="c"), CallKind.VOICE)
    assert (hook.shape, hook.facts, hook.look) == (
        "oldest",
        Facts(call_id=Known(Source.OLDEST, "c")),
        True,
    )


def test_a_hook_reads_the_same_as_a_form_and_as_json_within_a_form_or_a_string() -> None:
    fields = sample("event_hangup")
    wanted = read_hook(encode(**fields), CallKind.VOICE).facts
    for body in (
        urlencode(fields).encode(),
        urlencode({"payload": json.dumps(fields)}).encode(),
        json.dumps(json.dumps(fields)).encode(),
        json.dumps(fields).encode("utf-16"),
    ):
        assert read_hook(body, CallKind.VOICE).facts == wanted


def test_a_voice_calls_hook_keeps_what_it_does_not_know() -> None:
    hook = read_hook(encode(state="ringing", later="x"), CallKind.VOICE)
    assert hook.body == {"state": "ringing", "later": "x"}


def test_no_hook_keeps_the_address_that_it_was_posted_to() -> None:
    body = encode(state="ringing", callback_url="https://bot.example/hooks/pbx/t0ken")
    assert read_hook(body, CallKind.VOICE).body == {"state": "ringing"}


def test_numbers_that_no_float_holds_count_as_absent() -> None:
    told = encode(state="hangup", time_started=10**400, duration=10**400, call_id="c")
    facts = read_hook(told, CallKind.OTP).facts
    assert facts.call_id == Known(Source.EVENT, "c")
    assert facts.report == Report(seen=Seen.ENDED)


@pytest.mark.parametrize(
    "told",
    [
        {"state": "hangup", "tts": "Mã xác nhận của bạn là 4821"},
        {"state": "hangup", "code_otp": "4821"},
        {"state": "hangup", "customer_id": {"said": "4821"}},
        {"state": "hangup", "press_key": ["4821"]},
        {"state": "hangup", "param": '{"otp":"4821"}'},
        {"hangup_cause": "NORMAL_CLEARING", "param": {"code_otp": "4821", "ref_id": "r"}},
        {"hangup_cause": "NORMAL_CLEARING", "param": '{"code":"4821","ref_id":"r"}'},
        {"hangup_cause": "NORMAL_CLEARING", "param": "4821"},
        {"status": "Success", "said": "4821"},
        {"4821": "x"},
        {"4821": {"code_otp": "4821"}},
        ["4821"],
        "4821",
        4821,
    ],
    ids=repr,
)
def test_no_code_is_left_of_an_otp_calls_hook(told: object) -> None:
    hook = read_hook(json.dumps(told).encode(), CallKind.OTP)
    assert "4821" not in json.dumps(hook.body)
    assert "4821" not in repr(hook)


def test_an_otp_calls_record_keeps_our_reference() -> None:
    hook = read_hook(read_hook_body("cdr_of_otp"), CallKind.OTP)
    assert hook.body["param"] == {"template_name": "otp_demo", "ref_id": "r-1"}
    assert "spoken" not in hook.body


@pytest.mark.parametrize(
    ("body", "outline"),
    [
        (b"", {"type": "NoneType", "length": 0}),
        (b"\xff", {"type": "NoneType", "length": 1}),
        (b"hello", {"type": "NoneType", "length": 5}),
        (b"[1]", {"type": "list", "length": 3}),
        (b'{"b": 1, "a": 2, "0987654321": 3}', {"type": "dict", "length": 33, "keys": ["a", "b"]}),
        (b"a=1&b=2", {"type": "dict", "length": 7, "keys": ["a", "b"]}),
        (b"&".join([b"a=1"] * 101), {"type": "NoneType", "length": 403}),
        (b'"\\"x\\""', {"type": "str", "length": 7}),
    ],
)
def test_of_what_cant_be_read_only_its_outline_is_kept(
    body: bytes, outline: dict[str, object]
) -> None:
    hook = read_hook(body, CallKind.VOICE)
    assert (hook.shape, hook.look, hook.facts, hook.body) == (
        "unreadable",
        True,
        Facts(),
        outline,
    )


@given(st.binary(), st.sampled_from(CallKind))
def test_no_bytes_break_it(body: bytes, kind: CallKind) -> None:
    assert read_hook(body, kind).shape == "unreadable"


@given(
    st.dictionaries(
        st.sampled_from(sorted({*sample("event_hangup"), *sample("cdr"), *sample("oldest_fail")})),
        st.none()
        | st.booleans()
        | st.integers()
        | st.sampled_from([10**309, -(10**400)])
        | st.floats()
        | st.text()
        | st.lists(st.text()),
    ),
    st.sampled_from(CallKind),
)
def test_no_values_break_it_and_what_it_keeps_can_be_stored(
    fields: dict[str, object], kind: CallKind
) -> None:
    hook = read_hook(encode(**fields), kind)
    json.dumps(hook.body, ensure_ascii=False, allow_nan=False).encode()
    repr(hook.facts).encode()


def test_deep_nesting_does_not_break_it() -> None:
    assert read_hook(b'{"a":' * 10_000, CallKind.OTP).shape == "unreadable"
    assert read_hook(b'{"a":' * 90 + b"1" + b"}" * 90, CallKind.OTP).shape == "unreadable"


def test_no_free_text_of_an_otp_calls_hook_is_kept() -> None:
    body = {
        "state": "answered",
        "call_id": "a-1",
        "recording_url": "https://pbx/x?otp=4821",
        "customer_id": "4821",
        "press_key": "4821",
    }
    hook = read_hook(json.dumps(body).encode(), CallKind.OTP)
    assert hook.body == {"state": "answered", "call_id": "a-1"}


@pytest.mark.parametrize("call_id", ["..", ".", "x" * 129])
def test_an_id_that_no_path_can_hold_is_none(call_id: str) -> None:
    hook = read_hook(json.dumps({"state": "ringing", "call_id": call_id}).encode(), CallKind.OTP)
    assert hook.facts.call_id == Facts().call_id
