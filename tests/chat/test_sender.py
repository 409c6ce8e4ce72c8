"""The way out to Telegram, against the sandbox's Bot API: results, never exceptions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from markupsafe import Markup
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.chat.polling import connect
from bot.chat.sender import Sender
from bot.core.delivery import Later, Migrated, Refusal, Refused, Result, Sent
from bot.core.messages.text import Button, Message
from bot.core.pacing import Lane
from bot.core.records import Place
from bot.core.sounds import VoiceNote
from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram.records import AttachmentKind
from tests.sandbox.telegram_peer import (
    ADMIN,
    BASIC_GROUP,
    GROUP,
    OPERATOR,
    STRANGER,
    TOKEN,
    a_bot,
    a_telegram,
)

HELLO = Message(Markup("<b>hello</b>"))
IN_PRIVATE, IN_GROUP = Place(chat_id=OPERATOR), Place(chat_id=GROUP)


@pytest.fixture
async def telegram(now: Callable[[], float]) -> AsyncIterator[SandboxTelegram]:
    telegram = a_telegram(now)
    telegram.send(OPERATOR, OPERATOR, "/start")
    yield telegram
    telegram.close()


@pytest.fixture
async def sender(telegram: SandboxTelegram) -> AsyncIterator[Sender]:
    async with a_bot(telegram) as bot:
        sender = Sender(bot, observe=lambda method, result: None)
        sender.ready.set()
        yield sender


async def _send(sender: Sender, place: Place, message: Message = HELLO) -> Result:
    await sender.turn(place.chat_id, Lane.OUTCOME)
    return await sender.send(place, message)


async def test_what_was_sent_stands_in_the_chat(sender: Sender, telegram: SandboxTelegram) -> None:
    result = await _send(sender, IN_PRIVATE, Message(HELLO.html, silent=True))
    assert isinstance(result, Sent)
    sent = telegram.find(OPERATOR, result.message_id)
    assert (sent.text, sent.rang) == ("hello", False)


async def test_an_unchanged_edit_counts_as_done(sender: Sender) -> None:
    sent = await _send(sender, IN_PRIVATE)
    assert isinstance(sent, Sent)
    assert await sender.edit(IN_PRIVATE, sent.message_id, HELLO) == sent


async def test_deleting_what_is_gone_counts_as_done(sender: Sender) -> None:
    assert await sender.delete(IN_PRIVATE, 999) == Sent(999)


async def test_editing_what_is_gone_is_refused(sender: Sender) -> None:
    result = await sender.edit(IN_PRIVATE, 999, HELLO)
    assert result == Refused(Refusal.MISSING)


async def test_a_reply_to_what_is_gone_is_sent_all_the_same(sender: Sender) -> None:
    result = await sender.send(IN_PRIVATE, HELLO, reply_to=999)
    assert isinstance(result, Sent)


@pytest.mark.parametrize(
    ("place", "happens", "refusal"),
    [
        pytest.param(
            IN_PRIVATE, lambda t: t.block(OPERATOR), Refusal.BLOCKED, id="blocked by the person"
        ),
        pytest.param(
            Place(chat_id=STRANGER), lambda t: None, Refusal.BLOCKED, id="never written to"
        ),
        pytest.param(
            IN_GROUP, lambda t: t.kick_bot(GROUP, by=ADMIN), Refusal.REMOVED, id="removed"
        ),
        pytest.param(
            IN_GROUP, lambda t: t.restrict(GROUP), Refusal.RIGHTS, id="write rights taken"
        ),
        pytest.param(Place(chat_id=-42), lambda t: None, Refusal.GONE, id="no such chat"),
    ],
)
async def test_a_closed_place_is_named_for_what_closed_it(
    sender: Sender,
    telegram: SandboxTelegram,
    place: Place,
    happens: Callable[[SandboxTelegram], None],
    refusal: Refusal,
) -> None:
    happens(telegram)
    assert await _send(sender, place) == Refused(refusal)


@pytest.mark.parametrize(
    ("status", "words", "refusal"),
    [
        (403, "Forbidden: the group chat was deleted", Refusal.GONE),
        (403, "Forbidden: user is deactivated", Refusal.GONE),
        (400, "Bad Request: TOPIC_DELETED", Refusal.NO_TOPIC),
        (400, "Bad Request: TOPIC_CLOSED", Refusal.CLOSED_TOPIC),
    ],
)
async def test_what_telegram_says_of_a_place_is_known_by_its_words(
    status: int, words: str, refusal: Refusal
) -> None:
    answer = httpx.Response(status, json={"ok": False, "error_code": status, "description": words})
    transport = httpx.MockTransport(lambda request: answer)
    bot = Bot(TOKEN, request=HTTPXRequest(httpx_kwargs={"transport": transport}))
    sender = Sender(bot, observe=lambda method, result: None)

    assert await sender.send(IN_GROUP, HELLO) == Refused(refusal)


@pytest.mark.parametrize(
    ("words", "wait"), [("SLOWMODE_WAIT_12", 12.0), ("slow mode is enabled in the chat", 60.0)]
)
async def test_slow_mode_is_known_by_its_words_too(words: str, wait: float) -> None:
    said = {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}
    transport = httpx.MockTransport(lambda request: httpx.Response(400, json=said))
    bot = Bot(TOKEN, request=HTTPXRequest(httpx_kwargs={"transport": transport}))
    sender = Sender(bot, observe=lambda method, result: None)

    assert await sender.send(IN_GROUP, HELLO) == Later(wait, slow=True)


async def test_a_429_in_a_slow_group_is_its_slow_mode_unless_the_bot_is_an_administrator(
    sender: Sender, telegram: SandboxTelegram
) -> None:
    telegram.set_slow_mode(GROUP, 30)
    assert isinstance(await _send(sender, IN_GROUP), Sent)
    assert await sender.send(IN_GROUP, HELLO) == Later(30.0, slow=True)

    telegram.promote_bot(GROUP)
    telegram.faults.fail_next("sendMessage", 1, status=429, retry_after=7)
    assert await sender.send(IN_GROUP, HELLO) == Later(7.0)


async def test_a_topic_that_was_deleted_is_named(sender: Sender, telegram: SandboxTelegram) -> None:
    thread_id = telegram.create_topic(GROUP, "Thu nợ")
    place = Place(chat_id=GROUP, thread_id=thread_id)
    assert isinstance(await _send(sender, place), Sent)
    telegram.delete_topic(GROUP, thread_id)
    assert await _send(sender, place) == Refused(Refusal.NO_TOPIC)


async def test_a_group_that_became_a_supergroup_names_its_new_id(
    sender: Sender, telegram: SandboxTelegram
) -> None:
    new_id = telegram.migrate(BASIC_GROUP)
    assert await _send(sender, Place(chat_id=BASIC_GROUP)) == Migrated(new_id)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(Message(Markup("<b>open")), id="markup"),
        pytest.param(Message(Markup("x" * 4097)), id="length"),
        pytest.param(Message(HELLO.html, ((Button("b", data="d" * 65),),)), id="button"),
    ],
)
async def test_a_message_that_telegram_can_not_take_is_unfit(
    sender: Sender, message: Message
) -> None:
    assert await _send(sender, IN_PRIVATE, message) == Refused(Refusal.UNFIT)


@pytest.mark.parametrize(
    ("status", "result"),
    [(500, Later()), (502, Later()), (401, Later(60.0)), (400, Refused(Refusal.UNFIT))],
)
async def test_a_bare_status_is_tried_later_or_refused(
    sender: Sender, telegram: SandboxTelegram, status: int, result: Result
) -> None:
    telegram.faults.fail_next("sendMessage", status=status)
    assert await _send(sender, IN_PRIVATE) == result


async def test_a_lost_network_is_tried_later(sender: Sender, telegram: SandboxTelegram) -> None:
    telegram.faults.unreachable = True
    assert await _send(sender, IN_PRIVATE) == Later()


async def test_a_flood_answer_pauses_its_chat_and_no_other(
    sender: Sender, telegram: SandboxTelegram, now: Callable[[], float]
) -> None:
    telegram.faults.fail_next("sendMessage", status=429, retry_after=9)
    began = now()
    assert await _send(sender, IN_PRIVATE) == Later(9.0)
    assert isinstance(await _send(sender, IN_GROUP), Sent)
    assert now() - began < 1
    assert isinstance(await _send(sender, IN_PRIVATE), Sent)
    assert now() - began >= 9


async def test_a_burst_stays_inside_telegrams_limits(
    sender: Sender, telegram: SandboxTelegram
) -> None:
    results = await asyncio.gather(*(_send(sender, IN_GROUP) for _ in range(50)))
    assert all(isinstance(result, Sent) for result in results)
    assert not telegram.floods


async def test_a_person_is_answered_while_a_burst_waits(
    sender: Sender, telegram: SandboxTelegram, now: Callable[[], float]
) -> None:
    burst = [asyncio.create_task(_send(sender, IN_GROUP)) for _ in range(50)]
    await asyncio.sleep(0.1)
    began = now()
    assert await sender.answer(IN_GROUP, HELLO) is not None
    assert now() - began < 2
    for task in burst:
        task.cancel()


async def test_an_answer_is_tried_again_for_a_while(
    sender: Sender, telegram: SandboxTelegram
) -> None:
    telegram.faults.fail_next("sendMessage", times=2, status=502)
    assert await sender.answer(IN_PRIVATE, HELLO) is not None


async def test_an_answer_that_can_not_arrive_is_given_up(
    sender: Sender, telegram: SandboxTelegram
) -> None:
    telegram.faults.unreachable = True
    assert await sender.answer(IN_PRIVATE, HELLO) is None


async def test_whoever_stops_waiting_loses_nobody_elses_turn(
    sender: Sender, telegram: SandboxTelegram
) -> None:
    waiting = [asyncio.create_task(_send(sender, IN_PRIVATE)) for _ in range(6)]
    await asyncio.sleep(0.1)
    waiting[4].cancel()
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(result, Sent) for result in done) == 5


@pytest.mark.parametrize(
    "body", [b"{}", b'{"ok": true, "result": true}', b'{"ok": true, "result": {}}']
)
async def test_an_answer_that_makes_no_sense_is_tried_later(body: bytes) -> None:
    junk = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    bot = connect("1000000001:" + "x" * 35, api_url="http://junk", proxy=None, transport=junk)
    sender = Sender(bot, observe=lambda method, result: None)
    assert isinstance(await sender.send(IN_PRIVATE, HELLO), Later)


NOTE = VoiceNote(content=b"OggS" + bytes(60), seconds=1.2, name="nghe.ogg")


async def test_a_voice_note_is_played_in_the_chat(
    sender: Sender, telegram: SandboxTelegram
) -> None:
    assert await sender.voice(IN_PRIVATE, NOTE, Markup("<b>nghe</b>"), reply_to=None)
    attachment = telegram.messages(OPERATOR)[-1].attachment
    assert attachment is not None
    assert (attachment.kind, attachment.duration) == (AttachmentKind.VOICE, 2)


async def test_who_takes_no_voice_notes_gets_the_same_sound_as_a_file(
    sender: Sender, telegram: SandboxTelegram
) -> None:
    # As it is where somebody's privacy settings forbid them.
    telegram.faults.fail_next("sendVoice", status=400)
    assert await sender.voice(IN_PRIVATE, NOTE, Markup("<b>nghe</b>"), reply_to=None)
    attachment = telegram.messages(OPERATOR)[-1].attachment
    assert attachment is not None
    assert (attachment.kind, attachment.file_name) == (AttachmentKind.DOCUMENT, "nghe.ogg")


async def test_a_sound_that_arrives_in_no_form_is_known_not_to_have(
    sender: Sender, telegram: SandboxTelegram
) -> None:
    telegram.faults.fail_next("sendVoice", status=400)
    telegram.faults.fail_next("sendDocument", status=400)
    assert not await sender.voice(IN_PRIVATE, NOTE, Markup("nghe"), reply_to=None)
