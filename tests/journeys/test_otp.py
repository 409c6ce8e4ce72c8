"""`/otp`, from the person's message to the outcome in their chat and in the group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.journeys.world import GROUP, OPERATOR, journey


async def test_a_code_is_read_out_and_everyone_hears_how_it_went(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path, now) as told:
        told.telegram.send(OPERATOR, OPERATOR, "/otp 0987654321 4821")
        await told.wait(60)

        assert told.pbx.placements == {"0987654321": 1}
        card, line = told.texts(OPERATOR)
        assert card.startswith("✅ Nghe máy")
        assert line.startswith("✅ 0987654321 nghe máy")
        assert told.texts(GROUP)[0].startswith("✅ Nghe máy")
        assert "0987654321" not in told.texts(GROUP)[0]
