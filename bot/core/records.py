"""The things the program keeps, as the store returns them and everyone else reads them.

Ids, states and times only: nothing here holds a code, a token, a key or a rendered text.
Times are Unix seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.calls import Facts, State
from bot.core.people import Language
from bot.core.templates import Template


class CallKind(StrEnum):
    """What is said in the call."""

    OTP = "otp"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where messages go: a chat, or one topic of a forum group. Group ids are negative."""

    chat_id: int
    thread_id: int | None = None

    @property
    def is_group(self) -> bool:
        """Groups and channels see numbers masked."""
        return self.chat_id < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A PBX account: who pays, and what its calls use when nothing else is said."""

    account_id: int
    name: str
    campaign_id: str
    caller: str
    otp_template: str
    concurrency: int = 5
    #: Lists of more rows than this need a second person's yes; None: none do.
    approve_over: int | None = None
    #: Words with which this PBX says that it has no line free, as `core.busy` keeps them.
    busy_phrases: tuple[str, ...] = ()
    #: Who linked it; None: the server's own administrator did, with `pbxbot link`.
    created_by: int | None = None

    @property
    def complete(self) -> bool:
        """Whether a call can go over it: the vendor's campaign and the hotline are known."""
        return bool(self.campaign_id and self.caller)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A call as it is first written down, before the PBX is asked."""

    #: Travels as `param.ref_id`, comes back in the CDR; unguessable, so buttons name calls by it.
    ref: str
    #: SHA-256 (hex) of the token in this call's `callback_url`.
    token_hash: str
    account_id: int
    person_id: int
    kind: CallKind
    #: The message that asked for it; (chat_id, message_id) is claimed once for all time.
    place: Place
    message_id: int
    language: Language
    callee: str
    caller: str
    campaign_id: str
    template: str
    queue: bool
    created_at: float
    #: What fills a voice script's key fields; a code is never among them.
    values: dict[str, str] = field(default_factory=dict)
    #: The team's own id of whom this is about, typed as `ref=` and shown as "HĐ".
    label: str = ""
    #: To the asker's own phone, to hear how it sounds: no figure counts it, no group hears of it.
    test: bool = False
    #: The preview that was confirmed; a code call has none.
    draft_id: str | None = None
    #: The script as it was known when the call was asked for; None: it was not.
    script: Template | None = None
    #: The list and its row that it is made for; None: it was asked for by itself.
    list_id: int | None = None
    list_row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(NewCall):
    """A call with all that is known of it."""

    id: int
    facts: Facts
    state: State
    #: When it entered `state`.
    since: float
    #: When it settles if nothing more is heard; None once it did.
    settle_at: float | None = None
    #: When it first settled, which was when it was told.
    settled_at: float | None = None
    look_at: float | None = None
    looks: int = 0
    #: Set when the PBX could not be reached: since when, and its HTTP status if it gave one.
    down_since: float | None = None
    down_status: int | None = None
    #: The message that held the code is still in the chat: Telegram refused to delete it.
    code_left: bool = False
    #: The PBX refused it for want of a line: by a 429, or by words that its account knows.
    busy: bool = False

    @property
    def call_id(self) -> str:
        """The PBX's id of it; empty until somebody tells."""
        return "" if self.facts.call_id is None else self.facts.call_id.value

    @property
    def settled(self) -> bool:
        """Told, and nothing more awaited: one that turned up after it was told is live again."""
        return self.settled_at is not None and self.settle_at is None


class Kind(StrEnum):
    """What a delivery tells."""

    OUTCOME = "outcome"
    #: An unknown call that was found after all.
    RESOLVED = "resolved"
    #: The PBX answers again, told to those whose call it could not take.
    BACK = "back"
    #: A list is over.
    OVER = "over"


class About(StrEnum):
    """What a card or a delivery is about."""

    CALL = "call"
    LIST = "list"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One call, list or digest, by its id in the store."""

    about: About
    id: int


def the_call(call_id: int) -> Subject:
    """A call as a subject."""
    return Subject(about=About.CALL, id=call_id)


def the_list(list_id: int) -> Subject:
    """A list as a subject."""
    return Subject(about=About.LIST, id=list_id)


def the_digest(digest_id: int) -> Subject:
    """A digest as a subject."""
    return Subject(about=About.DIGEST, id=digest_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which outcomes a subscription wants; everything is on at first (CARDS.md N1)."""

    answered: bool = True
    unreached: bool = True
    failed: bool = True
    otp: bool = True
    #: Keys that need someone, each a message of its own whatever else is on.
    keys: bool = True
    #: A list is one message; else each of its calls is told like any other.
    lists: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A place that hears how an account's calls went."""

    id: int
    account_id: int
    place: Place
    filter: Filter
    language: Language
    created_by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message that follows its subject; the relay brings `shown` up to `wanted`."""

    id: int
    subject: Subject
    #: Whose card it is: the asker's, a subscription's, or that of somebody who is to agree.
    audience: str
    subscription_id: int | None
    place: Place
    message_id: int | None
    shown: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An outcome owed to an audience, to be sent once; later corrections edit it."""

    id: int
    subject: Subject
    kind: Kind
    place: Place
    #: None: owed to the asker, as a reply to the card.
    subscription_id: int | None
    message_id: int | None
    shown: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Somebody took it on to call a callee back who had asked for it by a key."""

    call_row: int
    person_id: int
    taken_at: float
    #: When it was done; None: not yet.
    done_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One sentence owed to a person about something they set up; `kind` names the text."""

    id: int
    person_id: int
    kind: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """A message that held a code and is to disappear."""

    id: int
    call_id: int
    place: Place
    message_id: int


class Topic(StrEnum):
    """What a question is about, and so which family of commands takes its answer."""

    OTP = "otp"
    CALL = "call"
    ACCOUNT = "account"
    TEMPLATE = "template"
    MAKING = "making"
    UPLOAD = "upload"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question put to a person; taken once. Never holds a code, a key or a password."""

    #: Unguessable; buttons name the draft by it.
    id: str
    person_id: int
    place: Place
    #: The prompt, once it was sent: a reply to it is the answer.
    message_id: int | None
    about: Topic
    #: What it waits for, in the words of its topic.
    asking: str
    #: What is known already.
    values: dict[str, str]
    created_at: float
    #: Answered or cancelled: it acts on nothing any more.
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A PBX account that does not answer."""

    account_id: int
    since: float
    status: int | None
