"""What is sent, what is repeated and what never is."""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from bot.errors import (
    PbxBroken,
    PbxError,
    PbxInvalid,
    PbxNoAnswer,
    PbxNotFound,
    PbxNotReached,
    PbxRateLimited,
    PbxRefused,
    PbxUnauthorized,
    PbxUnreadable,
)
from bot.pbx import PbxClient, Placement
from bot.pbx.answers import BODY_LIMIT
from tests.pbx.peer import (
    CALL,
    CODE,
    KEY,
    MAY_HAVE_LEFT,
    NONE,
    NOT_CONNECTED,
    PLACED,
    Answer,
    Chunks,
    Peer,
    body_of,
    clock,
    failure_of,
    hang,
)


@pytest.fixture
async def peer(now: Callable[[], float]) -> Peer:
    return Peer(now)


@pytest.fixture
async def client(peer: Peer) -> AsyncIterator[PbxClient]:
    client = peer.client()
    yield client
    await client.aclose()


async def test_a_placement_goes_out_with_a_token(peer: Peer, client: PbxClient) -> None:
    assert await client.place_otp(CALL) == Placement(call_id="a", status="success")
    (token_request,), (request,) = peer.token_requests, peer.requests
    assert body_of(token_request) == {"api_key": KEY}
    assert "Authorization" not in token_request.headers
    assert (request.method, str(request.url)) == ("POST", "https://pbx.example/v1/autocall/otp")
    assert request.headers["Authorization"] == "Bearer access-token-1"
    assert body_of(request)["callee"] == "0987654321"


async def test_a_code_that_the_pbx_repeats_is_not_kept(peer: Peer, client: PbxClient) -> None:
    peer.answers = [(200, {"call_id": "a", "status": "success", "param": {"code_otp": CODE}})]
    assert CODE not in (await client.place_otp(CALL)).model_dump_json()


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://pbx.example", "https://pbx.example/v1/report?limit=1&offset=0"),
        ("https://pbx.example/", "https://pbx.example/v1/report?limit=1&offset=0"),
        ("https://pbx.example/v1", "https://pbx.example/v1/report?limit=1&offset=0"),
        ("https://pbx.example/v1/", "https://pbx.example/v1/report?limit=1&offset=0"),
        ("http://10.0.0.1:8080", "http://10.0.0.1:8080/v1/report?limit=1&offset=0"),
    ],
)
async def test_the_version_is_added_to_the_address_once(
    peer: Peer, base_url: str, url: str
) -> None:
    peer.answers = [NONE]
    await peer.client(base_url).check()
    assert str(peer.requests[0].url) == url


async def test_an_odd_call_id_is_sent_as_one_part_of_the_path(
    peer: Peer, client: PbxClient
) -> None:
    peer.answers = [(200, {"data": {"call_id": "a/../b"}})]
    await client.cdr("a/../b")
    assert peer.requests[0].url.raw_path == b"/v1/report/a%2F..%2Fb"


async def test_records_are_asked_for_by_page_and_number(peer: Peer, client: PbxClient) -> None:
    peer.answers = [(200, {"data": [{"call_id": "a"}]})]
    (cdr,) = await client.cdrs(limit=50, offset=100, callee="0987654321")
    assert cdr.call_id == "a"
    assert dict(peer.requests[0].url.params) == {
        "limit": "50",
        "offset": "100",
        "callee": "0987654321",
    }


@pytest.mark.parametrize("broken", NOT_CONNECTED, ids=repr)
async def test_a_placement_is_repeated_where_no_connection_was_made(
    peer: Peer, client: PbxClient, broken: Exception
) -> None:
    peer.answers = [broken, broken, PLACED]
    assert await client.place_otp(CALL) == Placement(call_id="a", status="success")
    assert len(peer.requests) == 3
    assert clock() == 1.5


@pytest.mark.parametrize("broken", NOT_CONNECTED, ids=repr)
async def test_a_placement_that_never_connects_is_given_up_and_nobody_was_called(
    peer: Peer, client: PbxClient, broken: Exception
) -> None:
    peer.answers = [broken]
    assert type(await failure_of(client.place_otp(CALL))) is PbxNotReached
    assert len(peer.requests) == 3


