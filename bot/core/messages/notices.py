"""One sentence each to the person who set something up, when routing changed under it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.messages.text import Message, Text
from bot.core.people import Language
from bot.core.records import Notice

NOTICES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "no_hooks": Text(
            vi="Tổng đài chưa báo tin được tới PUBLIC_URL: kết quả đến chậm. Chạy pbxbot check.",
            en="The PBX can't reach PUBLIC_URL: outcomes come late. Run pbxbot check.",
        ),
        "rival": Text(
            vi="Chương trình khác đang dùng token của bot này: lệnh gửi bot có thể lạc mất. "
            "Kết quả vẫn tới. Tắt chương trình đó.",
            en="Another program uses this bot's token: commands may get lost. "
            "Outcomes still come. Stop that program.",
        ),
        "list_no": Text(
            vi="{who} không cho gọi đợt {template}. Chưa gọi ai.",
            en="{who} said no to the list {template}. Nobody was called.",
        ),
        "list_closed": Text(
            vi="{who} đã gỡ tài khoản {account}: đợt gọi {template} đã hủy. Chưa gọi ai.",
            en="{who} removed account {account}: the list {template} is cancelled. "
            "Nobody was called.",
        ),
        "removed": Text(
            vi="Bot đã bị xóa khỏi {title}: thêm bot lại để nhận kết quả ở đó.",
            en="The bot was removed from {title}: add it again to get outcomes there.",
        ),
        "blocked": Text(
            vi="{title} đã chặn bot: bỏ chặn rồi gửi /notify để nhận lại kết quả.",
            en="{title} blocked the bot: unblock it and send /notify to get outcomes again.",
        ),
        "back": Text(
            vi="Bot lại gửi được tin vào {title}: kết quả mới lại đến đó.",
            en="The bot may write in {title} again: new outcomes go there again.",
        ),
        "readmitted": Text(
            vi="Bot lại gửi được tin vào {title}: gửi /notify ở đó để nhận lại kết quả.",
            en="The bot may write in {title} again: send /notify there to get outcomes again.",
        ),
        "topic": Text(
            vi="Chủ đề nhận kết quả trong {title} đã bị xóa: kết quả nay gửi vào cả nhóm.",
            en="The topic for outcomes in {title} was deleted: they now go to the whole group.",
        ),
        "topic_closed": Text(
            vi="Chủ đề nhận kết quả trong {title} đã đóng: kết quả nay gửi vào cả nhóm.",
            en="The topic for outcomes in {title} was closed: they now go to the whole group.",
        ),
        "migrated": Text(
            vi="{title} đã thành siêu nhóm: bot vẫn gửi kết quả vào đó.",
            en="{title} became a supergroup: outcomes still go there.",
        ),
        "rights": Text(
            vi="Bot không được gửi tin trong {title}: cấp quyền rồi gửi /notify ở đó.",
            en="The bot may not write in {title}: allow it and send /notify there.",
        ),
        "slow": Text(
            vi="{title} bật chế độ chậm nên kết quả đến muộn: cho bot làm quản trị viên ở đó.",
            en="Slow mode in {title} makes outcomes late: make the bot an administrator there.",
        ),
        "gone": Text(
            vi="{title} không còn nữa: gửi /notify ở nhóm khác để nhận kết quả ở đó.",
            en="{title} is gone: send /notify in another group to get outcomes there.",
        ),
    }
)


def render_notice(notice: Notice, *, language: Language) -> Message:
    """The sentence of its kind; the values are those of the event."""
    return Message(NOTICES[notice.kind].render(language, **notice.values))
