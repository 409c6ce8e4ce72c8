"""What callees do by themselves whose numbers are not in the table: as the people of a list do."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.sandbox.calls import Call, Script, Sound
from bot.sandbox.endings import ENDINGS, OTHERS, Ending
from bot.sandbox.exchange import Exchange, ending_of

LONG = 10_000.0
WORDS = (("lời", 0.0),)
#: Longer than anybody listens, and one that is over first.
ENDLESS, SHORT = Sound(words=WORDS, seconds=60.0), Sound(words=WORDS, seconds=5.0)
BOTH_KEYS = {"1": SHORT, "2": SHORT}
#: Neighbours, none of whom is in the table.
NEIGHBOURS = [
    callee
    for callee in (f"0905{number:06d}" for number in range(314_100, 314_500))
    if callee[-2:] not in ENDINGS
]


def called(callee: str, script: Script) -> Call:
    """How a call of this script to this callee went."""
    exchange = Exchange({"u1": 1})
    call = Call(
        call_id="c1",
        user_id="u1",
        campaign_id="campaign",
        caller="0123456789",
        callee=callee,
        type="VOICE",
        param="{}",
        script=script,
        created=0.0,
    )
    exchange.place(call, queue=False)
    return exchange.advance(LONG)[-1].call


def talked(call: Call) -> float:
    assert call.answered is not None
    assert call.ended is not None
    return call.ended - call.answered


def who(*endings: str) -> list[str]:
    """Neighbours whose last digit is one of these."""
    return [callee for callee in NEIGHBOURS if callee[-1] in endings]


@pytest.mark.parametrize("digits", ENDINGS)
def test_two_digits_of_the_table_outweigh_the_last_one_alone(digits: str) -> None:
    assert ending_of(f"09123456{digits}") is ENDINGS[digits]


@pytest.mark.parametrize(
    ("callees", "ending"),
    [
        (who("0", "6"), Ending(vi="", en="", listens=(1, 40))),
        (who("1", "5"), Ending(vi="", en="", key="1", if_offered=True, listens=(3, 30))),
        (who("2"), Ending(vi="", en="", key="2", if_offered=True, listens=(3, 30))),
        (who("3", "7"), ENDINGS["03"]),
        (who("4"), ENDINGS["02"]),
        (who("8", "9"), ENDINGS["01"]),
        (["", "abc"], ENDINGS["01"]),
    ],
)
def test_any_other_number_goes_by_its_last_digit(callees: list[str], ending: Ending) -> None:
    assert callees
    for callee in callees:
        found = ending_of(callee)
        assert (found.cause, found.key, found.if_offered, found.listens) == (
            ending.cause,
            ending.key,
            ending.if_offered,
            ending.listens,
        )


def test_a_list_of_neighbours_comes_out_as_lists_do_and_the_same_each_time() -> None:
    script = Script(content=SHORT, keys=BOTH_KEYS)
    calls = [called(callee, script) for callee in NEIGHBOURS]
    came = Counter(call.hangup_cause for call in calls)
    pressed = Counter(call.keypress for call in calls)
    one_in_a_hundred = len(calls) / 100
    assert 60 < came["NORMAL_CLEARING"] / one_in_a_hundred < 75
    assert came["NO_ANSWER"] > came["USER_BUSY"] > 5 * one_in_a_hundred
    assert pressed["1"] > pressed["2"] > 5 * one_in_a_hundred
    assert [called(callee, script) for callee in NEIGHBOURS] == calls


def test_who_hangs_up_after_a_while_does_so_after_one_to_forty_seconds() -> None:
    numbers = [f"09{number:07d}0" for number in range(4001, 6000) if number % 10]
    talks = {talked(called(callee, Script(content=ENDLESS))) for callee in numbers}
    assert talks == {float(seconds) for seconds in range(1, 41)}


def test_who_hangs_up_after_a_while_is_gone_when_the_script_is_over() -> None:
    talks = [talked(called(callee, Script(content=SHORT))) for callee in who("0", "6")]
    assert max(talks) == SHORT.seconds
    assert min(talks) < SHORT.seconds


@pytest.mark.parametrize(("digit", "key"), [("1", "1"), ("5", "1"), ("2", "2")])
def test_a_key_is_pressed_only_in_a_script_that_has_it(digit: str, key: str) -> None:
    other = "2" if key == "1" else "1"
    for callee in who(digit):
        assert called(callee, Script(content=SHORT, keys=BOTH_KEYS)).keypress == key
        assert called(callee, Script(content=SHORT, keys={other: SHORT})).keypress is None
        assert called(callee, Script(content=SHORT)).keypress is None


@pytest.mark.parametrize(("content", "latest"), [(ENDLESS, 30.0), (SHORT, SHORT.seconds + 2.0)])
def test_a_key_is_pressed_while_the_script_plays_or_soon_after_it(
    content: Sound, latest: float
) -> None:
    script = Script(content=content, keys=BOTH_KEYS)
    calls = [called(callee, script) for callee in who("1", "2", "5")]
    presses = [call.played[1].at - call.played[0].at for call in calls]
    assert (min(presses), max(presses)) == (3.0, latest)


def test_every_digit_has_its_ending_with_words_in_both_languages() -> None:
    assert list(OTHERS) == list("0123456789")
    assert all(ending.vi and ending.en for ending in OTHERS.values())
