"""The commands that exist, whom they are for, and how the menu and /start describe them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.messages.text import Text
from bot.core.people import Act, Language, Role, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command, the right it takes, and what it does in a few words."""

    name: str
    act: Act
    does: Text
    #: What is typed after it.
    arguments: Text | None = None
    #: Belongs in a group's menu too.
    in_groups: bool = True


START: Final = Command(
    name="start",
    act=Act.START,
    does=Text(vi="bạn làm được gì ở đây", en="what you can do here"),
    in_groups=False,
)
COMMANDS: Final = (
    Command(
        name="otp",
        act=Act.CALL,
        arguments=Text(vi="SỐ MÃ", en="PHONE CODE"),
        does=Text(vi="gọi và đọc mã", en="call and read a code out"),
    ),
    Command(
        name="notify",
        act=Act.ADMINISTER,
        does=Text(vi="chọn nơi nhận kết quả cuộc gọi", en="choose where call outcomes go"),
    ),
    Command(
        name="status",
        act=Act.VIEW,
        does=Text(vi="tình trạng bot và tổng đài", en="how the bot and the PBX are doing"),
    ),
    START,
)


def commands_for(role: Role) -> tuple[Command, ...]:
    """What this role may use; a stranger has /start alone."""
    return tuple(command for command in COMMANDS if may(role, command.act))


def menu(role: Role, language: Language, *, in_group: bool) -> tuple[tuple[str, str], ...]:
    """(command, description) pairs for setMyCommands."""
    return tuple(
        (command.name, _sentence(command.does.plain(language)))
        for command in commands_for(role)
        if command.in_groups or not in_group
    )


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
