"""A list in every form that a text about it can meet, for the tests of what people read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core.calls import Asked, Dropped, Outcome
from bot.core.columns import Columns
from bot.core.list_views import ListPreview, ListView
from bot.core.lists import Called, CallList, LeftOut, ListState, Redial, Row, RowState, Tally
from bot.core.messages.text import Button, Message, fits, plain_text
from bot.core.people import Language
from bot.core.records import Call, Place
from bot.core.tables import TableKind
from bot.core.templates import PressKey, Template
from tests.core.cases import ACCOUNT as OTHER_ACCOUNT
from tests.core.cases import NINE_TWELVE, NOW, TZ, asked, ended
from tests.core.telegram_html import faults, row_widths
from tests.core.test_messages_voice import VALUES, pressed

VI, EN = Language.VI, Language.EN
#: As long as keys of lists, and ids of drafts, are.
KEY = "k" * 22
DRAFT = "d" * 22
LONG = "Ngân hàng thương mại cổ phần </b>&\u202e" * 6
ACCOUNT = replace(OTHER_ACCOUNT, concurrency=10)
SCRIPT = Template(
    account_id=1,
    name="nhac_no_t11",
    content="Chào bạn {{customer_name}}, khoản nợ {{due_amount}}",
    voice="south-f-03",
    speed=1.2,
    keys=(
        PressKey(num="1", content="Cám ơn {{customer_name}}", meaning="đã thanh toán"),
        PressKey(num="2", content="Sẽ có người gọi", meaning="cần gọi lại", needs_someone=True),
    ),
)
DRAFTED = CallList(
    id=1,
    key=KEY,
    account_id=1,
    person_id=5550001,
    place=Place(chat_id=5550001),
    language=VI,
    state=ListState.DRAFT,
    created_at=NINE_TWELVE,
    source="nhac_no.xlsx",
    kind=TableKind.XLSX,
    columns=Columns(phone=0),
    template=SCRIPT.name,
    script=SCRIPT,
    caller=ACCOUNT.caller,
    campaign_id=ACCOUNT.campaign_id,
    drawings=3,
)
ROW = Row(
    id=1,
    list_id=1,
    position=0,
    line=1,
    cells=("0987654321", "Nguyễn Văn A", 10410000),
    callee="0987654321",
    label="24018",
    values=VALUES,
    state=RowState.WAITING,
)
TALLY = Tally(
    rows=186,
    total=178,
    out={LeftOut.REPEATED: 3, LeftOut.NUMBER: 2, LeftOut.EMPTY: 2, LeftOut.VALUE: 1},
    waiting=178,
)
PREVIEW = ListPreview(
    called=DRAFTED,
    account=ACCOUNT,
    default_account=True,
    tally=TALLY,
    warnings=(),
    row=ROW,
    next_at=1,
    next_line=2,
    seconds=1560,
)
RUNNING = Tally(
    rows=186,
    total=178,
    waiting=104,
    calling=10,
    answered=38,
    unreached=21,
    failed=5,
    keys={"1": 17, "2": 6},
)
OVER = Tally(
    rows=186,
    total=178,
    answered=110,
    unreached=57,
    failed=10,
    unknown=1,
    keys={"1": 41, "2": 18},
)
BEGUN, ENDED = NINE_TWELVE - 12 * 60 - 34, NINE_TWELVE + 13 * 60 + 26


def called(row: Row, call: Call | None = None, **changes: Any) -> Called:
    """A row with its latest call."""
    state = RowState.DONE if call else RowState.WAITING
    return Called(row=replace(row, **{"state": state, "label": "", **changes}), call=call)


FAILURE = called(replace(ROW, callee="0912345678"), ended("UNALLOCATED_NUMBER"))
EACH = (
    called(ROW, pressed("1"), line=2),
    called(replace(ROW, callee="0912345678"), ended("USER_BUSY"), line=3, label="24019"),
    called(replace(ROW, callee="0903112233"), line=4),
    called(replace(ROW, callee="0903112244"), line=5, state=RowState.DROPPED),
)
#: The PBX refused it for want of a line.
NO_LINE = replace(asked(Asked.REFUSED, reason="no channel", settled=True), busy=True)
HELD = asked(Asked.DROPPED, reason=Dropped.HELD, settled=True)


def running(
    state: ListState = ListState.RUNNING, tally: Tally = RUNNING, **changes: Any
) -> ListView:
    """A list that was confirmed; `changes` are of the list or of what is shown of it."""
    of_list = {name: changes.pop(name) for name in [*changes] if name in _OF_LIST}
    confirmed = replace(DRAFTED, state=state, **{"started_at": BEGUN, **of_list})
    return replace(
        ListView(
            called=confirmed,
            account=ACCOUNT,
            tally=tally,
            seconds=960,
            asker="Nhân viên",
            tz=TZ,
            now=NOW,
        ),
        **changes,
    )


_OF_LIST = set(CallList.__dataclass_fields__)


def over(state: ListState = ListState.DONE, tally: Tally = OVER, **changes: Any) -> ListView:
    """A list that has come to its end."""
    return running(state, tally, **{"ended_at": ENDED, "failure": FAILURE, **changes})


def largest(**changes: Any) -> dict[str, Any]:
    """What the longest names and the most rows make of a list."""
    huge = dict.fromkeys(LeftOut, 10000)
    return {
        "tally": Tally(
            rows=50_000,
            total=10_000,
            out=huge,
            waiting=10_000,
            answered=10_000,
            unreached=10_000,
            failed=10_000,
            unknown=10_000,
            keys={str(key): 10_000 for key in range(100, 200)},
        ),
        "called": replace(
            DRAFTED,
            source=LONG,
            template=LONG,
            caller="1" * 15,
            campaign_id="c" * 200,
            redial=Redial(outcomes=frozenset(Outcome), times=3),
        ),
        "account": replace(ACCOUNT, name="N" * 32, concurrency=999),
        **changes,
    }


def read(message: Message) -> list[str]:
    """The lines of a message as people see them, once Telegram takes all of it."""
    assert faults(message.html) == []
    assert fits(message.html)
    for row in message.keyboard:
        for button in row:
            assert len(button.label) <= row_widths(len(row)), button.label
            assert len((button.data or "").encode()) <= 64
    return plain_text(message.html).replace("\u00a0", " ").split("\n")


def labels(message: Message) -> list[list[str]]:
    """What the buttons say, by rows."""
    return [[button.label for button in row] for row in message.keyboard]


def data(message: Message) -> list[str]:
    """What the buttons carry."""
    return [button.data or "" for button in buttons(message)]


def buttons(message: Message) -> list[Button]:
    """Every button."""
    return [button for row in message.keyboard for button in row]
