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
#: In the order in which menus show them: what is done daily first.
COMMANDS: Final = (
    Command(
        name="call",
        act=Act.CALL,
        arguments=Text(vi="[SỐ] KỊCH_BẢN", en="[PHONE] TEMPLATE"),
        does=Text(
            vi="gọi một số hay cả danh sách, xem trước", en="call one or a list, preview first"
        ),
    ),
    Command(
        name="otp",
        act=Act.CALL,
        arguments=Text(vi="SỐ MÃ", en="PHONE CODE"),
        does=Text(vi="gọi và đọc mã", en="call and read a code out"),
    ),
    Command(
        name="cdr",
        act=Act.VIEW,
        arguments=Text(vi="SỐ", en="PHONE"),
        does=Text(vi="các cuộc gọi đã qua", en="past calls"),
    ),
    Command(
        name="template",
        act=Act.CALL,
        does=Text(
            vi="kịch bản: soạn, chép, khóa, thêm",
            en="templates: make, copy, lock, add",
        ),
    ),
    Command(
        name="upload",
        act=Act.CALL,
        arguments=Text(vi="TÊN", en="NAME"),
        does=Text(vi="gửi âm thanh lên tổng đài", en="send a sound to the PBX"),
    ),
    Command(
        name="block",
        act=Act.CALL,
        arguments=Text(vi="SỐ LÝ_DO", en="PHONE REASON"),
        does=Text(vi="số không gọi nữa", en="numbers not to be called"),
    ),
    Command(
        name="unblock",
        act=Act.ADMINISTER,
        arguments=Text(vi="SỐ", en="PHONE"),
        does=Text(vi="cho gọi lại một số", en="let a number be called again"),
    ),
    Command(
        name="status",
        act=Act.VIEW,
        does=Text(vi="tình trạng bot và tổng đài", en="how the bot and the PBX are doing"),
    ),
    Command(
        name="settings",
        act=Act.VIEW,
        does=Text(vi="tài khoản, đầu số, ngôn ngữ", en="account, caller, language"),
        in_groups=False,
    ),
    Command(
        name="whoami",
        act=Act.VIEW,
        does=Text(vi="bạn là ai ở đây", en="who you are here"),
        in_groups=False,
    ),
    Command(
        name="link",
        act=Act.CALL,
        does=Text(vi="liên kết khóa tổng đài", en="link a PBX key"),
        in_groups=False,
    ),
    Command(
        name="login",
        act=Act.CALL,
        does=Text(
            vi="liên kết bằng tên và mật khẩu tổng đài", en="link with a PBX name and password"
        ),
        in_groups=False,
    ),
    Command(
        name="logout",
        act=Act.CALL,
        does=Text(vi="gỡ tài khoản tổng đài", en="give up a PBX account"),
        in_groups=False,
    ),
    Command(
        name="notify",
        act=Act.ADMINISTER,
        does=Text(vi="chọn nơi nhận kết quả cuộc gọi", en="choose where call outcomes go"),
    ),
    Command(
        name="invite",
        act=Act.ADMINISTER,
        arguments=Text(vi="operator|viewer", en="operator|viewer"),
        does=Text(vi="mời người vào", en="invite somebody"),
        in_groups=False,
    ),
    Command(
        name="users",
        act=Act.ADMINISTER,
        does=Text(vi="ai có quyền gì", en="who may do what"),
        in_groups=False,
    ),
    Command(
        name="share",
        act=Act.ADMINISTER,
        does=Text(vi="cho ai dùng tài khoản nào", en="who uses which account"),
        in_groups=False,
    ),
    Command(
        name="help",
        act=Act.VIEW,
        does=Text(vi="các lệnh dùng được", en="the commands you may use"),
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
