"""What `/block` takes, and which calls a blocked number does not get."""

from __future__ import annotations

import pytest

from bot.core.do_not_call import LONGEST_REASON, Block, Blocking, blocked, concerns, parse_blocking
from bot.core.records import CallKind
from bot.errors import UsageError

ONE, OTHER = "0987654321", "0912345678"


@pytest.mark.parametrize(
    ("typed", "numbers", "reason"),
    [
        (ONE, (ONE,), ""),
        (f"{ONE} khách yêu cầu", (ONE,), "khách yêu cầu"),
        (f"+84987654321, {OTHER}; {ONE} nhầm số", (ONE, OTHER), "nhầm số"),
        ("0987 654 321", (ONE,), ""),
        ("01629333999 số cũ", ("0329333999",), "số cũ"),
        (f"{ONE} " + "x" * 500, (ONE,), "x" * LONGEST_REASON),
    ],
)
def test_numbers_come_first_and_what_follows_is_the_reason(
    typed: str, numbers: tuple[str, ...], reason: str
) -> None:
    assert parse_blocking(typed) == Blocking(numbers=numbers, reason=reason)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "block_missing"),
        ("khách yêu cầu", "block_unclear"),
        ("098765432 thiếu", "phone_short"),
        (" ".join(f"09876543{n:02}" for n in range(51)), "block_many"),
    ],
)
def test_what_is_no_number_is_refused(typed: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        parse_blocking(typed)


def test_codes_and_tests_go_through() -> None:
    assert concerns(CallKind.VOICE, test=False)
    assert not concerns(CallKind.VOICE, test=True)
    assert not concerns(CallKind.OTP, test=False)


def test_the_refusal_says_why_if_anybody_did() -> None:
    block = Block(id=1, number=ONE, reason="", blocked_by=1, blocked_at=5.0)
    assert blocked(block).problem == "number_blocked"
    said = blocked(Block(id=1, number=ONE, reason="nhầm", blocked_by=1, blocked_at=5.0))
    assert (said.problem, said.values["reason"]) == ("number_blocked_why", "nhầm")
