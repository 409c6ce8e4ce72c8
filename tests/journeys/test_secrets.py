"""Keys and passwords leave the chat and are kept nowhere, wherever somebody types them."""

from __future__ import annotations

import pytest

from bot.core.messages import accounts as texts
from bot.core.messages.words import Sign
from bot.core.people import Language, Role
from bot.sandbox.telegram.records import Message
from bot.sandbox.world import SEED
from tests.journeys.test_upload import send
from tests.journeys.world import OPERATOR, STRANGER, VIEWER, Journey, plain, problem

SECOND = SEED.second
KEY = SECOND.api_key
LINKED = plain(texts.LINKED.plain(Language.VI))
PROVING = plain(texts.PROVING.plain(Language.VI, sign=Sign.WAITING))
CALL = "/call 0987654321 thong_bao_no_cuoc_01"


def gone(told: Journey, message: Message) -> bool:
    """Whether somebody's message has left the chat."""
    return told.telegram.find(message.chat_id, message.id) is None


def kept(told: Journey, secret: str) -> bool:
    """Whether a secret is in any file of the database."""
    files = told.settings.database.parent.iterdir()
    return any(secret.encode() in file.read_bytes() for file in files)


@pytest.mark.parametrize("between", [" ", "\n"])
@pytest.mark.parametrize("replying", [True, False])
async def test_a_name_may_bring_its_password_along(
    told: Journey, between: str, replying: bool
) -> None:
    told.say(OPERATOR, "/login")
    await told.wait(2)
    text = f"{SECOND.username}{between}{SECOND.password}"

    answer = told.reply(OPERATOR, text) if replying else told.say(OPERATOR, text)
    await told.wait(5)

    assert gone(told, answer)
    assert told.texts(OPERATOR)[0] == LINKED
    assert not kept(told, SECOND.password)


@pytest.mark.parametrize(
    "typed",
    [
        f"/lnik {KEY}",
        f"/link{KEY}",
        f"/link@other_bot {KEY}",
        f"/ link {KEY}",
        f"/loggin {SECOND.username} {SECOND.password}",
        f"API key: {KEY}",
        KEY,
    ],
)
async def test_a_secret_typed_where_none_is_taken_is_erased_and_it_is_said_how_to_do_it(
    told: Journey, typed: str
) -> None:
    message = told.say(OPERATOR, typed)
    await told.wait(5)

    assert gone(told, message)
    assert told.texts(OPERATOR) == [problem("secret_stray")]
    assert not told.pbx.requests


async def test_a_key_in_a_caption_is_erased_with_its_file(told: Journey) -> None:
    message = send(told, caption=f"/link {KEY}")
    await told.wait(5)

    assert gone(told, message)
    assert told.texts(OPERATOR) == [problem("secret_stray")]


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        ("/link", KEY),
        ("/link", "khóa là abc123"),
        (f"/login {SECOND.username}", SECOND.password),
        ("/login", f"{SECOND.username} {SECOND.password}"),
    ],
)
async def test_an_answer_that_comes_late_is_erased_and_closes_its_question(
    told: Journey, asked: str, typed: str
) -> None:
    told.say(OPERATOR, asked)
    await told.wait(400)

    late = told.say(OPERATOR, typed)
    await told.wait(5)

    assert gone(told, late)
    assert told.texts(OPERATOR) == [problem("secret_stray")]
    thanks = told.say(OPERATOR, "cám ơn")
    await told.wait(5)
    assert not gone(told, thanks)


async def test_a_number_is_looked_up_though_a_key_was_asked_for_once(told: Journey) -> None:
    told.say(OPERATOR, "/link")
    await told.wait(400)

    number = told.say(OPERATOR, "0912345602")
    await told.wait(10)

    assert not gone(told, number)
    assert problem("secret_stray") not in told.texts(OPERATOR)


async def test_a_key_answers_no_open_question_of_a_call(told: Journey) -> None:
    told.say(OPERATOR, CALL)
    await told.wait(2)

    message = told.say(OPERATOR, KEY)
    await told.wait(5)

    assert gone(told, message)
    assert told.texts(OPERATOR)[-1] == problem("secret_stray")
    assert not kept(told, KEY)


async def test_where_telegram_keeps_a_stray_secret_its_author_is_asked_to_delete_it(
    told: Journey,
) -> None:
    told.telegram.faults.fail_next("deleteMessage", 9, status=400)

    told.say(OPERATOR, KEY)
    await told.wait(30)

    assert told.texts(OPERATOR) == [problem("secret_left")]


async def test_a_strangers_and_a_viewers_secrets_are_erased_too(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)

    typed = [told.say(who, f"/lnik {KEY}") for who in (STRANGER, VIEWER)]
    typed += [told.say(who, KEY) for who in (STRANGER, VIEWER)]
    await told.wait(5)

    assert [gone(told, message) for message in typed] == [True] * 4
    assert all(text.startswith("Bot này dùng nội bộ.") for text in told.texts(STRANGER))
    assert told.texts(VIEWER) == [problem("secret_stray")] * 2


@pytest.mark.parametrize("replying", [True, False])
async def test_an_accounts_key_is_not_taken_for_its_campaign(told: Journey, replying: bool) -> None:
    told.say(OPERATOR, f"/link {KEY}")
    await told.wait(5)
    told.say(OPERATOR, "Thu nợ")
    await told.wait(2)

    message = told.reply(OPERATOR, KEY) if replying else told.say(OPERATOR, KEY)
    await told.wait(5)

    assert gone(told, message)
    assert told.texts(OPERATOR)[-1] == problem("key_misplaced")
    assert not kept(told, KEY)
    told.say(OPERATOR, SECOND.campaign_id)
    await told.wait(2)
    assert told.texts(OPERATOR)[-1].startswith("Đầu số của Thu nợ?")


@pytest.mark.parametrize("typed", [f"/link {KEY}", f"/login {SECOND.username} {SECOND.password}"])
async def test_while_the_pbx_keeps_silent_it_is_said_that_it_is_asked(
    told: Journey, typed: str
) -> None:
    told.pbx_wire.lossy = True

    told.say(OPERATOR, typed)
    await told.wait(5)
    assert told.texts(OPERATOR) == [PROVING]

    await told.wait(120)
    assert told.texts(OPERATOR) == [problem("pbx_silent")]
