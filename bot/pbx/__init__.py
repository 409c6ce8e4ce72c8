"""The PBX's REST API: wire (values), auth (the token), transport (one exchange), client (sends)."""

from __future__ import annotations

from bot.pbx.client import PbxClient
from bot.pbx.wire import OtpCall, Placement

__all__ = ["OtpCall", "PbxClient", "Placement"]
