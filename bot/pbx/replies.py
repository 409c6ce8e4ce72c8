"""What the PBX replies, with every field of the reference; unknown ones are kept.

Shows no key and no token, and nothing that it does not know, in a repr.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from bot.core.cdrs import CallId, Text


class Replied(BaseModel):
    """Something that the PBX said."""

    model_config = ConfigDict(frozen=True, extra="allow")

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        unknown = self.model_extra or {}
        return [(name, value) for name, value in super().__repr_args__() if name not in unknown]


class LoggedIn(Replied):
    """An account as the PBX knows it; `api_key` opens it to a PbxClient."""

    user_uuid: Text = ""
    domain_uuid: Text = ""
    username: Text = ""
    api_key: Text = Field(repr=False)
    user_enabled: Text = ""
    level: Text = ""

    @property
    def enabled(self) -> bool:
        """Whether the account may be used; what the PBX does not say is no lock."""
        return self.user_enabled.casefold() != "false"


class Token(Replied):
    """What lets us in until `expires_at`, Unix seconds; `expire_at` is how the PBX says it."""

    user_id: Text = ""
    access_token: str = Field(repr=False)
    refresh_token: Text = Field(default="", repr=False)
    expire_at: JsonValue = None
    token_type: Text = ""
    scope: Text = ""
    expires_at: float = Field(exclude=True)


class Created(Replied):
    """The PBX made the template, or took the file."""

    created: bool | str


class Placement(Replied):
    """The PBX took the call; `call_id` is empty if it did not say which it is."""

    call_id: CallId = ""
    status: Text = ""


class Placements(Replied):
    """What became of each callee; one that is in neither may have been called.

    `succeeded` has the call's id, or nothing where the PBX gave none; `failed` the PBX's words.
    """

    succeeded: dict[str, str]
    failed: dict[str, str]
