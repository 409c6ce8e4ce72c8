"""How long a script takes to read aloud."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.templates import hung_up_early, reading_seconds
from tests.core.cases import TEMPLATE


def test_a_script_is_read_up_to_its_first_code() -> None:
    once = "Mã xác nhận của bạn là {{code_otp}}"
    twice = f"{once} xin nhắc lại {once}"
    assert reading_seconds(twice, 1.0, 4) == reading_seconds(once, 1.0, 4)


def test_a_script_without_a_code_is_read_to_its_end() -> None:
    assert reading_seconds("một hai ba bốn năm sáu bảy tám chín", 1.0, None) == pytest.approx(2.0)


def test_a_longer_code_takes_longer_and_an_unknown_one_has_four_characters() -> None:
    content = "Mã là {{ code_otp }}"
    assert reading_seconds(content, 1.0, None) == reading_seconds(content, 1.0, 4)
    assert reading_seconds(content, 1.0, 6) > reading_seconds(content, 1.0, 4)


def test_digits_in_a_script_are_read_one_by_one() -> None:
    assert reading_seconds("gọi 19001234", 1.0, None) == pytest.approx(2.0)


def test_twice_the_speed_takes_half_the_time() -> None:
    content = TEMPLATE.content
    assert reading_seconds(content, 2.0, 4) == pytest.approx(reading_seconds(content, 1.0, 4) / 2)


def test_a_speed_of_zero_is_slow_and_not_endless() -> None:
    assert reading_seconds(TEMPLATE.content, 0.0, 4) == reading_seconds(TEMPLATE.content, 0.5, 4)


@pytest.mark.parametrize(("billsec", "early"), [(0, True), (2, True), (3, False), (41, False)])
def test_who_hangs_up_before_the_code_was_said_hung_up_early(billsec: int, early: bool) -> None:
    assert hung_up_early(billsec, TEMPLATE) is early


def test_what_is_not_known_is_not_early() -> None:
    assert not hung_up_early(None, TEMPLATE)
    assert not hung_up_early(0, None)


def test_an_empty_script_is_never_hung_up_early() -> None:
    assert not hung_up_early(0, replace(TEMPLATE, content=""))
