"""Who hears of a call, with or without sound, and what follows from Telegram's answer.

Decides audiences, filters, sound and retries; it renders nothing and sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.calls import Outcome, outcome
from bot.core.people import Person, Role
from bot.core.records import Call, CallKind, Filter, Kind, Place, Subscription

ASKER: Final = "asker"
#: Whoever is to agree to a list, or has taken it over, has a card of that audience and their id.
APPROVER: Final = "approver"
OWNER: Final = "owner"


class Verdict(StrEnum):
    """How a settled call is sorted for those who subscribe."""

    ANSWERED = "answered"
    UNREACHED = "unreached"
    FAILED = "failed"


_FAILURES: Final = frozenset({Outcome.INVALID, Outcome.FAILED})


def verdict(came_out: Outcome | None) -> Verdict:
    """Answered, not reached (try later), or failed: broken, refused, not called, unknown."""
    if came_out is Outcome.ANSWERED:
        return Verdict.ANSWERED
    return Verdict.FAILED if came_out is None or came_out in _FAILURES else Verdict.UNREACHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Somebody who is owed an outcome; `name` is unique within a call."""

    name: str
    place: Place
    subscription_id: int | None = None


def audiences(call: Call, subscriptions: Iterable[Subscription]) -> Iterator[Audience]:
    """The asker, then each subscription that wants this outcome; of a test nobody else hears.

    An asker whose own place is subscribed hears once, as a reply to the card. A list's calls are
    told to its asker by the list's own card and its end.
    """
    alone = call.list_id is None
    if alone:
        yield Audience(name=ASKER, place=call.place)
    if call.test:
        return
    for subscription in subscriptions:
        told_already = alone and subscription.place == call.place
        if not told_already and wants(subscription.filter, call):
            yield listener(subscription)


def listeners(subscriptions: Iterable[Subscription]) -> Iterator[Audience]:
    """The subscriptions to which a list is one message."""
    return (listener(one) for one in subscriptions if one.filter.lists)


def listener(subscription: Subscription) -> Audience:
    """A subscription as an audience."""
    return Audience(
        name=f"subscription:{subscription.id}",
        place=subscription.place,
        subscription_id=subscription.id,
    )


def wants(chosen: Filter, call: Call) -> bool:
    """Whether a subscription's filter lets this call through."""
    if call.kind is CallKind.OTP and not chosen.otp:
        return False
    if chosen.keys and needs_someone(call):
        return True
    if call.list_id is not None and chosen.lists:
        return False
    return {
        Verdict.ANSWERED: chosen.answered,
        Verdict.UNREACHED: chosen.unreached,
        Verdict.FAILED: chosen.failed,
    }[verdict(outcome(call.facts))]


def needs_someone(call: Call) -> bool:
    """Whether the callee pressed a key that asks for somebody of the team."""
    return bool(call.script and call.script.needs_someone(_pressed(call)))


def asks_to_stop(call: Call) -> bool:
    """Whether the callee pressed a key by which they are called no more."""
    return bool(call.script and call.script.stops(_pressed(call)))


def _pressed(call: Call) -> str:
    """The key by which an answered call came out; empty: none, or it may be a code's."""
    pressed = call.facts.report.keypress
    if call.kind is CallKind.OTP or pressed is None:
        return ""
    return pressed.value if outcome(call.facts) is Outcome.ANSWERED else ""


def may_hear(place: Place, owner: Person | None, *, uses: bool, is_open: bool) -> bool:
    """Whether cards and news of an account's calls and lists still go to this place.

    To somebody's own chat they go while its owner is in and may see the account. Of an account that
    was closed for everybody, calls under way report all the same.
    """
    if place.is_group:
        return True
    is_in = owner is not None and owner.role is not Role.STRANGER
    return is_in and (uses or not is_open)


def rings(call: Call, kind: Kind, *, to_asker: bool) -> bool:
    """Askers hear everything ring; a subscribed place failures, and who needs someone."""
    return (
        to_asker
        or kind is not Kind.OUTCOME
        or verdict(outcome(call.facts)) is Verdict.FAILED
        or needs_someone(call)
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it; for an edit or a delete `message_id` is the message's own."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: flood control (`after` seconds), a lost network or a 5xx (`after` unknown)."""

    after: float | None = None
    #: It is the group's slow mode that holds up what is new there.
    slow: bool = False


class Refusal(StrEnum):
    """What Telegram will not do, however often it is asked."""

    REMOVED = "removed"
    BLOCKED = "blocked"
    GONE = "gone"
    RIGHTS = "rights"
    NO_TOPIC = "topic"
    CLOSED_TOPIC = "topic_closed"
    #: The message to edit, delete or reply to is not there.
    MISSING = "missing"
    #: Its markup or length.
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram said no for good."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group became a supergroup with another id."""

    chat_id: int


Result = Sent | Later | Refused | Migrated

#: One topic takes nothing more; the rest of its group may.
TOPIC: Final = frozenset({Refusal.NO_TOPIC, Refusal.CLOSED_TOPIC})
#: The chat itself is closed to the bot: nothing more goes there until somebody lets it in again.
#: One whose general topic is closed has no other place for what went there.
CLOSED: Final = frozenset(
    {Refusal.REMOVED, Refusal.BLOCKED, Refusal.GONE, Refusal.RIGHTS, Refusal.CLOSED_TOPIC}
)
#: Seconds by which outcomes may be late in a group before its slow mode is spoken of.
BEHIND: Final = 60.0


def pause(result: Later, failures: int) -> float:
    """Seconds before the chat is tried again: as Telegram says, else doubling up to a minute.

    0 in slow mode: there the chat's turns wait, and end sooner if the slow mode does.
    """
    if result.slow:
        return 0.0
    if result.after is not None:
        return result.after
    return float(min(60, 2 ** min(failures, 6)))
