"""Requests as the reference writes them; replies as the vendor's pages show them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import (
    PbxBroken,
    PbxError,
    PbxInvalid,
    PbxNameTaken,
    PbxNoAnswer,
    PbxNotFound,
    PbxRateLimited,
    PbxRefused,
    PbxUnauthorized,
    PbxUnreadable,
    Problem,
)
from bot.pbx import Login, OtpCall, OtpTemplate, Template, wire
from bot.pbx.answers import BODY_LIMIT, Reply
from tests.samples import read_reply

#: When every reply here came in: an hour before the reference's token expires.
AT = 1613632718.0
READERS: list[Callable[[Reply], object]] = [
    wire.read_login,
    wire.read_token,
    wire.read_created,
    wire.read_placement,
    wire.read_otp_placement,
    wire.read_placements,
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


def test_our_reference_and_the_queue_travel_when_asked_for() -> None:
    body = wire.build_otp_call(a_call(ref="r-1", queue=True)).json
    assert body is not None
    assert body["param"] == {"template_name": "otp_demo", "code_otp": "123ABC", "ref_id": "r-1"}
    assert body["queue"] is True


def test_without_a_place_for_hooks_none_is_named() -> None:
    body = wire.build_otp_call(a_call(callback_url=None)).json
    assert body is not None
    assert "callback_url" not in body


def test_records_are_asked_for_by_both_numbers() -> None:
    request = wire.build_cdrs(10, 20, caller="0123456789", callee="0987654321")
    assert request.params == {
        "limit": 10,
        "offset": 20,
        "caller": "0123456789",
        "callee": "0987654321",
    }


def test_an_odd_call_id_stays_one_part_of_the_path() -> None:
    assert wire.build_cdr("a/../b?c=d#e f").path == "/v1/report/a%2F..%2Fb%3Fc%3Dd%23e%20f"


def test_an_odd_campaign_stays_one_part_of_the_path() -> None:
    template = Template(name="a", voice_type="audio_file", audio_file="a.wav")
    assert wire.build_template("a/b", template).path == "/v1/campaign/a%2Fb/template"
    otp = OtpTemplate(name="a", content="{{code_otp}}")
    assert wire.build_otp_template("?\ud800", otp).path == "/v1/campaign/%3F%3F/otp"


@pytest.mark.parametrize("part", ["", " ", ".", ".."])
def test_a_part_of_a_path_that_is_none_is_named(part: str) -> None:
    template = OtpTemplate(name="a", content="{{code_otp}}")
    for build, field in (
        (wire.build_cdr, "call_id"),
        (lambda campaign_id: wire.build_otp_template(campaign_id, template), "campaign_id"),
    ):
        with pytest.raises(PbxInvalid) as caught:
            build(part)
        assert (caught.value.field, caught.value.problem) == (field, Problem.EMPTY)


def test_no_secret_is_in_a_repr() -> None:
    call = a_call(callback_url="https://bot.example/hooks/pbx/hook-token")
    values = (
        call,
        wire.build_otp_call(call),
        wire.build_token("the-key"),
        wire.build_login(Login(username="foo", password="the-key")),
        wire.read_login(reply(body={"data": {"api_key": "the-key", "token": "the-key"}})),
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


def test_a_reply_about_many_callees_is_not_one_calls() -> None:
    assert type(failure(wire.read_placement, sample("placement_for_many"))) is PbxUnreadable


def test_what_became_of_each_callee_is_read() -> None:
    placements = wire.read_placements(sample("placement_for_many"))
    assert placements.succeeded == {"0987654321": "<call id>"}
    assert placements.failed == {"1234567890": "Wrong Format"}


def test_what_became_of_each_callee_is_read_in_another_versions_words() -> None:
    placements = wire.read_placements(sample("placement_for_many_without_ids"))
    assert placements.succeeded == {"0771122330": ""}
    assert placements.failed == {"0771122440": "Blacklist"}


@pytest.mark.parametrize(
    ("results", "succeeded", "failed"),
    [
        ({"success": [], "fail": None}, {}, {}),
        ({"success": None, "fail": [{"1": "a", "2": "b"}]}, {}, {"1": "a", "2": "b"}),
        ({"success": ["a_b_1", "_2", 3]}, {"1": "a_b", "2": "", "3": ""}, {}),
        ({"success_call": "1"}, {"1": ""}, {}),
        ({"fail": {"1": ["a", {"b": "c"}], "2": None}}, {}, {"1": "a; b: c", "2": ""}),
    ],
    ids=repr,
)
def test_either_half_of_the_callees_may_be_missing(
    results: object, succeeded: dict[str, str], failed: dict[str, str]
) -> None:
    placements = wire.read_placements(reply(body={"data": {"results": results}}))
    assert (placements.succeeded, placements.failed) == (succeeded, failed)


@pytest.mark.parametrize(
    "results",
    [None, [], {}, {"ok": ["1"]}, {"success": [{}]}, {"success": [""]}, {"fail": ["1"]}],
    ids=repr,
)
def test_a_reply_that_tells_of_no_callee_may_have_called(results: object) -> None:
    for body in ({"data": {"results": results}}, {"results": results}, {"status": "success"}):
        assert type(failure(wire.read_placements, reply(body=body))) is PbxUnreadable


def test_what_was_sent_is_hidden_in_each_callees_words() -> None:
    body = json.dumps({"data": {"results": {"fail": {"1": "no hook-token here"}}}}).encode()
    answer = sample("placement_for_many", body=body, secrets=("hook-token",))
    assert wire.read_placements(answer).failed == {"1": "no ••• here"}


def test_a_placement_that_is_wrapped_is_read_with_all_its_fields() -> None:
    body = {"data": {"call_id": "a", "status": "queued", "ref_id": "r-1"}, "code": 200}
    placement = wire.read_placement(reply(body=body))
    assert (placement.call_id, placement.status) == ("a", "queued")
    assert placement.model_extra == {"ref_id": "r-1", "code": 200}


@pytest.mark.parametrize("created", ["true", "True", True], ids=repr)
def test_a_creation_says_so(created: object) -> None:
    assert wire.read_created(reply(body={"created": created})).created == created
    assert wire.read_created(reply(201, {"data": {"created": created}})).created == created


@pytest.mark.parametrize("created", ["false", False], ids=repr)
def test_a_creation_that_says_no_did_not_happen(created: object) -> None:
    assert type(failure(wire.read_created, reply(body={"created": created}))) is PbxRefused


@pytest.mark.parametrize("body", [{}, {"created": None}, {"created": 1}, {"status": "success"}])
def test_a_creation_that_says_nothing_may_have_happened(body: object) -> None:
    assert type(failure(wire.read_created, reply(body=body))) is PbxUnreadable


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("template is existed!", PbxNameTaken),
        ("audio is existed", PbxNameTaken),
        ("Template name already exists", PbxNameTaken),
        ("TEMPLATE IS EXISTED", PbxNameTaken),
        ("campaign does not exist", PbxRefused),
        ("campaign is not existed", PbxRefused),
        ("no such existence", PbxRefused),
        ("", PbxRefused),
    ],
)
def test_a_name_that_is_taken_is_known_by_the_pbxs_words(words: str, kind: type[PbxError]) -> None:
    error = failure(wire.read_created, reply(400, {"error": words}))
    assert (type(error), error.words, error.status) == (kind, words, 400)


def test_only_a_refused_creation_has_a_name_that_is_taken() -> None:
    assert type(failure(wire.read_created, sample("template_exists"))) is PbxNameTaken
    assert type(failure(wire.read_placement, sample("template_exists"))) is PbxRefused
    for status, kind in ((401, PbxUnauthorized), (429, PbxRateLimited), (500, PbxBroken)):
        answer = reply(status, {"error": "template is existed!"})
        assert type(failure(wire.read_created, answer)) is kind


def test_a_login_has_the_accounts_key() -> None:
    account = wire.read_login(reply(body={"data": {"api_key": "k", "level": None}}))
    assert (account.api_key, account.level, account.enabled) == ("k", "", True)


@pytest.mark.parametrize(
    ("said", "enabled"),
    [
        ("true", True),
        (True, True),
        ("false", False),
        ("FALSE", False),
        (False, False),
        (None, True),
    ],
)
def test_an_account_is_enabled_unless_the_pbx_says_no(said: object, enabled: bool) -> None:
    data = {"api_key": "k", "user_enabled": said}
    assert wire.read_login(reply(body={"data": data})).enabled is enabled


@pytest.mark.parametrize("data", [None, [], {}, {"api_key": ""}, {"api_key": {}}], ids=repr)
def test_a_login_without_a_key_is_unreadable(data: object) -> None:
    assert type(failure(wire.read_login, reply(body={"data": data}))) is PbxUnreadable


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


HALVES = {"\ud800": 1e999, "more": ["x\udfff"], "call_id": "a", "created": "true"}
HALVES |= {"api_key": "k", "access_token": "t", "expire_at": "\ud800"}


@readers
def test_halves_of_characters_and_infinities_spoil_no_answer(
    read: Callable[[Reply], Any],
) -> None:
    ends = {"success": ["b_\ud800"], "fail": [{"\ud800": "\ud800"}]}
    data = [HALVES] if read is wire.read_cdrs else HALVES | {"results": ends}

    given = read(reply(body={"data": data, **HALVES}))

    for model in given if isinstance(given, list) else [given]:
        assert "\\u" not in model.model_dump_json()


#: What a PBX might say, or anything else.
WORDS = st.sampled_from(["data", "error", "call_id", "results", "fail", "success", "expire_at"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS | st.text(st.characters(exclude_categories=())), inner, max_size=4)
    ),
)


@readers
@given(body=ANYTHING)
def test_whatever_the_pbx_answers_is_read_or_an_error_of_ours(
    read: Callable[[Reply], Any], body: object
) -> None:
    answer = reply(body={"call_id": "a", "created": True, "data": body})
    with suppress(PbxError):
        given = read(answer)
        for model in given if isinstance(given, list) else [given]:
            model.model_dump_json()


def test_a_body_over_the_limit_is_unreadable() -> None:
    body = b'{"call_id": "a", "status": "success"' + b" " * BODY_LIMIT + b"}"
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
