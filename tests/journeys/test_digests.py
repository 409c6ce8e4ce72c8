"""More outcomes than a chat can be told of: they share a message, and each is reached from it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from tests.journeys.world import (
    ADMIN,
    GROUP,
    OPERATOR,
    VIEWER,
    Journey,
    buttons,
    journey,
    plain,
)

EACH: Final = "Xem từng cuộc"
#: Vary in their last two figures, which say how the call goes: they answer, or are busy.
ANSWERED, BUSY = "01", "02"


def digests(told: Journey, chat: int) -> list[Message]:
    return [message for message in told.shown(chat) if EACH in buttons(message)]


def counted(message: Message) -> int:
    found = re.match(r"([\d.]+) cuộc có kết quả", plain(message.text))
    assert found is not None, message.text
    return int(found[1].replace(".", ""))


def nothing_is_sent(told: Journey) -> None:
    """Telegram brings what people write, and takes nothing new."""
    told.telegram.faults.fail_next("sendMessage", 5000, status=502)


async def calls(told: Journey, count: int, *, ending: str = BUSY, first: int = 0) -> None:
    """So many codes at once, asked for in private; the group listens."""
    for place in range(first, first + count):
        told.say(OPERATOR, f"/otp 0912{place:04}{ending} 4821 queue")
        await told.wait(0.1)


async def missed(told: Journey, count: int) -> None:
    """So many end while nothing can be sent; then Telegram takes things again."""
    nothing_is_sent(told)
    await calls(told, count)
    await told.wait(600)
    told.telegram.faults.clear()
    await told.wait(300)


async def test_a_burst_is_one_message_that_rings_once_and_counts_on(told: Journey) -> None:
    await missed(told, 40)

    (digest,) = digests(told, GROUP)
    assert counted(digest) == 40
    assert "🔸 40 chưa gặp" in plain(digest.text)
    assert [m for m in told.shown(GROUP) if m.rang and m.id != digest.id] == []
    assert not told.telegram.floods


async def test_few_that_waited_are_told_one_by_one(told: Journey) -> None:
    await missed(told, 4)

    assert digests(told, GROUP) == []
    assert len([text for text in told.texts(GROUP) if "gọi 09:" in text]) == 4


async def test_after_a_day_without_telegram_all_that_was_missed_is_one_summary(
    told: Journey,
) -> None:
    nothing_is_sent(told)
    await calls(told, 3)
    await told.wait(100)
    await told.stop()
    await told.wait(26 * 3600)
    told.telegram.faults.clear()
    await told.start()
    await told.wait(600)

    (digest,) = digests(told, GROUP)
    assert counted(digest) == 3


async def test_every_call_is_reached_from_the_message_by_who_may_see_it(told: Journey) -> None:
    await missed(told, 20)
    (digest,) = digests(told, GROUP)

    await told.press(OPERATOR, EACH, GROUP)
    pages = [plain(told.shown(GROUP)[-1].text)]
    while "Cũ hơn ›" in buttons(told.shown(GROUP)[-1]):
        await told.press(OPERATOR, "Cũ hơn ›", GROUP)
        pages.append(plain(told.shown(GROUP)[-1].text))
    assert pages[0].startswith("Từng cuộc trong tin gộp · 1–8 trong 20")
    assert sum(page.count("bận") for page in pages) == 20
    assert "0912000" not in "".join(pages), "numbers are masked in a group"

    await told.let_in(VIEWER, Role.VIEWER)
    assert await told.press(VIEWER, EACH, GROUP, on=digest) is not None
    assert plain(told.shown(GROUP)[-1].text) == pages[-1]


async def test_once_a_minute_is_quiet_outcomes_are_told_one_by_one_again(told: Journey) -> None:
    await missed(told, 20)
    await calls(told, 1, first=100)
    await told.wait(200)

    (digest,) = digests(told, GROUP)
    assert counted(digest) == 20
    assert "gọi 09:" in told.texts(GROUP)[-1]


async def test_a_call_that_came_out_otherwise_is_counted_anew(told: Journey) -> None:
    await missed(told, 20)
    (digest,) = digests(told, GROUP)
    assert "🔸 20 chưa gặp" in plain(digest.text)
    heard = len(told.heard(GROUP))

    record = {
        "call_id": told.pbx.switchboard.poster.log[-1].body["call_id"],
        "call_time": 2,
        "answer_time": "2026-11-23T02:13:41Z",
        "end_time": "2026-11-23T02:13:50Z",
        "billsec": 9,
        "hangup_cause": "NORMAL_CLEARING",
    }
    await told.hook(json.dumps(record).encode())
    await told.wait(60)

    (digest,) = digests(told, GROUP)
    assert "✅ 1 nghe máy · 🔸 19 chưa gặp" in plain(digest.text)
    assert len(told.heard(GROUP)) == heard


async def test_who_asked_for_many_hears_together_too(told: Journey) -> None:
    await missed(told, 30)

    (digest,) = digests(told, OPERATOR)
    assert counted(digest) == 30


async def test_power_lost_between_gathering_and_telling_loses_nothing(told: Journey) -> None:
    nothing_is_sent(told)
    await calls(told, 30)
    await told.wait(600)
    await told.lose_power()
    await told.start()
    await told.wait(30)
    told.telegram.faults.clear()
    await told.wait(300)

    assert sum(map(counted, digests(told, GROUP))) == 30


async def test_the_group_itself_asks(told: Journey) -> None:
    """An administrator who asks in the group is owed lines there, which its digest counts too."""
    nothing_is_sent(told)
    for place in range(20):
        told.say(ADMIN, f"/otp 0912{place:04}{BUSY} 4821 queue", GROUP)
        await told.wait(0.1)
    await told.wait(600)
    told.telegram.faults.clear()
    await told.wait(300)

    assert sum(map(counted, digests(told, GROUP))) == 20


async def bursts(told: Journey) -> Message:
    """The group hears of a burst just now; its digest gathers on."""
    told.telegram.promote_bot(GROUP)
    nothing_is_sent(told)
    await calls(told, 40)
    await told.wait(300)
    await calls(told, 40, first=100)
    told.telegram.faults.clear()
    while not digests(told, GROUP):
        await told.wait(1)
    (digest,) = digests(told, GROUP)
    return digest


async def test_a_digest_that_somebody_deletes_while_it_gathers_is_sent_anew(told: Journey) -> None:
    told.telegram.remove(await bursts(told))
    await calls(told, 12, first=200)
    await told.wait(300)

    (digest,) = digests(told, GROUP)
    assert counted(digest) == 92


async def test_let_in_again_a_group_hears_nothing_through_the_digest_of_before(
    told: Journey,
) -> None:
    digest = await bursts(told)
    told.telegram.kick_bot(GROUP)
    await told.wait(3)
    told.telegram.add_bot_to(GROUP, by=ADMIN)
    await told.wait(3)
    await calls(told, 12, first=200)
    await told.wait(300)

    assert counted(digest) == 80
    one_by_one = [text for text in told.texts(GROUP) if "gọi 09:" in text]
    assert len(one_by_one) + sum(counted(m) for m in digests(told, GROUP) if m is not digest) == 12


async def test_the_button_of_a_digest_that_is_no_longer_kept_says_so(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path, now, retention_days=1) as told:
        await missed(told, 20)
        await told.stop()
        await told.wait(26 * 3600)
        await told.start()
        await told.wait(60)

        said = await told.press(OPERATOR, EACH, GROUP)
        assert said == "Tin này cũ quá, không giữ từng cuộc nữa. Gửi /cdr để tìm cuộc gọi"
        assert counted(digests(told, GROUP)[0]) == 20
