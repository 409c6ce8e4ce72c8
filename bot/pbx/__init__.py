"""The PBX's REST API, whole: models of requests and replies, and the client that sends them."""

from __future__ import annotations

from bot.core.cdrs import Cdr
from bot.pbx.calls import RESERVED, Login, OtpCall, VoiceCall
from bot.pbx.client import PbxClient, log_in
from bot.pbx.replies import Created, LoggedIn, Placement, Placements
from bot.pbx.templates import (
    VOICES,
    Gender,
    OtpTemplate,
    PressOption,
    Region,
    Sound,
    Template,
    Voice,
)

__all__ = [
    "RESERVED",
    "VOICES",
    "Cdr",
    "Created",
    "Gender",
    "LoggedIn",
    "Login",
    "OtpCall",
    "OtpTemplate",
    "PbxClient",
    "Placement",
    "Placements",
    "PressOption",
    "Region",
    "Sound",
    "Template",
    "Voice",
    "VoiceCall",
    "log_in",
]
