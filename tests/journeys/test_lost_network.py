"""The network to Telegram is lost: one chat knocks for all, and then everybody is told at once."""

from __future__ import annotations

import httpx

from bot.core.people import Role
from bot.core.reach import LONGEST_WAIT
from tests.journeys.world import OPERATOR, Journey

HOURS = 3
PEOPLE = range(7_000_001, 7_000_025)
#: Rings for 45 seconds, and nobody answers.
RINGS_ON = "09123{at:03}00"


def knocks(told: Journey) -> list[str]:
    """The list to which everything is added that Telegram is asked from now on, but for updates."""
    asked: list[str] = []

    def note(request: httpx.Request) -> None:
        method = request.url.path.rpartition("/")[2]
        if method != "getUpdates":
            asked.append(method)

    told.telegram_wire.instead = note
    return asked


async def ask(told: Journey) -> None:
    """Each person asks for a call, and has its card."""
    for at, person in enumerate(PEOPLE):
        await told.let_in(person, Role.OPERATOR)
        await told.share(person)
        told.say(person, f"/otp {RINGS_ON.format(at=at)} 4821 queue")
        await told.wait(1)


async def test_while_the_network_is_lost_one_knocks_and_all_are_told_once_it_is_back(
    told: Journey,
) -> None:
    await ask(told)
    asked = knocks(told)
    told.telegram.faults.unreachable = True
    await told.wait(HOURS * 3600)
    knocked = len(asked)
    told.telegram.faults.clear()
    await told.wait(2 * LONGEST_WAIT)

    # The first ones of each chat may have been on their way together.
    assert HOURS * 50 < knocked < HOURS * 60 + len(PEOPLE)
    assert all("không nghe máy" in told.texts(person)[-1] for person in PEOPLE)
    assert not told.telegram.floods


async def test_a_person_who_is_heard_again_is_answered_though_nothing_had_got_through(
    told: Journey,
) -> None:
    await ask(told)
    asked = knocks(told)
    told.telegram.faults.unreachable = True
    await told.wait(3600)
    before = len(asked)
    while len(asked) == before:
        await told.wait(1)
    told.telegram.faults.clear()
    told.say(OPERATOR, "/help")
    await told.wait(32)

    assert "/otp" in told.texts(OPERATOR)[-1]


async def test_the_end_does_not_wait_for_those_who_wait_for_the_network(told: Journey) -> None:
    await ask(told)
    told.telegram.faults.unreachable = True
    await told.wait(3600)
    began = told.now()
    await told.stop()

    assert told.now() - began < 1