@pytest.mark.parametrize("broken", MAY_HAVE_LEFT, ids=repr)
async def test_a_placement_that_may_have_left_is_never_repeated(
    peer: Peer, client: PbxClient, broken: Exception
) -> None:
    peer.answers = [broken, PLACED]
    assert type(await failure_of(client.place_otp(CALL))) is PbxNoAnswer
    assert len(peer.requests) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (400, PbxRefused),
        (404, PbxRefused),
        (403, PbxUnauthorized),
        (408, PbxBroken),
        (429, PbxRateLimited),
        (500, PbxBroken),
        (503, PbxBroken),
        ((200, {"error": "no"}), PbxRefused),
        ((200, []), PbxUnreadable),
        ((200, {}), PbxUnreadable),
        ((301, None), PbxRefused),
        ((302, None), PbxUnreadable),
    ],
    ids=repr,
)
async def test_a_placement_that_was_answered_is_never_repeated(
    peer: Peer, client: PbxClient, answer: Answer, kind: type[PbxError]
) -> None:
    peer.answers = [answer, PLACED]
    assert type(await failure_of(client.place_otp(CALL))) is kind
    assert len(peer.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_never_followed(peer: Peer, client: PbxClient, status: int) -> None:
    moved = {"Location": "https://elsewhere.example/v1/autocall/otp"}
    peer.answers = [lambda _request: httpx.Response(status, headers=moved), PLACED]
    await failure_of(client.place_otp(CALL))
    assert [request.url.host for request in peer.requests] == ["pbx.example"]


async def test_a_hung_placement_is_cut_and_may_have_called(peer: Peer, client: PbxClient) -> None:
    peer.answers = [hang]
    assert type(await failure_of(client.place_otp(CALL))) is PbxNoAnswer
    assert len(peer.requests) == 1
    assert clock() == 20


async def test_a_body_that_never_ends_is_cut(peer: Peer, client: PbxClient) -> None:
    drip = Chunks([b" ", 5.0] * 100)
    peer.answers = [lambda _request: httpx.Response(200, stream=drip)]
    assert type(await failure_of(client.place_otp(CALL))) is PbxNoAnswer
    assert clock() == 20
    assert drip.closed


async def test_a_body_that_breaks_off_is_no_answer(peer: Peer, client: PbxClient) -> None:
    broken = Chunks([b'{"call_id": "a"', httpx.ReadError("reset")])
    peer.answers = [lambda _request: httpx.Response(200, stream=broken)]
    assert type(await failure_of(client.place_otp(CALL))) is PbxNoAnswer
    assert broken.closed


async def test_a_huge_body_is_not_read_to_its_end(peer: Peer, client: PbxClient) -> None:
    huge = Chunks([b" " * 2**20] * 64)
    peer.answers = [lambda _request: httpx.Response(200, stream=huge)]
    assert type(await failure_of(client.place_otp(CALL))) is PbxUnreadable
    assert huge.given <= BODY_LIMIT + 2**20
    assert huge.closed


async def test_a_packed_body_is_not_unpacked(peer: Peer, client: PbxClient) -> None:
    headers = {"Content-Encoding": "gzip"}
    peer.answers = [
        lambda _request: httpx.Response(200, headers=headers, stream=Chunks([b"\x1f\x8b"]))
    ]
    assert type(await failure_of(client.place_otp(CALL))) is PbxUnreadable
    assert peer.requests[0].headers["Accept-Encoding"] == "identity"


async def test_cancelling_a_placement_is_no_failure_of_the_pbx(
    peer: Peer, client: PbxClient
) -> None:
    peer.answers = [hang]
    placing = asyncio.create_task(client.place_otp(CALL))
    await asyncio.sleep(1)
    placing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await placing
    assert len(peer.requests) == 1


async def test_a_401_is_answered_by_one_fresh_token(peer: Peer, client: PbxClient) -> None:
    peer.answers = [401, PLACED]
    assert await client.place_otp(CALL) == Placement(call_id="a", status="success")
    assert peer.authorizations == ["Bearer access-token-1", "Bearer access-token-2"]


async def test_a_second_401_is_a_refusal(peer: Peer, client: PbxClient) -> None:
    peer.answers = [401]
    assert type(await failure_of(client.place_otp(CALL))) is PbxUnauthorized
    assert len(peer.requests) == 2


async def test_a_failure_after_the_fresh_token_is_not_repeated(
    peer: Peer, client: PbxClient
) -> None:
    peer.answers = [401, httpx.ReadTimeout("slow"), PLACED]
    assert type(await failure_of(client.place_otp(CALL))) is PbxNoAnswer
    assert len(peer.requests) == 2


@pytest.mark.parametrize(
    ("answer", "kind", "status"),
    [
        (401, PbxUnauthorized, 401),
        (403, PbxUnauthorized, 403),
        (404, PbxRefused, 404),
        (429, PbxRateLimited, 429),
        (500, PbxNotReached, 500),
        (503, PbxNotReached, 503),
        ((302, None), PbxNotReached, 302),
        ((200, {"data": {}}), PbxNotReached, 200),
        (httpx.ConnectError("refused"), PbxNotReached, None),
        (httpx.ReadTimeout("slow"), PbxNotReached, None),
        (hang, PbxNotReached, None),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
async def test_without_a_token_nothing_is_placed(
    peer: Peer, client: PbxClient, answer: Answer, kind: type[PbxError], status: int | None
) -> None:
    peer.tokens = [answer]
    for attempt in (client.ready, lambda: client.place_otp(CALL)):
        error = await failure_of(attempt())
        assert (type(error), error.status) == (kind, status)
    assert peer.requests == []


async def test_a_hung_token_request_is_not_repeated(peer: Peer, client: PbxClient) -> None:
    peer.tokens = [hang]
    await failure_of(client.ready())
    assert len(peer.token_requests) == 1
    assert clock() == 20


async def test_ready_asks_for_a_token_once(peer: Peer, client: PbxClient) -> None:
    await client.ready()
    await client.ready()
    await client.place_otp(CALL)
    assert len(peer.token_requests) == 1


async def test_ready_tries_again_while_the_pbx_starts(peer: Peer, client: PbxClient) -> None:
    peer.tokens = [503, httpx.ConnectError("refused"), (200, peer.a_token())]
    await client.ready()
    assert len(peer.token_requests) == 3


@pytest.mark.parametrize(
    "broken",
    [*NOT_CONNECTED, *MAY_HAVE_LEFT, 408, 500, 503, 429, (200, []), (302, None)],
    ids=repr,
)
async def test_a_read_is_tried_three_times(peer: Peer, client: PbxClient, broken: Answer) -> None:
    peer.answers = [broken, broken, NONE]
    assert await client.cdrs() == []
    assert clock() == 1.5


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (503, PbxBroken),
        (429, PbxRateLimited),
        (httpx.ReadError("reset"), PbxNoAnswer),
        (httpx.ConnectError("refused"), PbxNotReached),
    ],
    ids=repr,
)
async def test_a_read_is_given_up_after_three_tries(
    peer: Peer, client: PbxClient, broken: Answer, kind: type[PbxError]
) -> None:
    peer.answers = [broken]
    assert type(await failure_of(client.cdrs())) is kind
    assert len(peer.requests) == 3


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(400, PbxRefused), (403, PbxUnauthorized), (404, PbxNotFound), ((301, None), PbxRefused)],
    ids=repr,
)
async def test_a_refused_read_is_not_repeated(
    peer: Peer, client: PbxClient, answer: Answer, kind: type[PbxError]
) -> None:
    peer.answers = [answer]
    assert type(await failure_of(client.cdr("a"))) is kind
    assert len(peer.requests) == 1


