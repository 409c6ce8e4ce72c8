"""The PBX's REST API as values: builders make requests, readers make models or errors of replies.

Performs no I/O. The spoken code goes out here and never comes back: a `Cdr` drops it before it
exists, and readers hide it and every key in the words they pass on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote

from bot.core.cdrs import Cdr, read_call_id, read_text
from bot.errors import (
    PbxInvalid,
    PbxNameTaken,
    PbxNotFound,
    PbxRefused,
    PbxUnreadable,
    Problem,
)
from bot.pbx.answers import Reply, read_content, read_data, read_fields, read_id
from bot.pbx.calls import Audio, Login, OtpCall, VoiceCall
from bot.pbx.replies import Created, LoggedIn, Placement, Placements, Token
from bot.pbx.templates import OtpTemplate, Template
from bot.pbx.words import read_words

#: What the vendor says of a token whose `expire_at` says nothing.
TOKEN_SECONDS: Final = 24 * 3600.0
#: An `expire_at` below this is a number of seconds from now, not a Unix time.
DURATION_LIMIT: Final = 1e9
AUDIO_TYPE: Final = "audio/wav"

_FITS_HEADER: Final = re.compile(r"[!-~]+")
#: "template is existed!", "audio is existed"; not "campaign does not exist".
_TAKEN: Final = re.compile(r"(?!.*\bnot\b).*\b(?:existed|exists)\b", re.IGNORECASE)
#: What the vendor's versions call the two halves of a reply about many callees.
_SUCCEEDED: Final = ("success", "success_call")
_FAILED: Final = ("fail", "fail_call")

Endpoint = Literal[
    "login", "token", "otp_template", "template", "otp", "voice", "audio", "cdrs", "cdr"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; `secrets` is what it holds that nobody may read in the PBX's answer."""

    endpoint: Endpoint
    method: Literal["GET", "POST"] = "POST"
    path: str
    #: Whether it calls somebody or makes something.
    acts: bool = False
    params: Mapping[str, str | int] = field(default_factory=dict)
    json: Mapping[str, object] | None = field(default=None, repr=False)
    #: The parts of a form, by name: file name, content, type.
    files: Mapping[str, tuple[str, bytes, str]] | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


def build_login(login: Login) -> Request:
    """`POST /v1/auth`."""
    secrets = (login.password,)
    return Request(endpoint="login", path="/v1/auth", json=login.model_dump(), secrets=secrets)


def build_token(pbx_api_key: str) -> Request:
    """`POST /v1/auth/token`."""
    body, secrets = {"api_key": pbx_api_key}, (pbx_api_key,)
    return Request(endpoint="token", path="/v1/auth/token", json=body, secrets=secrets)


def build_otp_template(campaign_id: str, template: OtpTemplate) -> Request:
    """`POST /v1/campaign/{campaignId}/otp`."""
    path = f"/v1/campaign/{_segment('campaign_id', campaign_id)}/otp"
    body = template.model_dump(mode="json")
    return Request(endpoint="otp_template", path=path, acts=True, json=body)


def build_template(campaign_id: str, template: Template) -> Request:
    """`POST /v1/campaign/{campaignId}/template`."""
    path = f"/v1/campaign/{_segment('campaign_id', campaign_id)}/template"
    body = template.model_dump(mode="json")
    return Request(endpoint="template", path=path, acts=True, json=body)


def build_otp_call(call: OtpCall) -> Request:
    """`POST /v1/autocall/otp`."""
    return Request(
        endpoint="otp",
        path="/v1/autocall/otp",
        acts=True,
        json=_call_body(call, {"template_name": call.template, "code_otp": call.code}),
        secrets=(call.code, *_secrets_of(call)),
    )


def build_voice_call(call: VoiceCall) -> Request:
    """`POST /v1/autocall/voice`, to one `callee` or to many `callees`."""
    param = {"template_name": call.template, **call.values}
    return Request(
        endpoint="voice",
        path="/v1/autocall/voice",
        acts=True,
        json={**call.unknown, **_call_body(call, param)},
        secrets=_secrets_of(call),
    )


def _call_body(call: OtpCall | VoiceCall, param: dict[str, str | int]) -> dict[str, object]:
    """What both kinds of calls say; what is not given is left out."""
    body = call.model_dump(
        mode="json",
        include={"campaign_id", "caller", "callee", "callees", "callback_url", "callback_apikey"},
    )
    body["param"] = param if call.ref is None else {**param, "ref_id": call.ref}
    body["queue"] = call.queue or None
    return {name: value for name, value in body.items() if value is not None}


def _secrets_of(call: OtpCall | VoiceCall) -> tuple[str, ...]:
    """Who knows the last part of a hook's address may post to it."""
    token = (call.callback_url or "").rpartition("/")[2]
    return tuple(filter(None, (token, call.callback_apikey)))


def build_audio(audio: Audio) -> Request:
    """`POST /v1/audio`, a form with one file."""
    files = {"file": (audio.name, audio.content, AUDIO_TYPE)}
    return Request(endpoint="audio", path="/v1/audio", acts=True, files=files)


