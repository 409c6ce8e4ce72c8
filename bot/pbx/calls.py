"""What else is asked of the PBX: to log in, to call, to take a sound.

Holds the fields to what the reference states; whether a number can be called, the PBX decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, PlainValidator, field_validator, model_validator

from bot.core.cdrs import PLAIN_PARAMS
from bot.errors import PbxInvalid, Problem
from bot.pbx.fields import Name, OpenSent, Sent, Switch, check_encodes

#: Names in `param` that are no key fields of a template.
RESERVED: Final = frozenset({*PLAIN_PARAMS, "code_otp"})
_KEY: Final = re.compile(r"[A-Za-z0-9_]+")


def _check_value(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise PbxInvalid("", Problem.TYPE)
    return check_encodes(value)


def _check_keys(values: object) -> object:
    for key in values if isinstance(values, Mapping) else ():
        if key in RESERVED:
            raise PbxInvalid(key, Problem.RESERVED)
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise PbxInvalid(str(key), Problem.KEY)
    return values


#: What fills a key field; a number without quotes is one that is read digit by digit.
Value = Annotated[str | int, PlainValidator(_check_value)]
Values = Annotated[dict[str, Value], BeforeValidator(_check_keys)]


class Login(Sent):
    """Who somebody is to the PBX."""

    username: Name
    password: Name = Field(repr=False)


class Audio(Sent):
    """A sound file, sent bit for bit; templates know it by its name."""

    name: Name
    content: bytes = Field(repr=False, min_length=1, strict=True)


class OtpCall(Sent):
    """A code to be read out to one callee; `ref` is our reference, None leaves it out."""

    campaign_id: Name
    caller: Name
    callee: Name
    template: Name
    code: Name = Field(repr=False)
    #: Holds the secret that proves a hook; None where no hooks can come.
    callback_url: Name | None = Field(default=None, repr=False)
    callback_apikey: Name | None = Field(default=None, repr=False)
    #: Over the number of concurrent calls: wait for a line instead of being refused.
    queue: Switch = False
    ref: Name | None = None


class VoiceCall(OpenSent):
    """A template to be played, its key fields filled, to a `callee` or to several `callees`.

    The reference's own example with several names no campaign.
    """

    campaign_id: Name | None = None
    caller: Name
    callee: Name | None = None
    callees: tuple[Name, ...] | None = None
    template: Name
    values: Values = Field(default_factory=dict)
    callback_url: Name | None = Field(default=None, repr=False)
    callback_apikey: Name | None = Field(default=None, repr=False)
    queue: Switch = False
    ref: Name | None = None

    @field_validator("callees")
    @classmethod
    def _check_callees(cls, callees: tuple[str, ...] | None) -> object:
        """Nobody is called twice by one request."""
        if callees == ():
            raise PbxInvalid("", Problem.EMPTY)
        for index, callee in enumerate(callees or ()):
            if callee in (callees or ())[:index]:
                raise PbxInvalid(str(index), Problem.TWICE)
        return callees

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        if self.callee is None and self.callees is None:
            raise PbxInvalid("callee", Problem.MISSING)
        if self.callee is not None and self.callees is not None:
            raise PbxInvalid("callees", Problem.BOTH)
        if "param" in self.unknown:
            raise PbxInvalid("param", Problem.RESERVED)
        return self

    @property
    def unknown(self) -> dict[str, Any]:
        """Fields of other versions, sent beside ours."""
        return self.model_extra or {}
