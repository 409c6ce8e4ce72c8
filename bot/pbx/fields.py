"""What requests are made of: kinds of fields, and an error that names the one that is wrong.

Holds what is to be sent to the rules that the vendor's reference states; no error holds a value.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    Strict,
    ValidationError,
    model_serializer,
)

from bot.errors import PbxInvalid, Problem

#: What pydantic finds, as our problems; what is not here is of a wrong type.
_PROBLEMS: Final = {
    "missing": Problem.MISSING,
    "extra_forbidden": Problem.UNEXPECTED,
    "literal_error": Problem.UNKNOWN,
    "greater_than_equal": Problem.RANGE,
    "less_than_equal": Problem.RANGE,
    "finite_number": Problem.RANGE,
    "bytes_too_short": Problem.EMPTY,
    "too_short": Problem.EMPTY,
}


class Sent(BaseModel):
    """Something that is sent to the PBX; what can't be raises PbxInvalid as it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init__(self, /, **fields: Any) -> None:
        try:
            super().__init__(**fields)
        except ValidationError as error:
            invalid = _invalid(error)
        else:
            return
        # Outside the handler: pydantic's error holds what was given, and with it passwords.
        raise invalid

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """The same from an object of JSON, or from anything else that may be none."""
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            invalid = _invalid(error)
        raise invalid


def _invalid(error: ValidationError) -> PbxInvalid:
    """The first fault; one inside a model inside this one has only the rest of its path."""
    first, *_ = error.errors(include_input=False, include_url=False)
    path = [str(part) for part in first["loc"]]
    problem = _PROBLEMS.get(first["type"], Problem.TYPE)
    inner = first.get("ctx", {}).get("error")
    if isinstance(inner, PbxInvalid):
        path, problem = [*path, *filter(None, [inner.field])], inner.problem
    return PbxInvalid(".".join(path), problem)


def check_encodes(value: object) -> object:
    """What JSON in UTF-8 can say; no half of a surrogate pair, no infinity, no object of ours."""
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise PbxInvalid("", Problem.TYPE) from None
    return value


def _check_filled(text: str) -> str:
    if not text.strip():
        raise PbxInvalid("", Problem.EMPTY)
    return text


Text = Annotated[str, AfterValidator(check_encodes)]
Name = Annotated[Text, AfterValidator(_check_filled)]
Switch = Annotated[bool, Strict()]
#: Where a sound comes from.
VoiceType = Literal["tts", "audio_file"]


class OpenSent(Sent):
    """A request that may hold fields of other versions: they are kept, and sent as they are.

    `model_dump(mode="json")` is what the PBX gets: a field of ours that is None is left out.
    """

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, Annotated[Any, AfterValidator(check_encodes)]] = Field(init=False)

    @model_serializer(mode="wrap")
    def _leave_out(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        ours = type(self).model_fields
        return {
            name: value
            for name, value in dump(self).items()
            if value is not None or name not in ours
        }
