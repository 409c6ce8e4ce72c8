"""What a preview shows before anybody is called, and how to tell that it shows it no longer.

Holds no text. What changed since it was drawn has to be drawn anew before anything is dialled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bot.core.cautions import Warned
from bot.core.checks import Finding
from bot.core.commands import nearest
from bot.core.do_not_call import Block
from bot.core.faults import look_at_call
from bot.core.records import Account
from bot.core.templates import Template, TemplateKind
from bot.core.voice import VoiceCommand

#: A preview older than this, in seconds, is drawn anew instead of being called.
FRESH: Final = 900.0
#: So many scripts of a similar name are offered.
_CLOSE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What an account can be called with, as far as the bot knows."""

    #: The scripts that the bot knows word for word, by name.
    scripts: Sequence[Template] = ()
    #: Names that calls of the account have used, latest first; the bot may not know the words.
    used: Sequence[str] = ()
    #: Names of scripts that code calls go over, or have gone.
    codes: Sequence[str] = ()
    #: Key fields that calls filled, by the script's name.
    filled: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Hotlines and campaigns that those calls went over, latest first.
    callers: Sequence[str] = ()
    campaigns: Sequence[str] = ()

    def script(self, name: str) -> Template | None:
        """The script of this name, if its words are known."""
        return next((script for script in self.scripts if script.name == name), None)

    def fields(self, name: str) -> Sequence[str]:
        """The key fields of a script: its own, else those that calls with it have filled."""
        script = self.script(name)
        return self.filled.get(name, ()) if script is None else script.fields

    def names(self) -> list[str]:
        """All that a voice call can be made with: those used latest, then the others by name."""
        codes = self._reading_codes()
        known = (*self.used, *(script.name for script in self.scripts))
        return [name for name in dict.fromkeys(known) if name not in codes]

    def close_to(self, name: str) -> tuple[str, ...]:
        """What a name was meant as that nobody has used; nothing for one that somebody has."""
        return () if name in self.used else _closest(name, self.names())

    def codes_close_to(self, name: str) -> tuple[str, ...]:
        """The same of a name that a code call is to go over."""
        known = [*self.codes, *self._reading_codes()]
        return () if name in known else _closest(name, known)

    def _reading_codes(self) -> list[str]:
        return [script.name for script in self.scripts if script.kind is TemplateKind.OTP]


def _closest(name: str, known: Sequence[str]) -> tuple[str, ...]:
    by_lower = {one.lower(): one for one in known}
    return tuple(by_lower[found] for found in nearest(name, list(by_lower))[:_CLOSE])


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A voice call as it would be made now."""

    #: Complete: callee and template are there.
    command: VoiceCommand
    account: Account
    #: None: the bot does not know what would be read.
    script: Template | None
    #: The template is one that calls of this account have used.
    used: bool = False
    findings: tuple[Finding, ...] = ()
    #: Since when calls to the number were looked at.
    since: float
    #: Who made the calls that were found, by the finding's key; empty: another system did. Only
    #: those that the asker may know of.
    callers: Mapping[str, str] = field(default_factory=dict)
    #: Nobody calls the number.
    block: Block | None = None

    @property
    def callee(self) -> str:
        """Whom it would call."""
        return self.command.callee or ""

    @property
    def template(self) -> str:
        """The script's name."""
        return self.command.template or ""

    @property
    def caller(self) -> str:
        """What the callee would see."""
        return self.command.caller or self.account.caller

    @property
    def campaign(self) -> str:
        """The PBX's campaign that it would run under."""
        return self.command.campaign or self.account.campaign_id

    @property
    def seen(self) -> frozenset[str]:
        """The keys of what its asker is shown of `core.checks`."""
        return frozenset(finding.key for finding in self.findings)

    @property
    def cautions(self) -> tuple[Warned, ...]:
        """What its values and the script's length give to look at, gravest first."""
        return look_at_call(self.command.values, self.script)

    @property
    def shown(self) -> str:
        """A digest of all that is not the asker's own words: another one, another call."""
        heard = self.script and self.script.heard
        said = repr((heard, self.account.name, self.caller, self.campaign))
        return sha256(said.encode()).hexdigest()[:16]
