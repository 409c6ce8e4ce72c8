"""Requests as the reference writes them; replies as the vendor's pages show them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.errors import (
    PbxBroken,
    PbxError,
    PbxNoAnswer,
    PbxNotFound,
    PbxRateLimited,
    PbxRefused,
    PbxUnauthorized,
    PbxUnreadable,
)
from bot.pbx import wire
from bot.pbx.wire import OtpCall, Reply
from tests.samples import read_reply

#: When every reply here came in: an hour before the reference's token expires.
AT = 1613632718.0
READERS: list[Callable[[Reply], object]] = [
    wire.read_token,
    wire.read_placement,
    wire.read_cdrs,
    wire.read_cdr,
]
readers = pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)


def sample(case: str, **changes: Any) -> Reply:
    status, headers, body = read_reply(case)
    return Reply(**{"status": status, "headers": headers, "body": body, "at": AT, **changes})


def reply(status: int = 200, body: object = None, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=named, body=json.dumps(body).encode(), at=AT)


def failure(read: Callable[[Reply], object], answer: Reply) -> PbxError:
    with pytest.raises(PbxError) as caught:
        read(answer)
    return caught.value


def a_call(**changes: Any) -> OtpCall:
    fields = {
        "campaign_id": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee",
        "caller": "0123456789",
        "callee": "0987654321",
        "template": "otp_demo",
        "code": "123ABC",
        "callback_url": "https://demo.webhook.com",
        "queue": False,
        "ref": None,
    }
    return OtpCall(**{**fields, **changes})


def test_the_request_for_a_token_is_the_references() -> None:
    request = wire.build_token("aaaaaaaa-bbbb-cccc-dddd-eeeeeeee")
    assert (request.method, request.path) == ("POST", "/v1/auth/token")
    assert request.json == {"api_key": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee"}


def test_the_request_for_an_otp_call_is_the_references() -> None:
    request = wire.build_otp_call(a_call())
    assert (request.method, request.path) == ("POST", "/v1/autocall/otp")
    assert request.json == {
        "campaign_id": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee",
        "caller": "0123456789",
        "callee": "0987654321",
        "param": {"template_name": "otp_demo", "code_otp": "123ABC"},
        "callback_url": "https://demo.webhook.com",
    }


def test_our_reference_and_the_queue_travel_when_asked_for() -> None:
    body = wire.build_otp_call(a_call(ref="r-1", queue=True)).json
    assert body is not None
    assert body["param"] == {"template_name": "otp_demo", "code_otp": "123ABC", "ref_id": "r-1"}
    assert body["queue"] is True


def test_without_a_place_for_hooks_none_is_named() -> None:
    body = wire.build_otp_call(a_call(callback_url=None)).json
    assert body is not None
    assert "callback_url" not in body


def test_the_request_for_records_is_the_references() -> None:
    request = wire.build_cdrs(10, 0)
    assert (request.method, request.path, request.json) == ("GET", "/v1/report", None)
    assert request.params == {"limit": 10, "offset": 0}
    request = wire.build_cdrs(10, 20, caller="0123456789", callee="0987654321")
    assert request.params["caller"] == "0123456789"
    assert request.params["callee"] == "0987654321"


def test_the_request_for_one_record_is_the_references() -> None:
    request = wire.build_cdr("aaaaaaaa-bbbb-cccc-dddd-eeeeeeee")
    assert request.method == "GET"
    assert request.path == "/v1/report/aaaaaaaa-bbbb-cccc-dddd-eeeeeeee"


def test_an_odd_call_id_stays_one_part_of_the_path() -> None:
    assert wire.build_cdr("a/../b?c=d#e f").path == "/v1/report/a%2F..%2Fb%3Fc%3Dd%23e%20f"


def test_no_secret_is_in_a_repr() -> None:
    call = a_call(callback_url="https://bot.example/hooks/pbx/hook-token")
    values = (
        call,
        wire.build_otp_call(call),
        wire.build_token("the-key"),
        sample("token", secrets=("the-key",)),
        wire.read_token(sample("token")),
    )
    for secret in ("123ABC", "hook-token", "the-key", "eyJhbGci"):
        assert secret not in repr(values)


def test_a_token_expires_at_its_unix_time() -> None:
    token = wire.read_token(sample("token"))
    assert token.access_token.startswith("eyJhbGciOiJSU0Et")
    assert token.expires_at == 1613636318.0


def test_a_small_expire_at_is_seconds_from_now() -> None:
    assert wire.read_token(sample("token_with_seconds")).expires_at == AT + 15552000


@pytest.mark.parametrize("expire_at", [None, "", "soon", 0, -5, 1500000000, [], "nan"], ids=repr)
def test_an_expiry_that_says_nothing_counts_as_a_day(expire_at: object) -> None:
    data = {"access_token": "t", "expire_at": expire_at}
    assert wire.read_token(reply(body={"data": data})).expires_at == AT + 86400


@pytest.mark.parametrize("access_token", [None, "", 0.5 + 1e999, [], "a b", "a\nb", "ă", {}])
def test_a_token_that_fits_no_header_is_unreadable(access_token: object) -> None:
    answer = reply(body={"data": {"access_token": access_token}})
    assert type(failure(wire.read_token, answer)) is PbxUnreadable


def test_a_placement_has_the_calls_id() -> None:
    placement = wire.read_placement(sample("placement"))
    assert placement.call_id == "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee"


@pytest.mark.parametrize(
    ("body", "call_id"),
    [
        ({"status": "success"}, ""),
        ({"status": "Success", "call_id": None}, ""),
        ({"status": True}, ""),
        ({"call_id": "a"}, "a"),
        ({"call_id": 17}, "17"),
        ({"data": {"call_id": "a"}}, "a"),
        ({"data": {"call_id": "a"}, "error": None}, "a"),
        ({"call_id": "a", "error": ""}, "a"),
        ({"call_id": "a", "data": None}, "a"),
    ],
)
def test_a_placement_succeeded_with_an_id_or_with_the_word(
    body: dict[str, object], call_id: str
) -> None:
    assert wire.read_placement(reply(body=body)).call_id == call_id


@pytest.mark.parametrize(
    "body", [{}, {"status": "queued"}, {"call_id": ""}, {"data": []}, [], None, "ok", 5]
)
def test_a_placement_that_says_neither_may_have_called(body: object) -> None:
    assert type(failure(wire.read_placement, reply(body=body))) is PbxUnreadable


def test_a_reply_about_many_callees_is_none_of_ours() -> None:
    assert type(failure(wire.read_placement, sample("placement_for_many"))) is PbxUnreadable


def test_records_are_read_in_the_order_they_come() -> None:
    (cdr,) = wire.read_cdrs(sample("cdrs"))
    assert (cdr.call_id, cdr.billsec) == ("aaaaaaaa-bbbb-cccc-dddd-eeeeeeee", 9)
    two = reply(body={"data": [{"call_id": "b"}, {"call_id": "a"}]})
    assert [cdr.call_id for cdr in wire.read_cdrs(two)] == ["b", "a"]


def test_no_records_are_an_empty_list() -> None:
    assert wire.read_cdrs(sample("cdrs_none")) == []
    assert wire.read_cdrs(reply(body={"data": []})) == []


@pytest.mark.parametrize("data", [{}, "x", [1], [None], [{"call_id": "a"}, []]], ids=repr)
def test_records_that_are_none_are_unreadable(data: object) -> None:
    assert type(failure(wire.read_cdrs, reply(body={"data": data}))) is PbxUnreadable


def test_one_record_is_read() -> None:
    assert wire.read_cdr(sample("cdr")).keypress == "2"


@pytest.mark.parametrize("data", [None, {}, [], ""], ids=repr)
def test_no_data_for_an_id_is_no_record(data: object) -> None:
    assert type(failure(wire.read_cdr, reply(body={"data": data}))) is PbxNotFound


@pytest.mark.parametrize("data", [[{"call_id": "a"}], "x", {"billsec": 1}, {"call_id": ""}])
def test_a_record_without_its_id_is_unreadable(data: object) -> None:
    assert type(failure(wire.read_cdr, reply(body={"data": data}))) is PbxUnreadable


def test_no_code_comes_back_with_a_record() -> None:
    param = json.dumps({"template_name": "otp_demo", "code_otp": "4821"})
    record = {"call_id": "a", "type": "OTP", "param": param, "code_otp": "4821"}
    cdr = wire.read_cdr(reply(body={"data": record}))
    assert "4821" not in cdr.model_dump_json()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (100, PbxUnreadable),
        (300, PbxUnreadable),
        (301, PbxRefused),
        (302, PbxUnreadable),
        (303, PbxUnreadable),
        (304, PbxUnreadable),
        (307, PbxRefused),
        (308, PbxRefused),
        (400, PbxRefused),
        (401, PbxUnauthorized),
        (402, PbxRefused),
        (403, PbxUnauthorized),
        (405, PbxRefused),
        (408, PbxBroken),
        (409, PbxRefused),
        (422, PbxRefused),
        (429, PbxRateLimited),
        (500, PbxBroken),
        (502, PbxBroken),
        (503, PbxBroken),
        (504, PbxBroken),
        (599, PbxBroken),
    ],
)
@readers
def test_each_status_has_its_error(
    status: int, kind: type[PbxError], read: Callable[[Reply], object]
) -> None:
    error = failure(read, reply(status, {"error": "no", "call_id": "a", "data": None}))
    assert type(error) is kind
    assert error.status == status
    assert error.words == "no"


def test_what_is_not_found_is_no_record_to_reads_and_a_refusal_to_placements() -> None:
    assert type(failure(wire.read_cdr, sample("not_found"))) is PbxNotFound
    assert type(failure(wire.read_cdrs, sample("not_found"))) is PbxNotFound
    assert type(failure(wire.read_placement, sample("not_found"))) is PbxRefused
    assert type(failure(wire.read_token, sample("not_found"))) is PbxRefused


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("template_exists", "template is existed!"),
        ("missing_key", "missing tts key"),
        ("validation", "phone_number is required"),
        ("envelope", "Bad Request: missing tts key"),
        ("envelope_in_200", "Bad Request: missing tts key"),
        ("error_in_200", "Blacklist"),
    ],
)
@readers
def test_a_refusal_keeps_the_pbxs_words(
    case: str, words: str, read: Callable[[Reply], object]
) -> None:
    error = failure(read, sample(case))
    assert type(error) is PbxRefused
    assert error.words == words


@pytest.mark.parametrize(
    "body",
    [
        {"call_id": "a", "error": "late"},
        {"data": {"call_id": "a", "error": "late"}},
        {"data": {"call_id": "a"}, "error": "late"},
    ],
    ids=repr,
)
def test_an_id_beside_an_error_may_have_called(body: object) -> None:
    assert type(failure(wire.read_placement, reply(body=body))) is PbxUnreadable


@pytest.mark.parametrize("error", [None, "", [], {}, False], ids=repr)
def test_an_empty_error_is_none(error: object) -> None:
    assert wire.read_placement(reply(body={"call_id": "a", "error": error})).call_id == "a"


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff", b"[" * 99_999, b"null"])
@pytest.mark.parametrize("status", [200, 201, 204])
@readers
def test_a_2xx_that_is_no_json_object_is_unreadable(
    status: int, body: bytes, read: Callable[[Reply], object]
) -> None:
    answer = Reply(status=status, headers={}, body=body, at=AT)
    assert type(failure(read, answer)) is PbxUnreadable


def test_a_body_over_the_limit_is_unreadable() -> None:
    body = b'{"call_id": "a", "status": "success"' + b" " * wire.BODY_LIMIT + b"}"
    assert type(failure(wire.read_placement, sample("placement", body=body))) is PbxUnreadable


def test_an_unreadable_answer_and_a_broken_pbx_mean_that_it_may_have_happened() -> None:
    assert isinstance(failure(wire.read_placement, reply(503)), PbxNoAnswer)
    assert isinstance(failure(wire.read_placement, reply(200, [])), PbxNoAnswer)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30),
        ("0", 0),
        ("1.5", 1.5),
        ("-3", 0),
        ("86400", 60),
        ("inf", 60),
        ("Thu, 18 Feb 2021 07:18:48 GMT", 10),
        ("Thu, 18 Feb 2021 07:18:48 -0000", 10),
        ("Thu, 18 Feb 2021 07:00:00 GMT", 0),
        ("Fri, 19 Feb 2021 07:18:48 GMT", 60),
        ("nan", None),
        ("soon", None),
        ("Thu, 18 Feb 2021 07:18:48 +99999999999999999999", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_seconds_or_a_date_and_never_over_a_minute(
    status: int, header: str, seconds: float | None
) -> None:
    error = failure(wire.read_placement, reply(status, retry_after=header))
    assert error.retry_after == seconds


def test_maintenance_has_no_words_for_people_but_a_time() -> None:
    error = failure(wire.read_cdrs, sample("maintenance"))
    assert (type(error), error.words, error.retry_after) == (PbxBroken, "", 30)


def test_what_was_sent_is_hidden_in_the_words() -> None:
    secrets = wire.build_otp_call(a_call(code="4821")).secrets
    body = json.dumps({"error": {"param": {"code_otp": "4821"}}}).encode()
    error = failure(wire.read_placement, sample("missing_key", body=body, secrets=secrets))
    assert error.words == "param: code_otp: •••"
    assert "4821" not in repr(error)
