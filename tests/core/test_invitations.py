"""Who may follow a link, and what `/invite` takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.invitations import LIVES, Answer, Guest, Invitation, parse_invite, verify_followable
from bot.core.people import Language, Person, Role
from bot.errors import UsageError

STRANGER = Person(person_id=1, name="Người lạ", role=Role.STRANGER)
OPERATOR = Person(person_id=2, name="Nhân viên", role=Role.OPERATOR)
ADMIN = Person(person_id=3, name="Quản trị", role=Role.ADMIN)
LINK = Invitation(id=5, role=Role.OPERATOR, created_by=3, created_at=1000.0, language=Language.VI)
FOLLOWED = replace(LINK, guest=Guest(person_id=1, name="Người lạ", language=Language.VI))
BY_ANOTHER = replace(LINK, guest=Guest(person_id=9, name="Người lạ", language=Language.VI))


@pytest.mark.parametrize("later", [0, 1, LIVES])
def test_a_stranger_follows_a_link_within_its_day(later: float) -> None:
    verify_followable(LINK, STRANGER, now=1000.0 + later)


@pytest.mark.parametrize(
    ("link", "person", "later", "problem"),
    [
        (None, STRANGER, 0, "invite_unknown"),
        (None, OPERATOR, 0, "invite_unknown"),
        (LINK, STRANGER, LIVES + 1, "invite_expired"),
        (replace(LINK, revoked_at=1001.0), STRANGER, 2, "invite_revoked"),
        (replace(LINK, revoked_at=1001.0), STRANGER, LIVES + 1, "invite_revoked"),
        (BY_ANOTHER, STRANGER, 1, "invite_used"),
        (BY_ANOTHER, STRANGER, LIVES + 1, "invite_used"),
        (FOLLOWED, STRANGER, 1, "invite_waiting"),
        (replace(FOLLOWED, answer=Answer.REFUSED), STRANGER, 1, "invite_refused"),
        (replace(FOLLOWED, answer=Answer.LET_IN), STRANGER, 1, "invite_used"),
        (LINK, OPERATOR, 1, "invite_in"),
        (FOLLOWED, OPERATOR, 1, "invite_in"),
        (LINK, ADMIN, 1, "invite_own"),
        (LINK, replace(ADMIN, person_id=4), 1, "invite_in"),
    ],
)
def test_everybody_else_reads_why_not(
    link: Invitation | None, person: Person, later: float, problem: str
) -> None:
    with pytest.raises(UsageError) as caught:
        verify_followable(link, person, now=1000.0 + later)
    assert caught.value.problem == problem


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", (None, 1)),
        ("operator", (Role.OPERATOR, 1)),
        ("Viewer", (Role.VIEWER, 1)),
        ("operator 10", (Role.OPERATOR, 10)),
        ("20 viewer", (Role.VIEWER, 20)),
        ("3", (None, 3)),
    ],
)
def test_invite_takes_a_role_and_how_many(typed: str, meant: tuple[Role | None, int]) -> None:
    assert parse_invite(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "admin",
        "stranger",
        "operator viewer",
        "operator 0",
        "operator 21",
        "operator -1",
        "operator 2 3",
        "operator 99999999999999999999",
        "operator operator",
        "operator ²",
        "@somebody",
    ],
)
def test_what_invite_can_not_read_is_said(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_invite(typed)
    assert caught.value.problem == "invite_what"
