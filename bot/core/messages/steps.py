"""The next step as a button, under problems that have one: who may take it is in the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.core.messages.text import Button, Text
from bot.core.people import Language, Role
from bot.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A button whose data or address is filled with the problem's values."""

    label: Text
    data: str = ""
    url: str = ""
    roles: frozenset[Role] = frozenset(Role)


ASK_ADMIN: Final = Text(vi="Nhờ quản trị viên", en="Ask an administrator")
LINK: Final = Text(vi="Liên kết khóa", en="Link a key")
GO_ON: Final = Text(vi="Điền tiếp", en="Fill it in")
OPEN: Final = Text(vi="Mở", en="Open")

_STEPS: Final[Mapping[str, tuple[Step, ...]]] = MappingProxyType(
    {
        "account_missing": (
            Step(
                label=ASK_ADMIN,
                data="team.want",
                roles=frozenset({Role.OPERATOR, Role.VIEWER}),
            ),
            Step(label=LINK, data="acc.link", roles=frozenset({Role.OPERATOR, Role.ADMIN})),
        ),
        "account_incomplete": (Step(label=GO_ON, data="acc.go_on:{account}"),),
        "otp_template_missing": (Step(label=GO_ON, data="acc.otp:{account}"),),
        "private_only": (Step(label=OPEN, url="https://t.me/{bot}"),),
        "invite_private": (Step(label=OPEN, url="https://t.me/{bot}"),),
    }
)


def step_keyboard(
    error: UsageError, role: Role, language: Language, *, bot: str
) -> tuple[tuple[Button, ...], ...]:
    """A row for each step that somebody of this role may take; `bot` is our username."""
    values = {"bot": bot, **error.values}
    return tuple(
        (
            Button(
                step.label.plain(language),
                data=step.data.format(**values) or None,
                url=step.url.format(**values) or None,
            ),
        )
        for step in _STEPS.get(error.problem, ())
        if role in step.roles
    )
