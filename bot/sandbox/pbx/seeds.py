"""What stands on the sandbox PBX from the start: two customers, their scripts, and earlier calls.

Data, and where on the clock its days lie. The first customer is the reference's example; another
system of theirs calls too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.pbx.accounts import Account
from bot.sandbox.pbx.records import VIETNAM
from bot.sandbox.pbx.scripts import Prompt, Template

CALLER, OTHER_CALLER, SECOND_CALLER = "0123456789", "0123456788", "0123456780"

OTP_DEMO = Template(
    name="otp_demo",
    content="Mã xác nhận của bạn là {{code_otp}} xin nhắc lại mã xác nhận của bạn là {{code_otp}}",
    voice_tts="south-f-03",
    speed_tts=1.2,
)
DEBT = Template(
    name="thong_bao_no_cuoc_01",
    content="Chào bạn {{customer_name}} vui lòng thanh toán khoản nợ {{due_amount}} "
    "trước ngày {{due_date}}, vui lòng bấm phím 1 nếu bạn đã thanh toán",
    voice_tts="south-f-03",
    speed_tts=1.2,
    press_options={
        "1": Prompt(content="Cám ơn {{customer_name}} đã thanh toán"),
        "2": Prompt(content="Chúng tôi sẽ gọi lại cho {{customer_name}}"),
    },
    exit_sound=Prompt(content="Cám ơn {{customer_name}} đã sử dụng"),
    invalid_sound=Prompt(content="{{customer_name}} đã nhập sai"),
)
NOTICE = Template(
    name="thong_bao",
    content="Chào bạn {{customer_name}}, đơn hàng của bạn sẽ được giao trong hôm nay",
    voice_tts="north-f-01",
    speed_tts=1.0,
)
DELIVERY = Template(
    name="giao_hang",
    content="Chào bạn {{ten_khach}}, đơn hàng {{ma_don}} sẽ giao ngày {{ngay_giao}}, "
    "bấm phím 1 nếu bạn nhận được, phím 2 nếu bạn muốn hẹn ngày khác",
    voice_tts="north-f-02",
    speed_tts=1.0,
    press_options={
        "1": Prompt(content="Cám ơn bạn, hẹn gặp bạn ngày {{ngay_giao}}"),
        "2": Prompt(content="Chúng tôi sẽ gọi lại để hẹn ngày khác"),
    },
    invalid_sound=Prompt(content="Bạn đã bấm sai phím"),
)
#: Made by the other system: the account has it, and nobody has told the bot.
BIRTHDAY = Template(
    name="chuc_mung_sinh_nhat",
    content="Chúc mừng sinh nhật {{ten_khach}}, chúc bạn một ngày thật vui",
    voice_tts="north-m-01",
    speed_tts=1.0,
)

FIRST = Account(
    user_id="abeb99ea-7879-43ce-8d4e-a46ec0aca9ff",
    domain_id="dddddddd-1111-2222-3333-eeeeeeeeeeee",
    username="foo@test.tel4vn.com",
    password="foo123",
    api_key="aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    campaign_id="11111111-2222-3333-4444-555555555555",
    concurrency=5,
    templates=(OTP_DEMO, DEBT, NOTICE),
)
SECOND = Account(
    user_id="c0ffee00-7879-43ce-8d4e-a46ec0aca9ff",
    domain_id="dddddddd-4444-5555-6666-eeeeeeeeeeee",
    username="bar@test.tel4vn.com",
    password="bar123",
    api_key="bbbbbbbb-cccc-dddd-eeee-ffffffffffff",
    campaign_id="66666666-7777-8888-9999-000000000000",
    concurrency=2,
    templates=(OTP_DEMO, DELIVERY),
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A call of the first customer's other system: so many days ago, at a time in Vietnam."""

    days: int
    at: str
    callee: str
    template: Template
    values: Mapping[str, str] = field(default_factory=dict)
    caller: str = CALLER

    @property
    def param(self) -> Mapping[str, str]:
        """What was asked for: without any reference of the bot's."""
        return {"template_name": self.template.name, **self.values}

    def ago(self, now: float) -> float:
        """Seconds from it to now; what is still to come today was yesterday."""
        here = datetime.fromtimestamp(now, VIETNAM)
        hour, minute = map(int, self.at.split(":"))
        then = here.replace(hour=hour, minute=minute, second=17) - timedelta(days=self.days)
        return (here - then) / timedelta(seconds=1) + (0 if then < here else 86_400)


def _debt(amount: str, date: str) -> Mapping[str, str]:
    return {"customer_name": "Nguyễn Văn A", "due_amount": amount, "due_date": date}


_NAME = {"customer_name": "Nguyễn Văn A"}
_GUEST = {"ten_khach": "Nguyễn Văn A"}
_EARLIER = (
    Earlier(3, "09:05", "0912000121", DEBT, _debt("2.150.000", "28/11/2026")),
    Earlier(3, "09:06", "0912000203", DEBT, _debt("780.000", "28/11/2026")),
    Earlier(3, "14:30", "0912000301", BIRTHDAY, _GUEST, OTHER_CALLER),
    Earlier(2, "08:40", "0987654321", DEBT, _debt("10.410.000", "30/11/2026")),
    Earlier(2, "10:12", "0912000422", DEBT, _debt("4.320.000", "29/11/2026")),
    Earlier(2, "10:15", "0912000505", NOTICE, _NAME),
    Earlier(1, "08:02", "0912000601", OTP_DEMO, {"code_otp": "550129"}),
    Earlier(1, "08:03", "0912000702", OTP_DEMO, {"code_otp": "118204"}),
    Earlier(1, "16:20", "0912000829", DEBT, _debt("1.090.000", "01/12/2026")),
    Earlier(0, "07:50", "0912000901", BIRTHDAY, _GUEST, OTHER_CALLER),
    Earlier(0, "08:10", "0987654321", OTP_DEMO, {"code_otp": "773410"}),
    Earlier(0, "08:15", "0912001008", NOTICE, _NAME),
)


def earlier(now: float) -> Iterator[tuple[Earlier, float]]:
    """Those calls with the seconds since each, oldest first."""
    calls = ((call, call.ago(now)) for call in _EARLIER)
    yield from sorted(calls, key=lambda each: each[1], reverse=True)