def build_cdrs(
    limit: int, offset: int, *, caller: str | None = None, callee: str | None = None
) -> Request:
    """`GET /v1/report`."""
    params: dict[str, str | int] = {"limit": limit, "offset": offset}
    wanted = {"caller": caller, "callee": callee}
    params |= {name: number for name, number in wanted.items() if number}
    return Request(endpoint="cdrs", method="GET", path="/v1/report", params=params)


def build_cdr(call_id: str) -> Request:
    """`GET /v1/report/{call_id}`."""
    path = f"/v1/report/{_segment('call_id', call_id)}"
    return Request(endpoint="cdr", method="GET", path=path)


def _segment(name: str, value: str) -> str:
    """One part of a path, whatever is in it; an empty one would name something else."""
    if not value.strip() or not value.strip("."):
        raise PbxInvalid(name, Problem.EMPTY)
    return quote(value, safe="", errors="replace")


def read_login(reply: Reply) -> LoggedIn:
    """The account, with its API key."""
    data = read_fields(read_data(read_content(reply)))
    if not read_text(data.get("api_key")):
        raise PbxUnreadable(status=reply.status)
    return LoggedIn.model_validate(data)


def read_token(reply: Reply) -> Token:
    """The access token; an expiry that is missing or past counts as the vendor's 24 hours."""
    data = read_fields(read_data(read_content(reply)))
    access_token = read_text(data.get("access_token"))
    if not _FITS_HEADER.fullmatch(access_token):
        raise PbxUnreadable(status=reply.status)
    expires_at = _expires_at(data.get("expire_at"), reply.at)
    return Token.model_validate({**data, "access_token": access_token, "expires_at": expires_at})


def _expires_at(expire_at: object, at: float) -> float:
    try:
        number = float(read_text(expire_at))
    except ValueError:
        number = 0.0
    expires_at = at + number if number < DURATION_LIMIT else number
    return expires_at if expires_at > at else at + TOKEN_SECONDS


def read_created(reply: Reply) -> Created:
    """A template or a file was made; PbxNameTaken if there is one of its name."""
    try:
        content = read_fields(read_data(read_content(reply)))
    except PbxRefused as refusal:
        if type(refusal) is PbxRefused and _TAKEN.match(refusal.words):
            raise PbxNameTaken(refusal.words, status=refusal.status) from None
        raise
    said = read_text(content.get("created")).casefold()
    if said != "true":
        raise (PbxRefused if said == "false" else PbxUnreadable)(status=reply.status)
    return Created.model_validate(content)


def read_placement(reply: Reply) -> Placement:
    """The call's id, or success without one; a 2xx that says neither may still have called."""
    content = read_content(reply)
    call_id = read_id(content)
    if not call_id and not _says_success(content):
        raise PbxUnreadable(status=reply.status)
    wrapped = read_fields(content.pop("data", None))
    return Placement.model_validate({**content, **wrapped, "call_id": call_id})


def read_otp_placement(reply: Reply) -> Placement:
    """The same, and nothing that we do not know: it might hold the code."""
    placement = read_placement(reply)
    return Placement(call_id=placement.call_id, status=placement.status)


def _says_success(content: dict[str, object]) -> bool:
    return read_text(content.get("status")).casefold() in ("success", "true")


def read_placements(reply: Reply) -> Placements:
    """What became of each callee; a 2xx that says it in no known way may still have called."""
    data = read_fields(read_data(read_content(reply)))
    results = read_fields(data.get("results"))
    done, refused = _entries(results, _SUCCEEDED), _entries(results, _FAILED)
    fits = all(map(read_text, done)) and all(isinstance(entry, dict) for entry in refused)
    if not fits or results.keys().isdisjoint((*_SUCCEEDED, *_FAILED)):
        raise PbxUnreadable(status=reply.status)
    # "<call id>_0987654321", or the callee alone.
    parted = [read_text(entry).rpartition("_") for entry in done]
    words = {callee: words for entry in refused for callee, words in read_fields(entry).items()}
    return Placements.model_validate(
        {
            **data,
            "succeeded": {callee: read_call_id(call_id) for call_id, _, callee in parted},
            "failed": {
                callee: read_words({"error": error}, b"", secrets=reply.secrets)
                for callee, error in words.items()
            },
        }
    )


def _entries(results: dict[str, object], names: Iterable[str]) -> list[object]:
    given = [results[name] for name in names if results.get(name) is not None]
    return [entry for some in given for entry in (some if isinstance(some, list) else [some])]


def read_cdrs(reply: Reply) -> list[Cdr]:
    """The records as the PBX orders them; null is an empty list."""
    data = read_data(read_content(reply, missing=PbxNotFound))
    if data is None:
        return []
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise PbxUnreadable(status=reply.status)
    return [Cdr.model_validate(item) for item in data]


def read_cdr(reply: Reply) -> Cdr:
    """One record; null or empty data is no record."""
    data = read_data(read_content(reply, missing=PbxNotFound))
    if not data:
        raise PbxNotFound(status=reply.status)
    if not read_text(read_fields(data).get("call_id")):
        raise PbxUnreadable(status=reply.status)
    return Cdr.model_validate(data)
