"""The sandbox PBX answers as its reference says, and refuses in the vendor's words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest

from tests.sandbox.pbx_peer import Peer, a_peer, a_placement

DAY = 24 * 3600


@pytest.fixture
async def peer(now: Callable[[], float]) -> AsyncIterator[Peer]:
    async with a_peer(now) as peer:
        await peer.log_in()
        yield peer


async def test_a_token_has_the_references_shape_and_lasts_a_day(
    peer: Peer, now: Callable[[], float]
) -> None:
    answer = await peer.client.post("/v1/auth/token", json={"api_key": "key-foo"})
    data = answer.json()["data"]
    assert data.keys() == {
        "user_id",
        "access_token",
        "refresh_token",
        "expire_at",
        "token_type",
        "scope",
    }
    assert data["expire_at"] == int(now()) + DAY
    assert data["user_id"] == "user-foo"


async def test_expire_at_can_be_a_number_of_seconds(peer: Peer) -> None:
    peer.pbx.manner.expire_at = "seconds"
    answer = await peer.client.post("/v1/auth/token", json={"api_key": "key-foo"})
    assert answer.json()["data"]["expire_at"] == DAY


async def test_a_wrong_api_key_is_401(peer: Peer) -> None:
    answer = await peer.client.post("/v1/auth/token", json={"api_key": "key-of-nobody"})
    assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})


async def test_a_login_gives_the_account_and_its_key(peer: Peer) -> None:
    body = {"username": "foo@test.tel4vn.com", "password": "password-foo"}
    answer = await peer.client.post("/v1/auth", json=body)
    assert answer.json() == {
        "data": {
            "user_uuid": "user-foo",
            "domain_uuid": "domain-foo",
            "username": "foo",
            "api_key": "key-foo",
            "user_enabled": "true",
            "level": "admin",
        }
    }


@pytest.mark.parametrize("password", ["wrong", "password-bar"])
async def test_a_login_with_a_wrong_password_is_401(peer: Peer, password: str) -> None:
    body = {"username": "foo@test.tel4vn.com", "password": password}
    assert (await peer.client.post("/v1/auth", json=body)).status_code == 401


async def test_authorization_is_taken_with_bearer_and_bare(peer: Peer) -> None:
    header = peer.client.headers["Authorization"]
    assert header.startswith("Bearer ")
    bare = {"Authorization": header.removeprefix("Bearer ")}
    assert (await peer.client.get("/v1/report")).status_code == 200
    assert (await peer.client.get("/v1/report", headers=bare)).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer wrong", "wrong", "Basic eA=="])
async def test_no_token_or_a_wrong_one_is_401(peer: Peer, header: str) -> None:
    headers = {"Authorization": header}
    assert (await peer.client.get("/v1/report", headers=headers)).status_code == 401
    answer = await peer.client.post("/v1/autocall/otp", json=a_placement(), headers=headers)
    assert answer.status_code == 401
    assert not peer.pbx.placements


async def test_a_token_expires_after_24_hours(peer: Peer) -> None:
    await asyncio.sleep(DAY - 1)
    assert (await peer.client.get("/v1/report")).status_code == 200
    await asyncio.sleep(1)
    assert (await peer.client.get("/v1/report")).status_code == 401


async def test_tokens_can_be_made_to_expire_now(peer: Peer) -> None:
    peer.pbx.accounts.expire_tokens()
    assert (await peer.place()).status_code == 401
    await peer.log_in()
    assert (await peer.place()).status_code == 200


async def test_a_new_token_leaves_the_older_good(peer: Peer) -> None:
    await peer.client.post("/v1/auth/token", json={"api_key": "key-foo"})
    assert (await peer.client.get("/v1/report")).status_code == 200


async def test_a_placement_answers_with_the_calls_id(peer: Peer) -> None:
    answer = await peer.place()
    assert answer.json() == {"call_id": answer.json()["call_id"], "status": "success"}
    assert list(peer.pbx.switchboard.exchange.calls) == [answer.json()["call_id"]]


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"campaign_id": "campaign-bar"}, 403, "campaign is not permitted"),
        ({"param": {"template_name": "nope", "code_otp": "1"}}, 404, "template is not found"),
        ({"param": {"template_name": "otp_demo"}}, 400, "missing tts key"),
        ({"param": {"template_name": "otp_demo", "code_otp": ""}}, 400, "missing tts key"),
        ({"param": {"code_otp": "1"}}, 400, [{"param": "template_name is required"}]),
        ({"callee": None}, 400, [{"(root)": "callee is required"}]),
        ({"callee": ""}, 400, [{"(root)": "callee is required"}]),
        ({"callee": "098 765"}, 400, [{"callee": "Wrong Format"}]),
        ({"callee": "٠٩٨٧٦٥٤٣٢١"}, 400, [{"callee": "Wrong Format"}]),
        ({"callee": 987654321}, 400, [{"callee": "Invalid type. Expected: string"}]),
        ({"queue": "yes"}, 400, [{"queue": "Invalid type. Expected: boolean"}]),
        (
            {"param": {"template_name": "otp_demo", "code_otp": True}},
            400,
            [{"param.code_otp": "Invalid type. Expected: string"}],
        ),
        ({"param": "otp_demo"}, 400, [{"param": "Invalid type. Expected: object"}]),
        (
            {"caller": None, "campaign_id": None, "queue": 1},
            400,
            [
                {"(root)": "campaign_id is required"},
                {"(root)": "caller is required"},
                {"queue": "Invalid type. Expected: boolean"},
            ],
        ),
    ],
)
async def test_a_placement_that_does_not_fit_is_refused_and_calls_nobody(
    peer: Peer, changes: dict[str, object], status: int, error: object
) -> None:
    answer = await peer.client.post("/v1/autocall/otp", json=a_placement() | changes)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert not peer.pbx.placements


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"callee": "\\ud800"}',
        b"[]",
        b"null",
        b'"x"',
        b'{"a": NaN}',
    ],
)
async def test_a_body_that_is_no_json_object_is_400(peer: Peer, content: bytes) -> None:
    answer = await peer.client.post("/v1/autocall/otp", content=content)
    assert answer.status_code == 400
    assert answer.json().keys() == {"error"}


async def test_errors_can_come_in_the_older_envelope(peer: Peer) -> None:
    peer.pbx.manner.errors = "envelope"
    answer = await peer.place(param={"template_name": "nope"})
    assert answer.status_code == 404
    assert answer.json() == {
        "message": "Not Found",
        "code": 404,
        "status": False,
        "data": {"error": "template is not found"},
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/autocall/otp", 405),
        ("POST", "/v1/report", 405),
        ("DELETE", "/v1/auth/token", 405),
        ("GET", "/v1/nothing", 404),
        ("POST", "/v1/autocall/otp/", 404),
        ("GET", "/v1/report/no-such-call", 404),
    ],
)
async def test_a_wrong_method_or_path_is_an_error_in_the_pbxs_shape(
    peer: Peer, method: str, path: str, status: int
) -> None:
    answer = await peer.client.request(method, path)
    assert answer.status_code == status
    assert answer.json() == {"error": {404: "Not Found", 405: "Method Not Allowed"}[status]}


async def test_keys_that_the_template_does_not_name_are_kept(peer: Peer) -> None:
    param = {"template_name": "otp_demo", "code_otp": "4821", "ref_id": "r1"}
    call_id = await peer.called(param=param)
    assert (await peer.cdr(call_id))["param"] == (
        '{"code_otp":"4821","ref_id":"r1","template_name":"otp_demo"}'
    )


async def test_keys_that_the_template_does_not_name_can_be_refused(peer: Peer) -> None:
    peer.pbx.manner.extra_keys = False
    param = {"template_name": "otp_demo", "code_otp": "4821", "ref_id": "r1"}
    answer = await peer.place(param=param)
    assert answer.status_code == 400
    assert answer.json() == {"error": [{"param": "ref_id is not allowed"}]}
    assert (await peer.place()).status_code == 200


async def test_over_the_concurrency_a_placement_is_refused_in_words(peer: Peer) -> None:
    await peer.called("0912345601")
    await peer.called("0912345601")
    answer = await peer.place("0912345602")
    assert answer.status_code == 400
    assert answer.json() == {"error": "concurrent call limit is reached"}
    assert peer.pbx.placements == {"0912345601": 2}


async def test_over_the_concurrency_a_queued_call_waits_without_a_record(peer: Peer) -> None:
    await peer.called("0912345603")
    await peer.called("0912345603")
    waiting = await peer.called("0912345602", queue=True)
    assert (await peer.client.get(f"/v1/report/{waiting}")).status_code == 404
    assert len(await peer.cdrs()) == 2
    await asyncio.sleep(60)
    cdr = await peer.cdr(waiting)
    assert cdr["hangup_cause"] == "USER_BUSY"
    assert cdr["start_time"] > cdr["create_time"]


async def test_a_record_has_the_references_attributes_and_agrees_with_itself(
    peer: Peer,
) -> None:
    call_id = await peer.called("0987654321")
    await asyncio.sleep(60)
    cdr = await peer.cdr(call_id)
    assert cdr == {
        "answer_time": "2026-11-23T02:12:35Z",
        "billsec": 10,
        "call_id": call_id,
        "call_time": 1,
        "caller": "0123456789",
        "callee": "0987654321",
        "campaign_id": "campaign-foo",
        "create_time": "2026-11-23T02:12:30Z",
        "duration": 15,
        "end_time": "2026-11-23T02:12:45Z",
        "hangup_cause": "NORMAL_CLEARING",
        "keypress": "1",
        "param": json.dumps(
            {"code_otp": "4821", "template_name": "otp_demo"}, separators=(",", ":")
        ),
        "start_time": "2026-11-23T02:12:30Z",
        "type": "OTP",
        "user_id": "user-foo",
    }


async def test_a_running_call_has_a_record_without_end_and_cause(peer: Peer) -> None:
    call_id = await peer.called("0912345601")
    await asyncio.sleep(10)
    cdr = await peer.cdr(call_id)
    assert cdr["answer_time"] is not None
    assert (cdr["end_time"], cdr["hangup_cause"]) == (None, None)
    assert (cdr["duration"], cdr["billsec"]) == (None, None)


async def test_the_record_is_written_a_second_after_the_hangup(peer: Peer) -> None:
    call_id = await peer.called("0912345605")
    await asyncio.sleep(1.5)
    assert peer.receiver.states == ["hangup"]
    assert (await peer.cdr(call_id))["hangup_cause"] is None
    await asyncio.sleep(1)
    assert (await peer.cdr(call_id))["hangup_cause"] == "UNALLOCATED_NUMBER"


async def test_an_unanswered_call_has_no_answer_time_and_no_billsec(peer: Peer) -> None:
    call_id = await peer.called("0912345602")
    await asyncio.sleep(60)
    cdr = await peer.cdr(call_id)
    assert (cdr["answer_time"], cdr["billsec"], cdr["keypress"]) == (None, 0, None)
    assert cdr["hangup_cause"] == "USER_BUSY"


async def test_the_list_pages_and_comes_newest_first_unless_switched(peer: Peer) -> None:
    ids = [await peer.called("0912345602", queue=True) for _ in range(5)]
    await asyncio.sleep(60)
    assert [cdr["call_id"] for cdr in await peer.cdrs()] == ids[::-1]
    assert [c["call_id"] for c in await peer.cdrs(limit="2", offset="1")] == ids[::-1][1:3]
    assert await peer.cdrs(offset="5") == []
    assert await peer.cdrs(limit="0") == []
    peer.pbx.manner.newest_first = False
    assert [cdr["call_id"] for cdr in await peer.cdrs(limit="3")] == ids[:3]


async def test_the_list_is_ten_long_unless_asked(peer: Peer) -> None:
    for _ in range(12):
        await peer.called("0912345602", queue=True)
    await asyncio.sleep(60)
    assert len(await peer.cdrs()) == 10
    assert len(await peer.cdrs(limit="100")) == 12


async def test_the_list_is_filtered_by_caller_and_callee(peer: Peer) -> None:
    one = await peer.called("0912345602")
    two = await peer.called("0912345605", caller="0999999999")
    assert [cdr["call_id"] for cdr in await peer.cdrs(callee="0912345602")] == [one]
    assert [cdr["call_id"] for cdr in await peer.cdrs(caller="0999999999")] == [two]
    assert await peer.cdrs(caller="0999999999", callee="0912345602") == []


async def test_the_list_is_never_longer_than_a_thousand(peer: Peer) -> None:
    account = peer.pbx.accounts.by_key("key-foo")
    assert account is not None
    param = {"template_name": "otp_demo", "code_otp": "4821"}
    for number in range(1001):
        peer.pbx.switchboard.place_elsewhere(
            account, "0912345605", param=param, caller="0123456789", ago=9000 - number
        )
    cdrs = await peer.cdrs(limit="5000")
    assert len(cdrs) == 1000
    assert len(await peer.cdrs(limit="5000", offset="1000")) == 1
    created = [cdr["create_time"] for cdr in cdrs]
    assert created == sorted(created, reverse=True)


@pytest.mark.parametrize("query", [{"limit": "x"}, {"offset": "1.5"}, {"limit": "-1"}])
async def test_a_list_that_can_not_be_counted_is_400(peer: Peer, query: dict[str, str]) -> None:
    assert (await peer.client.get("/v1/report", params=query)).status_code == 400


async def test_an_account_sees_only_its_own_calls(peer: Peer) -> None:
    call_id = await peer.called("0912345602")
    await peer.log_in("bar")
    assert await peer.cdrs() == []
    assert (await peer.client.get(f"/v1/report/{call_id}")).status_code == 404


async def test_every_request_is_counted_with_its_answer(
    peer: Peer, now: Callable[[], float]
) -> None:
    peer.pbx.requests.clear()
    await peer.called(param={"template_name": "otp_demo", "code_otp": "1", "ref_id": "r1"})
    await peer.place("12")
    await peer.client.get("/v1/report/none")
    placed, bad, report = peer.pbx.requests
    assert (placed.method, placed.path, placed.status) == ("POST", "/v1/autocall/otp", 200)
    assert (placed.callee, placed.ref, placed.at) == ("0987654321", "r1", now())
    assert (bad.status, bad.callee, bad.ref) == (400, None, None)
    assert (report.path, report.status) == ("/v1/report/none", 404)
    assert peer.pbx.placements == {"0987654321": 1}


async def test_speed_shortens_the_call_and_not_its_record(now: Callable[[], float]) -> None:
    async with a_peer(now, speed=10.0) as peer:
        await peer.log_in()
        await asyncio.sleep(100)
        call_id = await peer.called("0987654321")
        await asyncio.sleep(1.9)
        cdr = await peer.cdr(call_id)
    assert cdr["create_time"] == "2026-11-23T02:14:10Z"
    assert (cdr["duration"], cdr["billsec"]) == (15, 10)
