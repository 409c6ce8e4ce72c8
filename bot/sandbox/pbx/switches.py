"""What can be switched while the sandbox PBX runs: which manner it has, and what goes wrong.

Two plain mutable records, read at each request and each hook, so that a test or the page just sets
a field. Everything off, the PBX behaves as its reference says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True, kw_only=True)
class Manner:
    """What the vendor's pages leave open or tell in several ways; the defaults are the newest."""

    #: Hooks: 1 events as the call goes, 2 its record at the end, 3 the oldest shape at the end.
    hook_shape: Literal[1, 2, 3] = 1
    #: A failed hook is sent again a few times.
    hooks_retried: bool = True
    #: `expire_at` as a Unix time, or as seconds from now.
    expire_at: Literal["unix", "seconds"] = "unix"
    #: `{"error": …}`, or the older `{"message": …, "code": …, "status": false, "data": …}`.
    errors: Literal["error", "envelope"] = "error"
    #: The list of records begins with the newest, or with the oldest.
    newest_first: bool = True
    #: `param` may hold keys that the template does not name.
    extra_keys: bool = True
    #: What a call that is not to queue gets when no channel is free: these words, with this status.
    no_channel: str = "concurrent call limit is reached"
    no_channel_status: int = 400
    #: Seconds in the `Retry-After` header if that status is 429; no other has one.
    no_channel_after: int = 5
    #: A call to many callees answers with the ids of its calls, or with the callees' numbers.
    many_callees: Literal["ids", "numbers"] = "ids"


@dataclass(slots=True, kw_only=True)
class Faults:
    """What goes wrong on purpose."""

    hooks_lose: bool = False
    hooks_double: bool = False
    #: Hooks come `pbx.hooks.LATE_SECONDS` late.
    hooks_delay: bool = False
    #: Of a call's hooks, each second one overtakes the one before it.
    hooks_reorder: bool = False
    #: Maintenance: 503 to everything, nobody is called.
    pbx_503: bool = False
    #: Placements are accepted and the call goes out, but the answer never comes.
    hang: bool = False
    #: Seconds between placing a call and answering, so that hooks come before the answer.
    answer_after: float = 0.0
    #: Answer this status (a 2xx too) instead of serving the request; making is of templates, audio.
    token_status: int | None = None
    making_status: int | None = None
    placement_status: int | None = None
    report_status: int | None = None
    #: The call goes out although `placement_status` answers.
    placed_anyway: bool = False
    #: The script or file is kept although `making_status` answers.
    made_anyway: bool = False
    #: Seconds in the `Retry-After` header of those answers, and a body in place of an error's.
    retry_after: int | None = None
    body: str | None = None
