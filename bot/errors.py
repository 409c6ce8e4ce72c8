"""Everything that can go wrong, split by who is at fault and by whether anyone was called.

    BotError
    ├── UsageError              what a person typed; `problem` names the text, `values` fill it
    │   └── LookFirst           something turned up that a person has not seen: `keys` name it
    ├── SettingsError           refuse to start; `faults` holds a sentence each, never a value
    ├── HookRejected            an HTTP hook gets `status` (404, 408, 413, 503) and nothing is kept
    ├── StoreError              the database did not take it
    │   ├── StoreBusy           full queue, full disk or a lock of another program: try later
    │   ├── StoreLocked         another process owns the file: refuse to start
    │   ├── StoreOutdated       the next start brings the file up to date, a look must not
    │   └── WrongSecretKey      SECRET_KEY does not open what is sealed: refuse to start
    └── PbxError                the PBX's side; `words` are its own, for people
        ├── PbxInvalid          we would not even send it; `field` and `problem` say what is wrong
        ├── PbxNotReached       no connection was made: nothing was sent, nobody was called
        ├── PbxNoAnswer         sent, and no usable answer: it may have happened
        │   ├── PbxBroken       408 or 5xx; `status`, `retry_after`
        │   └── PbxUnreadable   a 2xx that does not fit its model
        └── PbxRefused          the PBX said no: it did not happen; `status`
            ├── PbxUnauthorized 401 or 403 to the key, or to a fresh token
            ├── PbxNameTaken    a template or an audio file of this name exists
            ├── PbxNotFound     404 to a read
            └── PbxRateLimited  429; `retry_after`

Telegram's errors are not here: chat/sender turns them into results and lets none out.
"""

from __future__ import annotations

from enum import StrEnum


class BotError(Exception):
    """Anything this program raises on purpose."""


class UsageError(BotError):
    """A person's input can't be used: `problem` is a key of `core.messages.problems`."""

    def __init__(self, problem: str, **values: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.values = values


class LookFirst(UsageError):
    """Nothing was dialled: `keys` of findings (core.checks) that the asker was not shown."""

    def __init__(self, keys: frozenset[str]) -> None:
        super().__init__("look_first")
        self.keys = keys


class SettingsError(BotError):
    """The settings don't allow a start: one sentence per fault, without any value."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class HookRejected(BotError):
    """A hook that is not acknowledged: `status` is its HTTP answer."""

    def __init__(self, status: int, *, retry_after: int | None = None, proof: str = "") -> None:
        super().__init__(f"hook rejected with {status}")
        self.status = status
        self.retry_after = retry_after
        #: What only this bot could answer, for `pbxbot check`.
        self.proof = proof


class StoreError(BotError):
    """The store did not take a write or could not be opened."""


class StoreBusy(StoreError):
    """The store can't commit now (queue full, disk full, locked by another program)."""


class StoreLocked(StoreError):
    """Another process owns the database: the message names its pid and host."""


class StoreOutdated(StoreError):
    """The database is of an older version; the next start brings it up to date."""


class WrongSecretKey(StoreError):
    """No key in SECRET_KEY opens what this database has sealed."""


class PbxError(BotError):
    """The PBX did not do what was asked; `words` are its own, or empty."""

    def __init__(
        self, words: str = "", *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(words or type(self).__doc__)
        self.words = words
        self.status = status
        self.retry_after = retry_after


class Problem(StrEnum):
    """What can be wrong with a field that the PBX was to get."""

    MISSING = "missing"
    EMPTY = "empty"
    TYPE = "type"
    #: A field that no such request has.
    UNEXPECTED = "unexpected"
    #: No voice, or no kind of sound, of this name.
    UNKNOWN = "unknown"
    RANGE = "range"
    #: A key field's name has only letters without marks, digits and _.
    KEY = "key"
    BRACES = "braces"
    #: An OTP script that never reads its code.
    NO_CODE = "no_code"
    #: A name that the PBX uses itself.
    RESERVED = "reserved"
    TWICE = "twice"
    #: Two fields of which one is enough.
    BOTH = "both"
    #: Keys are listed, and handling them is not switched on.
    OFF = "off"
    #: No JSON object at all.
    JSON = "json"


class PbxInvalid(PbxError, ValueError):
    """What was to be sent breaks a rule of the reference: nothing was sent, nobody was called.

    `field` is its path ("press_options.0.press_num"), empty for the whole; it holds no value.
    """

    def __init__(self, field: str, problem: Problem) -> None:
        super().__init__()
        # Keys of JSON may hold half a surrogate pair, which nobody could be shown.
        self.field = field.encode(errors="replace").decode()
        self.args = (self.field, problem)
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"


class PbxNotReached(PbxError):
    """No connection was made, or no token was given: nothing was sent, nobody was called."""


class PbxNoAnswer(PbxError):
    """The request left and no usable answer came: it may have happened."""


class PbxBroken(PbxNoAnswer):
    """The PBX answered 408 or 5xx: it may have happened."""


class PbxUnreadable(PbxNoAnswer):
    """The PBX answered 2xx with something that does not fit: it may have happened."""


class PbxRefused(PbxError):
    """The PBX said no: it did not happen."""


class PbxUnauthorized(PbxRefused):
    """The PBX does not accept the key, or a token it just gave."""


class PbxNameTaken(PbxRefused):
    """The PBX has a template or an audio file of this name already."""


class PbxNotFound(PbxRefused):
    """The PBX has no such record."""


class PbxRateLimited(PbxRefused):
    """The PBX asks to wait (429)."""
