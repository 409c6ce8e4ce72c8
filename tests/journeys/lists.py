"""What journeys of lists have in common: who is called, how a list is sent, what stands of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.sandbox.telegram.records import Message
from tests.journeys.world import OPERATOR, Journey, buttons, plain

DEBT = "thong_bao_no_cuoc_01"
HEADING = "Số điện thoại;customer_name;due_amount;due_date;ref"
#: What callees do, by the last two digits of their numbers.
PAYS, WANTS, LISTENS, BUSY, SILENT, WRONG, BROKEN, BRIEF, HOLDS = (
    *("21", "22", "01", "02", "03", "05", "07", "08", "00"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFRESHED = "Đã làm mới, xem lại rồi bấm Gọi"
HEAD = "Xem trước đợt gọi, chưa gọi ai"
MAY_NOT_SEE = "Bạn không có quyền xem"


def numbers(*endings: str, first: int = 1) -> list[str]:
    """Numbers of callees who do these things; no two are the same."""
    return [f"0912{first + at:04}{ending}" for at, ending in enumerate(endings)]


def rows(callees: Iterable[str]) -> str:
    """Rows to be pasted: each callee has a name, an amount and a date of their own."""
    return "\n".join(
        f"{callee}; Khách {at}; {at}.000.000; 30/11/2026" for at, callee in enumerate(callees, 1)
    )


def csv(callees: Iterable[str], *, heading: str = HEADING) -> bytes:
    """The same as Excel saves it, each row with a ref."""
    below = (
        f"{callee};Khách {at};{at}.000.000;30/11/2026;HD{24000 + at}"
        for at, callee in enumerate(callees, 1)
    )
    return "".join(f"{line}\r\n" for line in (heading, *below)).encode("utf-8-sig")


def send_file(
    told: Journey, content: bytes, name: str = "nhac_no.csv", who: int = OPERATOR, **how: Any
) -> Message:
    """Somebody sends a spreadsheet."""
    chat = how.pop("chat", who)
    mime_type = XLSX if name.endswith(".xlsx") else "text/csv"
    return told.telegram.send_file(
        who, chat, content=content, file_name=name, mime_type=mime_type, kind="document", **how
    )


async def pasted(told: Journey, callees: Iterable[str], who: int = OPERATOR, **how: Any) -> Message:
    """Somebody pastes rows below the command; what they read then."""
    told.say(who, f"/call {DEBT}\n{rows(callees)}", **how)
    await told.wait(3)
    return told.shown(who)[-1]


async def sent(told: Journey, content: bytes, name: str = "nhac_no.csv", **how: Any) -> Message:
    """Somebody sends a file with the command as its caption; what they read then."""
    send_file(told, content, name, caption=f"/call {DEBT}", **how)
    await told.wait(3)
    return told.shown(how.get("who", OPERATOR))[-1]


def go_button(preview: Message) -> str:
    """The label of the button that calls everybody."""
    return next(one for one in buttons(preview) if one.startswith(("Gọi ", "Vẫn gọi ")))


async def confirm(told: Journey, who: int = OPERATOR) -> Message:
    """Somebody calls the list of their newest preview; its card, as it stood then."""
    preview = next(one for one in reversed(told.shown(who)) if first_line(one) == HEAD)
    await told.press(who, go_button(preview), on=preview)
    return preview


async def confirmed(told: Journey, callees: Iterable[str], who: int = OPERATOR) -> Message:
    """A list that was pasted and confirmed; its card, as it stood then."""
    await pasted(told, callees, who)
    return await confirm(told, who)


def heard(told: Journey, callees: Iterable[str]) -> list[str]:
    """With which values each was called last; calls of one moment come in any order."""
    last = {call.callee: call.param for call in told.pbx.switchboard.exchange.calls.values()}
    return [last[callee] for callee in callees]


async def rewrite(told: Journey, **changed: Any) -> None:
    """The script becomes another."""
    store = told.program.store
    known = await store.read(lambda tx: tx.templates.get(1, DEBT))
    assert known is not None
    script = replace(known, **changed)
    await store.write(lambda tx: tx.templates.put(script))


def now_of(told: Journey, message: Message) -> Message:
    """The same message as it stands now."""
    return next(one for one in told.shown(message.chat_id) if one.id == message.id)


def first_line(message: Message) -> str:
    """How something stands: line 1."""
    return plain(message.text).split("\n")[0]


def files(told: Journey, chat: int = OPERATOR) -> list[tuple[str, bytes]]:
    """The files that the bot sent to a chat: their names and contents."""
    found = []
    for message in told.shown(chat):
        if message.attachment is not None:
            file = told.telegram.files.get(message.attachment.file_id)
            assert file is not None
            found.append((file.file_name, file.content))
    return found


def what(told: Journey, who: int = OPERATOR) -> str:
    """Line 2 of the newest preview: what came, and how many are called."""
    return told.texts(who)[-1].split("\n")[1]
