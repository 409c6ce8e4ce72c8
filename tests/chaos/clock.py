"""A machine whose clock stands later: what is waited for in minutes is over at once."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.processes import Bot

#: By then what is not known is given up, in seconds.
GIVEN_UP = 660
_LATER = Path(__file__).parent / "later"


async def give_up(bot: Bot) -> None:
    """Ended, and started where so much time has passed that what is lost is given up."""
    assert await bot.end() == 0
    bot.settings |= {"PYTHONPATH": str(_LATER), "CLOCK_LATER": str(GIVEN_UP)}
    await bot.start()