async def test_a_read_waits_as_long_as_it_is_asked_to(peer: Peer, client: PbxClient) -> None:
    later = httpx.Response(429, headers={"Retry-After": "7"})
    peer.answers = [lambda _request: later, NONE]
    await client.cdrs()
    assert clock() == 7.5


async def test_a_read_that_is_asked_to_wait_too_long_says_so_at_once(
    peer: Peer, client: PbxClient
) -> None:
    peer.answers = [lambda _request: httpx.Response(503, headers={"Retry-After": "3600"})]
    error = await failure_of(client.cdrs())
    assert error.retry_after == 60
    assert len(peer.requests) == 1
    assert clock() == 0


async def test_hung_reads_are_given_up_within_a_minute(peer: Peer, client: PbxClient) -> None:
    peer.answers = [hang]
    assert type(await failure_of(client.cdrs())) is PbxNoAnswer
    assert clock() < 60


async def test_pauses_vary_so_that_clients_do_not_come_at_once(peer: Peer) -> None:
    times = []
    for lot in (0.0, 1.0):
        peer.answers = [503, NONE]
        transport = httpx.MockTransport(peer.answer)
        client = PbxClient(
            "https://pbx.example",
            KEY,
            now=peer.now,
            random=lambda lot=lot: lot,
            transport=transport,
        )
        began = clock()
        await client.cdrs()
        times.append(clock() - began)
    assert times == [0.25, 0.75]


