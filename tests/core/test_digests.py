"""When many outcomes share one message, and what that says."""

from __future__ import annotations

import pytest

from bot.core.digests import FEW, Gathered, Pressed, overflows, room
from bot.core.lists import Tally
from bot.core.messages.digests import render_digest
from bot.core.messages.text import plain_text
from bot.core.people import Language
from tests.conftest import EPOCH
from tests.core.cases import TZ

GROUP, PRIVATE = -100, 100
DAY = 24 * 3600.0


@pytest.mark.parametrize(("chat", "minute"), [(GROUP, 15), (PRIVATE, 60)])
def test_what_can_be_told_within_a_minute_is_told_one_by_one(chat: int, minute: int) -> None:
    assert room(chat) == minute
    assert not overflows(minute, EPOCH, chat_id=chat, now=EPOCH)
    assert overflows(minute + 1, EPOCH, chat_id=chat, now=EPOCH)


def test_more_than_a_few_that_waited_for_a_minute_are_told_together() -> None:
    assert not overflows(FEW + 1, EPOCH, chat_id=GROUP, now=EPOCH + 60)
    assert overflows(FEW + 1, EPOCH, chat_id=GROUP, now=EPOCH + 61)
    assert not overflows(FEW, EPOCH, chat_id=GROUP, now=EPOCH + 6 * 3600)


def test_of_what_is_a_day_old_only_a_single_one_is_told_by_itself() -> None:
    assert not overflows(1, EPOCH, chat_id=PRIVATE, now=EPOCH + DAY + 1)
    assert overflows(2, EPOCH, chat_id=PRIVATE, now=EPOCH + DAY + 1)


def gathered(**keys: int) -> Gathered:
    return Gathered(
        tally=Tally(answered=80, unreached=35, failed=5),
        first_at=EPOCH,
        last_at=EPOCH + 1800,
        keys={
            Pressed(1, "nhac_no_t11", key.removeprefix("k")): count for key, count in keys.items()
        },
        meanings={Pressed(1, "nhac_no_t11", "1"): "đã thanh toán"},
    )


def said(language: Language, which: Gathered) -> str:
    message = render_digest(
        7, which, account_name="CSKH", language=language, tz=TZ, now=EPOCH + 1800
    )
    assert [button.data for row in message.keyboard for button in row] == ["dig.open:7"]
    return plain_text(message.html).replace("\u00a0", " ")


def test_it_counts_how_they_came_out_and_which_keys_were_pressed() -> None:
    assert said(Language.VI, gathered(k1=12, k3=2)) == (
        "120 cuộc có kết quả · CSKH · 09:12–09:42\n"
        "✅ 80 nghe máy · 🔸 35 chưa gặp · ❌ 5 lỗi\n"
        "Bấm 1 đã thanh toán: 12\n"
        "Bấm 3: 2\n"
        "Nhiều cuộc cùng lúc nên gộp một tin"
    )
    assert said(Language.EN, gathered(k1=12)) == (
        "120 call outcomes · CSKH · 09:12–09:42\n"
        "✅ 80 answered · 🔸 35 not reached · ❌ 5 failed\n"
        "Pressed 1 đã thanh toán: 12\n"
        "Too many at once, so told together"
    )


def test_no_more_than_five_lines_speak_of_keys() -> None:
    text = said(Language.VI, gathered(**{f"k{key}": key + 1 for key in range(9)}))

    assert text.count("Bấm") == 5
    assert "Bấm 8: 9" in text
    assert "Bấm 0: 1" not in text
