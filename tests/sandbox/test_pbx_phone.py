"""The callee's phone: what it shows as a call goes on, and what a hand may do with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.sandbox.pbx.phone import Phone
from tests.sandbox.pbx_peer import PARAM, Peer, a_peer, a_wav

MAIN = (
    "Chào bạn Nguyễn Văn A vui lòng thanh toán khoản nợ 10.410.000 trước ngày 30/1/2021, "
    "vui lòng bấm phím 1 nếu bạn đã thanh toán"
)
THANKS, BYE = "Cám ơn Nguyễn Văn A đã thanh toán", "Cám ơn Nguyễn Văn A đã sử dụng"
WRONG = "Nguyễn Văn A đã nhập sai"


@dataclass
class Held:
    """A phone in a hand, and what it has told to whoever watches it."""

    peer: Peer
    phone: Phone
    now: Callable[[], float]
    began: float
    told: list[str] = field(default_factory=list)

    def tell(self) -> None:
        view = self.phone.view()
        self.told.append(view["state"] if view else "idle")

    @property
    def view(self) -> dict[str, Any]:
        view = self.phone.view()
        assert view is not None
        return view

    @property
    def text(self) -> str:
        return " ".join(word["text"] for word in self.view["words"])

    def act(self, act: str, key: str | None = None) -> bool:
        return self.phone.act(self.view["call_id"], act, key)


async def held_over(peer: Peer, now: Callable[[], float]) -> Held:
    held = Held(peer, Phone(peer.pbx.switchboard, now=now), now, now())
    held.phone.watchers.append(held.tell)
    await peer.log_in()
    await peer.make()
    return held


@pytest.fixture
async def held(now: Callable[[], float]) -> AsyncIterator[Held]:
    async with a_peer(now) as peer:
        yield await held_over(peer, now)


async def test_a_phone_that_nobody_calls_shows_nothing(held: Held) -> None:
    assert held.phone.view() is None


async def test_a_ringing_call_is_shown_with_who_calls_and_what_may_be_done(held: Held) -> None:
    call_id = await held.peer.called("0912345600")
    await asyncio.sleep(2)
    words = held.view.pop("words")
    assert held.view | {"words": []} == {
        "call_id": call_id,
        "callee": "0912345600",
        "caller": "0123456789",
        "type": "OTP",
        "state": "ringing",
        "since": held.began + 1.0,
        "answered_at": None,
        "ended_at": None,
        "hangup_cause": None,
        "words": [],
        "script_seconds": 5.5,
        "sounds": [],
        "keys": [],
        "pressed": None,
        "by_hand": True,
        "plays": {"vi": "bạn cầm máy", "en": "you hold the phone"},
        "can": ["answer", "reject"],
        "waiting": 0,
    }
    assert " ".join(word["text"] for word in words).startswith("Mã xác nhận của bạn là 4821")


async def test_what_a_voice_reads_is_told_with_when_it_is_heard_and_can_be_had(
    now: Callable[[], float],
) -> None:
    async with a_peer(now) as peer:
        held = await held_over(peer, now)
        held.phone = Phone(peer.pbx.switchboard, now=now, speaks=True)
        call_id = await peer.voiced("0912345621")
        await asyncio.sleep(1)
        assert held.view["sounds"] == []
        assert held.phone.sound(call_id, 0) is None

        await asyncio.sleep(25)
        first, second, *_ = held.view["sounds"]
        assert (first["number"], first["at"], second["number"]) == (0, 0, 1)
        assert second["at"] < first["seconds"] + 30
        main, thanks = held.phone.sound(call_id, 0), held.phone.sound(call_id, 1)
        assert main is not None
        assert thanks is not None
        assert (main.text, main.voice, main.speed) == (MAIN, "south-f-03", 1.2)
        assert thanks.text == THANKS
        for number in (-1, 9):
            assert held.phone.sound(call_id, number) is None
        assert held.phone.sound("another", 0) is None


async def test_the_phone_goes_through_the_call_and_tells_of_each_change(held: Held) -> None:
    await held.peer.called("0912345601")
    assert (held.view["state"], held.view["can"]) == ("dialling", [])
    await asyncio.sleep(60)
    assert list(dict.fromkeys(held.told)) == ["dialling", "ringing", "answered", "ended", "idle"]


async def test_each_word_has_its_second_and_a_code_takes_one_for_each_character(
    held: Held,
) -> None:
    await held.peer.called("0912345601")
    await asyncio.sleep(8)
    at = {word["text"]: word["at"] for word in reversed(held.view["words"])}
    pace = 3.5 * 1.2
    assert [at["Mã"], at["4821"], at["xin"]] == pytest.approx([0, 6 / pace, 10 / pace])
    assert held.view["since"] == held.view["answered_at"]
    assert all(word["at"] < held.view["script_seconds"] for word in held.view["words"])


async def test_a_call_that_ended_is_shown_for_twenty_seconds(held: Held) -> None:
    await held.peer.called("0912345605")
    await asyncio.sleep(20.5)
    assert (held.view["state"], held.view["can"]) == ("ended", [])
    assert held.view["hangup_cause"] == "UNALLOCATED_NUMBER"
    assert held.view["ended_at"] == held.view["since"] == held.began + 1.0
    await asyncio.sleep(1)
    assert held.phone.view() is None
    assert held.told[-1] == "idle"


async def test_a_voice_call_shows_its_keys_with_their_words(held: Held) -> None:
    await held.peer.voiced("0912345600")
    await asyncio.sleep(2)
    assert (held.view["type"], held.text) == ("VOICE", MAIN)
    assert held.view["keys"] == [{"num": "1", "content": THANKS}]


async def test_a_hand_answers_presses_and_hears_what_the_key_is_for(held: Held) -> None:
    call_id = await held.peer.voiced("0912345600")
    await asyncio.sleep(2)
    assert held.act("answer")
    assert (held.view["state"], held.view["can"]) == ("answered", ["press", "hang_up"])
    await asyncio.sleep(20)
    assert held.act("press", "1")
    assert (held.view["pressed"], held.view["can"]) == ("1", ["hang_up"])
    assert held.text == f"{MAIN} {THANKS} {BYE}"
    began = [word["at"] for word in held.view["words"] if word["text"] == "Cám"]
    assert began == pytest.approx([20, 21.9])
    assert held.view["script_seconds"] == pytest.approx(23.8)
    await asyncio.sleep(30)
    cdr = await held.peer.cdr(call_id)
    assert (cdr["keypress"], cdr["billsec"]) == ("1", 26)


async def test_a_wrong_key_is_heard_as_such_and_a_right_one_still_counts(held: Held) -> None:
    call_id = await held.peer.voiced("0912345600")
    await asyncio.sleep(2)
    held.act("answer")
    await asyncio.sleep(15)
    assert held.act("press", "#")
    assert (held.text, held.view["pressed"]) == (f"{MAIN} {WRONG}", "#")
    await asyncio.sleep(3)
    assert held.act("press", "1")
    await asyncio.sleep(30)
    assert (await held.peer.cdr(call_id))["keypress"] == "1"


async def test_what_a_key_cuts_short_is_not_among_the_words(held: Held) -> None:
    await held.peer.voiced("0912345600")
    await asyncio.sleep(2)
    held.act("answer")
    await asyncio.sleep(1)
    held.act("press", "1")
    assert held.text == f"Chào bạn Nguyễn Văn A {THANKS} {BYE}"


async def test_the_first_word_of_each_sound_is_marked(held: Held) -> None:
    await held.peer.voiced("0912345600")
    await asyncio.sleep(2)
    assert [word["text"] for word in held.view["words"] if word["first"]] == ["Chào"]
    held.act("answer")
    await asyncio.sleep(1)
    held.act("press", "#")
    await asyncio.sleep(1)
    held.act("press", "1")
    firsts = [word["text"] for word in held.view["words"] if word["first"]]
    assert firsts == ["Chào", "Nguyễn", "Cám", "Cám"]


async def test_a_number_plays_by_itself_what_its_digits_say(held: Held) -> None:
    await held.peer.voiced("0912345621")
    await asyncio.sleep(23)
    assert (held.view["pressed"], held.text) == ("1", f"{MAIN} {THANKS} {BYE}")
    assert not held.view["by_hand"]


async def test_an_audio_script_shows_its_file_as_one_word(held: Held) -> None:
    await held.peer.upload("AUDIO_1.wav", a_wav(7))
    await held.peer.make(name="am_thanh", voice_type="audio_file", audio_file="AUDIO_1.wav")
    await held.peer.voiced("0912345600", param={**PARAM, "template_name": "am_thanh"})
    assert held.view["words"] == [
        {"text": "[AUDIO_1.wav]", "at": 0, "first": True, "filled": False}
    ]
    assert held.view["script_seconds"] == 7


@pytest.mark.parametrize("digits", ["03", "21", "04", "00"])
async def test_a_hand_may_reject_any_ringing_call(held: Held, digits: str) -> None:
    call_id = await held.peer.called(f"09123456{digits}")
    await asyncio.sleep(2)
    assert held.act("reject")
    assert held.view["state"] == "ended"
    await asyncio.sleep(2)
    assert (await held.peer.cdr(call_id))["hangup_cause"] == "CALL_REJECTED"


async def test_a_hand_hangs_up_in_the_middle_of_the_script(held: Held) -> None:
    call_id = await held.peer.called("0912345600")
    await asyncio.sleep(2)
    held.act("answer")
    await asyncio.sleep(3)
    assert held.act("hang_up")
    await asyncio.sleep(2)
    cdr = await held.peer.cdr(call_id)
    assert (cdr["billsec"], cdr["hangup_cause"]) == (3, "NORMAL_CLEARING")
    assert held.peer.receiver.states == ["ringing", "answered", "hangup", "cdr"]


async def test_a_phone_that_waits_for_a_hand_rings_for_45_seconds(held: Held) -> None:
    call_id = await held.peer.called("0912345600")
    await asyncio.sleep(45.5)
    assert held.view["state"] == "ringing"
    await asyncio.sleep(2)
    assert (await held.peer.cdr(call_id))["hangup_cause"] == "NO_ANSWER"


async def test_what_is_too_late_or_makes_no_sense_does_nothing(held: Held) -> None:
    call_id = await held.peer.called("0912345600")
    assert not held.act("answer"), "it does not ring yet"
    await asyncio.sleep(2)
    assert not held.act("press", "1"), "nobody has answered"
    assert not held.act("hang_up"), "nobody has answered"
    assert not held.act("lift"), "no such act"
    assert not held.phone.act("no such call", "answer")
    held.act("answer")
    for key in (None, "", "A", "12", "٣"):
        assert not held.act("press", key), key
    assert not held.act("answer"), "it is answered"
    held.act("hang_up")
    assert not held.act("hang_up"), "it has ended"
    assert held.view["call_id"] == call_id
    assert held.view["pressed"] is None


async def test_of_keys_pressed_at_one_moment_each_counts_for_itself(held: Held) -> None:
    for keys, counted, recorded in (("11", [True, False], "1"), ("##1", [True, True, False], "#")):
        call_id = await held.peer.voiced("0912345600")
        await asyncio.sleep(2)
        held.act("answer")
        await asyncio.sleep(1)
        assert [held.act("press", key) for key in keys] == counted
        await asyncio.sleep(60)
        assert (await held.peer.cdr(call_id))["keypress"] == recorded


async def test_the_newest_call_is_shown_and_the_others_are_counted(held: Held) -> None:
    await held.peer.called("0912345603")
    await asyncio.sleep(1)
    newer = await held.peer.called("0912345600")
    await held.peer.called("0912345600", queue=True)
    assert (held.view["call_id"], held.view["waiting"]) == (newer, 1)


async def test_a_call_in_a_hand_stays_when_a_newer_one_rings(held: Held) -> None:
    first = await held.peer.called("0912345600")
    await asyncio.sleep(2)
    held.act("answer")
    second = await held.peer.called("0912345603")
    await asyncio.sleep(2)
    assert (held.view["call_id"], held.view["waiting"]) == (first, 1)
    held.act("hang_up")
    assert (held.view["call_id"], held.view["state"]) == (second, "ringing")


async def test_a_queued_call_is_shown_when_it_is_dialled(held: Held) -> None:
    for _ in range(2):
        await held.peer.called("0912345605")
    queued = await held.peer.called("0912345600", queue=True)
    assert held.view["call_id"] != queued
    await asyncio.sleep(1.5)
    assert held.view["call_id"] == queued
    assert held.view["since"] == held.began + 1.0


async def test_a_call_of_another_system_rings_too_and_an_old_one_is_not_shown(held: Held) -> None:
    account = held.peer.pbx.accounts.by_key("key-foo")
    assert account is not None
    place = held.peer.pbx.switchboard.place_elsewhere
    place(account, "0912345601", param=PARAM, caller="0123456789", ago=3600)
    assert held.phone.view() is None
    call_id = place(account, "0912345600", param=PARAM, caller="0123456789")
    assert held.view["call_id"] == call_id


async def test_times_pass_on_the_clock_whatever_the_speed(now: Callable[[], float]) -> None:
    async with a_peer(now, speed=10.0) as peer:
        held = await held_over(peer, now)
        await asyncio.sleep(50)
        began = now()
        await peer.called("0912345600")
        await asyncio.sleep(1)
        held.act("answer")
        assert held.view["answered_at"] == pytest.approx(began + 1, abs=0.001)
        assert held.view["words"][1]["at"] == pytest.approx(1 / 3.5 / 1.2 / 10)
        assert held.view["script_seconds"] == pytest.approx(0.55)
        await asyncio.sleep(0.9)
        assert held.view["ended_at"] == pytest.approx(began + 1 + 0.55 + 0.3, abs=0.001)
        await asyncio.sleep(20.5)
        assert held.told[-1] == "idle"


def filled(held: Held) -> str:
    """What of the words a value has put there, with what stands close to it."""
    return " ".join(word["text"] for word in held.view["words"] if word["filled"])


async def test_words_that_a_value_has_put_there_are_told_from_the_script_s_own(
    held: Held,
) -> None:
    await held.peer.voiced("0912345600")
    await asyncio.sleep(2)
    assert filled(held) == "Nguyễn Văn A 10.410.000 30/1/2021,"


async def test_a_voice_says_values_as_it_was_told_to_and_takes_as_long_as_their_words(
    now: Callable[[], float],
) -> None:
    async with a_peer(now, read=lambda value: f"({value.lower()} , {len(value)})") as peer:
        held = await held_over(peer, now)
        await peer.voiced("0912345600")
        await asyncio.sleep(2)
        assert filled(held) == "(nguyễn văn a , 12) (10.410.000 , 10) (30/1/2021 , 9),"
        assert "thanh toán khoản nợ (10.410.000 , 10) trước ngày" in held.text
        assert held.view["keys"][0]["content"] == "Cám ơn (nguyễn văn a , 12) đã thanh toán"