async def test_check_proves_the_key(peer: Peer, client: PbxClient) -> None:
    peer.answers = [NONE]
    await client.check()
    peer.answers = [401]
    assert type(await failure_of(client.check())) is PbxUnauthorized


async def test_each_exchange_is_observed(peer: Peer, client: PbxClient) -> None:
    peer.answers = [503, (200, {"data": {"call_id": "a"}})]
    await client.cdr("a")
    peer.answers = [hang]
    await failure_of(client.place_otp(CALL))
    assert peer.observed == [
        ("token", 200, 0.0),
        ("cdr", 503, 0.0),
        ("cdr", 200, 0.0),
        ("otp", None, 20.0),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadError(f"{KEY} {CODE}"),
        (200, {"error": f"{KEY} {CODE} access-token-1 hook-token"}),
        (400, {"error": f"{KEY} {CODE} access-token-1 hook-token"}),
        (500, f"{KEY} {CODE} access-token-1 hook-token"),
        (200, [f"{KEY} {CODE} access-token-1 hook-token"]),
        (401, {"error": f"{KEY} {CODE} access-token-2 hook-token"}),
    ],
    ids=lambda answer: str(answer)[:24],
)
async def test_no_failure_or_log_line_holds_a_secret(
    peer: Peer, client: PbxClient, caplog: pytest.LogCaptureFixture, answer: Answer
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    peer.answers = [answer]
    error: BaseException | None = await failure_of(client.place_otp(CALL))
    chain = []
    while error is not None:
        chain.append(repr(error) + repr(vars(error)))
        error = error.__context__
    said = "".join(chain) + caplog.text + repr(client)
    for secret in (KEY, CODE, "access-token", "hook-token"):
        assert secret not in said


async def test_no_failure_to_get_a_token_holds_the_key(peer: Peer, client: PbxClient) -> None:
    for answer in (httpx.ReadError(KEY), (401, {"error": KEY}), (200, {"api_key": KEY})):
        peer.tokens = [answer]
        error: BaseException | None = await failure_of(client.ready())
        while error is not None:
            assert KEY.encode() not in pickle.dumps((error.args, vars(error)))
            error = error.__context__


async def test_a_key_that_can_not_be_sent_is_none_and_is_in_no_error(peer: Peer) -> None:
    transport = httpx.MockTransport(peer.answer)
    client = PbxClient(
        "https://pbx.example", f"{KEY}\ud800", now=peer.now, random=lambda: 0.5, transport=transport
    )
    error = await failure_of(client.check())
    assert type(error) is PbxInvalid
    assert KEY not in repr((vars(error), error.__context__, error.__cause__))
    assert peer.token_requests == []


async def test_whoever_keeps_the_log_is_told_each_token(peer: Peer) -> None:
    told: list[str] = []
    transport = httpx.MockTransport(peer.answer)
    client = PbxClient(
        "https://pbx.example",
        KEY,
        now=peer.now,
        random=lambda: 0.5,
        transport=transport,
        on_secret=told.append,
    )
    peer.answers = [401, NONE]
    await client.check()
    assert told == ["access-token-1", "access-token-2"]


async def test_repeats_are_logged_by_event_word_and_ids(
    peer: Peer, client: PbxClient, caplog: pytest.LogCaptureFixture
) -> None:
    peer.answers = [503, NONE]
    await client.cdrs(callee="0987654321")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "bot.pbx.sender"]
    assert line == "pbx_repeat endpoint=cdrs error=PbxBroken status=503 wait=0.5"
