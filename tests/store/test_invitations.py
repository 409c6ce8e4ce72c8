"""Invitations: found by their secret's hash, followed by one person, answered once."""

from __future__ import annotations

from bot.core.invitations import Answer, Guest
from bot.core.people import Language, Role
from bot.store import Transaction
from tests.conftest import EPOCH

GUEST = Guest(person_id=10, name="Người lạ", language=Language.EN)
ANOTHER = Guest(person_id=11, name="Người khác", language=Language.VI)


def make(tx: Transaction, token_hash: str, created_by: int = 1) -> int:
    return tx.invitations.add(
        token_hash, Role.OPERATOR, created_by=created_by, created_at=EPOCH, language=Language.VI
    )


def test_an_invitation_is_found_by_its_hash_alone(tx: Transaction) -> None:
    invitation_id = make(tx, "one")

    found = tx.invitations.by_hash("one")

    assert found == tx.invitations.get(invitation_id)
    assert found is not None
    assert (found.role, found.guest, found.answer) == (Role.OPERATOR, None, None)
    assert tx.invitations.by_hash("two") is None


def test_it_belongs_to_who_follows_it_first(tx: Transaction) -> None:
    invitation_id = make(tx, "one")

    for guest in (GUEST, ANOTHER):
        tx.invitations.follow(invitation_id, guest, EPOCH)

    followed = tx.invitations.get(invitation_id)
    assert followed is not None
    assert followed.guest == GUEST
    assert [tx.invitations.is_waited_for(n) for n in (10, 11)] == [True, False]


def test_it_is_answered_once_and_only_after_somebody_followed(tx: Transaction) -> None:
    invitation_id = make(tx, "one")

    def answer(said: Answer, by: int) -> bool:
        return tx.invitations.answer(invitation_id, said, by=by, at=EPOCH)

    assert not answer(Answer.LET_IN, 1)
    tx.invitations.follow(invitation_id, GUEST, EPOCH)
    assert [answer(Answer.REFUSED, 1), answer(Answer.LET_IN, 2)] == [True, False]
    answered = tx.invitations.get(invitation_id)
    assert answered is not None
    assert (answered.answer, answered.answered_by) == (Answer.REFUSED, 1)
    assert not tx.invitations.is_waited_for(10)


def test_what_somebody_followed_is_not_withdrawn(tx: Transaction) -> None:
    first, second, others = make(tx, "one"), make(tx, "two"), make(tx, "three", created_by=2)
    tx.invitations.follow(first, GUEST, EPOCH)

    for invitation in tx.invitations.batch(first, others, 1):
        tx.invitations.revoke(invitation.id, EPOCH + 1)

    ids = (first, second, others)
    found = [i for n in ids if (i := tx.invitations.get(n)) is not None]
    assert [invitation.revoked_at for invitation in found] == [None, EPOCH + 1, None]
