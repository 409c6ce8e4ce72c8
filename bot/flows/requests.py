"""A call that is written down, as the PBX is asked for it; the code travels beside it."""

from __future__ import annotations

from bot.core.records import Call
from bot.pbx import OtpCall, VoiceCall


def otp_call(call: Call, code: str, *, callback_url: str | None, ref: str | None) -> OtpCall:
    """A code call as the PBX is asked for it."""
    return OtpCall(
        campaign_id=call.campaign_id,
        caller=call.caller,
        callee=call.callee,
        template=call.template,
        code=code,
        callback_url=callback_url,
        queue=call.queue,
        ref=ref,
    )


def voice_call(call: Call, *, callback_url: str | None, ref: str | None) -> VoiceCall:
    """A voice call as the PBX is asked for it."""
    return VoiceCall(
        campaign_id=call.campaign_id,
        caller=call.caller,
        callee=call.callee,
        template=call.template,
        values={**call.values},
        callback_url=callback_url,
        queue=call.queue,
        ref=ref,
    )
