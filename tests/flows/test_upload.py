"""A file that fits goes to the PBX bit for bit and once, and is noted; or it is said why not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import sha256

import httpx
import pytest

from bot.core.people import Person, Role
from bot.core.uploads import Unfetched, Upload
from bot.errors import UsageError
from bot.flows.upload import AT_ONCE, Taken, Uploader
from bot.media.worker import Worker
from tests.flows.world import Answer, Flows, hang, refuse
from tests.sounds import wav

SOMEBODY = Person(person_id=101, name="Nhân viên", role=Role.OPERATOR)
CONTENT = wav(1.5)


async def created(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"created": "true"})


async def taken(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(400, json={"error": "audio is existed"})


async def cut_off(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


def uploader(
    flows: Flows,
    *,
    content: bytes | Unfetched = CONTENT,
    fetch: Callable[[str], Awaitable[bytes | Unfetched]] | None = None,
) -> Uploader:
    async def give(_file_id: str) -> bytes | Unfetched:
        return content

    return Uploader(
        store=flows.store,
        clients=flows.clients,
        fetch=fetch or give,
        convert=Worker().convert_sound,
        now=flows.now,
    )


async def send(
    flows: Flows, account_id: int, name: str = "a.wav", *, content: bytes | Unfetched = CONTENT
) -> Taken:
    upload = Upload(file_id="f", name=name, account_id=account_id)
    sending = uploader(flows, content=content)
    _, digest = await sending.look_at(upload)
    return await sending.upload(SOMEBODY, replace(upload, digest=digest))


async def test_what_is_not_what_was_heard_is_not_sent(flows: Flows) -> None:
    account_id = await flows.account("key", created)
    upload = Upload(file_id="f", name="a.wav", account_id=account_id, digest="of another sound")
    with pytest.raises(UsageError, match="audio_changed"):
        await uploader(flows).upload(SOMEBODY, upload)
    assert flows.asked == []


async def test_the_pbx_gets_the_file_bit_for_bit_under_its_name(flows: Flows) -> None:
    bodies: list[bytes] = []

    async def keep(request: httpx.Request) -> httpx.Response:
        bodies.append(await request.aread())
        return await created(request)

    account_id = await flows.account("key", keep)
    await send(flows, account_id, "chao.wav")

    [body] = bodies
    assert CONTENT in body
    assert b'name="file"; filename="chao.wav"' in body


async def test_what_the_pbx_took_is_remembered_without_its_bytes(flows: Flows) -> None:
    account_id = await flows.account("key", created)
    sent = await send(flows, account_id)

    [known] = await uploader(flows).known(account_id)
    assert known == sent.uploaded
    assert (known.name, known.size, known.seconds) == ("a.wav", len(CONTENT), 1.5)
    assert (known.person_id, known.created_at) == (SOMEBODY.person_id, flows.now())


async def test_the_same_bytes_under_another_name_have_a_twin(flows: Flows) -> None:
    account_id = await flows.account("key", created)
    first = await send(flows, account_id, "a.wav")
    second = await send(flows, account_id, "b.wav")
    other = await send(flows, account_id, "c.wav", content=wav(2))
    assert (first.twin, second.twin, other.twin) == (None, first.uploaded, None)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param(taken, "upload_taken", id="the name is taken"),
        pytest.param(refuse(400), "upload_refused", id="refused"),
        pytest.param(refuse(401), "upload_key", id="the key is no good"),
        pytest.param(refuse(503), "upload_unknown", id="maintenance in between"),
        pytest.param(hang, "upload_unknown", id="no answer"),
        pytest.param(cut_off, "upload_not_reached", id="no connection"),
    ],
)
async def test_what_the_pbx_did_not_take_is_said_and_not_remembered(
    flows: Flows, answer: Answer, problem: str
) -> None:
    account_id = await flows.account("key", answer)
    with pytest.raises(UsageError, match=problem):
        await send(flows, account_id)
    assert await uploader(flows).known(account_id) == []


async def test_a_lost_answer_is_not_followed_by_a_second_try(flows: Flows) -> None:
    account_id = await flows.account("key", refuse(503))
    with pytest.raises(UsageError, match="upload_unknown"):
        await send(flows, account_id)
    assert flows.asked == [("key", "/v1/audio")]


async def test_a_name_that_the_same_file_has_is_told_from_one_that_another_has(
    flows: Flows,
) -> None:
    account_id = await flows.account("key", created)
    await send(flows, account_id)
    flows.peers["key"] = taken
    with pytest.raises(UsageError, match="upload_same"):
        await send(flows, account_id)
    with pytest.raises(UsageError, match="upload_taken"):
        await send(flows, account_id, content=wav(9))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (Unfetched.TOO_LARGE, "audio_large"),
        (Unfetched.GONE, "upload_gone"),
        (Unfetched.FAILED, "upload_not_fetched"),
        (b"", "audio_empty"),
        (CONTENT[:-1], "audio_cut"),
    ],
)
async def test_what_is_no_whole_sound_never_reaches_the_pbx(
    flows: Flows, content: bytes | Unfetched, problem: str
) -> None:
    account_id = await flows.account("key", created)
    with pytest.raises(UsageError, match=problem):
        await send(flows, account_id, content=content)
    assert flows.asked == []


async def test_only_so_many_files_are_in_memory_at_a_time(flows: Flows) -> None:
    account_id = await flows.account("key", created)
    here: list[int] = []
    most = 0

    async def slowly(_file_id: str) -> bytes:
        nonlocal most
        here.append(1)
        most = max(most, len(here))
        await asyncio.sleep(1)
        here.pop()
        return CONTENT

    sending = uploader(flows, fetch=slowly)
    digest = sha256(CONTENT).hexdigest()
    uploads = [
        Upload(file_id="f", name=f"{n}.wav", account_id=account_id, digest=digest) for n in range(8)
    ]
    await asyncio.gather(*(sending.upload(SOMEBODY, upload) for upload in uploads))

    assert most == AT_ONCE
    assert len(await sending.known(account_id)) == len(uploads)
