"""Which calls the sandbox PBX takes: by the account's campaign, its scripts and their key fields.

Refuses in the vendor's words, places what is left, and answers in the shape that is switched on.
How a call then goes is the exchange's to decide.
"""

from __future__ import annotations

from collections import Counter

from bot.sandbox.pbx.accounts import Account
from bot.sandbox.pbx.library import Library
from bot.sandbox.pbx.requests import WRONG_FORMAT, Json, Placement, Refused, is_phone
from bot.sandbox.pbx.scripts import Template
from bot.sandbox.pbx.switchboard import Switchboard
from bot.sandbox.pbx.switches import Manner

NOT_PERMITTED = "campaign is not permitted"


class Placing:
    """Takes calls for accounts; `placements` counts those that were taken, by callee."""

    def __init__(self, library: Library, switchboard: Switchboard, *, manner: Manner) -> None:
        self.placements: Counter[str] = Counter()
        self._library = library
        self._switchboard = switchboard
        self._manner = manner

    def place(self, account: Account, placement: Placement, *, kind: str) -> Json:
        """One call, and the answer that tells it."""
        template = self._template(account, placement, kind)
        call_id = self._place(account, placement, template)
        if call_id is None:
            raise self._no_channel()
        return {"call_id": call_id, "status": "success"}

    def place_many(self, account: Account, placements: list[Placement]) -> Json:
        """A voice call to each callee; those that can't be called are told with their reasons."""
        template = self._template(account, placements[0], "VOICE")
        called: list[tuple[str, str]] = []
        failed: list[tuple[str, str]] = []
        for placement in placements:
            if not is_phone(placement.callee):
                failed.append((placement.callee, WRONG_FORMAT))
            elif (call_id := self._place(account, placement, template)) is None:
                failed.append((placement.callee, self._manner.no_channel))
            else:
                called.append((placement.callee, call_id))
        if self._manner.many_callees == "numbers":
            results: Json = {
                "success_call": [callee for callee, _ in called],
                "fail_call": dict(failed),
            }
            return {"data": {"results": results}}
        results = {
            "fail": [{callee: why} for callee, why in failed],
            "success": [f"{call_id}_{callee}" for callee, call_id in called],
        }
        return {"data": {"campaign_id": account.campaign_id, "results": results}}

    def _no_channel(self) -> Refused:
        manner = self._manner
        after = manner.no_channel_after if manner.no_channel_status == 429 else None
        return Refused(manner.no_channel_status, manner.no_channel, retry_after=after)

    def _template(self, account: Account, placement: Placement, kind: str) -> Template:
        """The script of a call that this account may place."""
        if placement.campaign_id != account.campaign_id:
            raise Refused(403, NOT_PERMITTED)
        template = self._library.template(account.user_id, placement.template_name)
        if template is None or template.type != kind:
            raise Refused(404, "template is not found")
        if any(placement.param.get(key) in (None, "") for key in template.keys):
            raise Refused(400, "missing tts key")
        extra = sorted(placement.param.keys() - template.keys - {"template_name"})
        if extra and not self._manner.extra_keys:
            raise Refused(400, [{"param": f"{key} is not allowed"} for key in extra])
        return template

    def _place(self, account: Account, placement: Placement, template: Template) -> str | None:
        call_id = self._switchboard.place(account.user_id, placement, template)
        if call_id is not None:
            self.placements[placement.callee] += 1
        return call_id
