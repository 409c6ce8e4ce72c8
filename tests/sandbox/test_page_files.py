"""Files by the page: sent by people, looked at, played and saved, and by nobody else."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from telegram import Bot

from bot.sandbox.page.attachments import MOST_FILE_BYTES, file_response, safe_name
from bot.sandbox.telegram import SandboxTelegram
from tests.sandbox.page_peer import SAMPLE, last, state
from tests.sandbox.telegram_peer import ADMIN, GROUP, OPERATOR, STRANGER


async def send_file(
    page: httpx.AsyncClient, content: bytes, name: str, mime_type: str, **fields: str
) -> httpx.Response:
    form = {"user": str(OPERATOR), "chat_id": str(OPERATOR)} | fields
    return await page.post("/page/attach", data=form, files={"file": (name, content, mime_type)})


async def test_a_file_goes_with_its_caption_and_comes_back_byte_for_byte(
    page: httpx.AsyncClient, bot: Bot
) -> None:
    content = bytes(range(256)) * 5000
    asked = (await last(page, OPERATOR))["id"]
    answer = await send_file(
        page, content, "nhạc nợ.bin", "text/html", caption=" Đây ", reply_to=str(asked)
    )
    sent = answer.json()
    assert (sent["text"], sent["reply_to"]["id"]) == ("Đây", asked)
    attachment = sent["attachment"]
    assert attachment == {
        "kind": "document",
        "name": "nhạc nợ.bin",
        "size": len(content),
        "mime": "text/html",
        "url": attachment["url"],
        "duration": None,
        "width": None,
        "height": None,
    }
    got = await page.get(attachment["url"])
    assert got.content == content
    assert got.headers["content-type"] == "application/octet-stream"
    assert (
        got.headers["content-disposition"]
        == "attachment; filename*=UTF-8''nh%E1%BA%A1c%20n%E1%BB%A3.bin"
    )
    assert (await bot.get_updates())[-1].message.document.file_size == len(content)


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [
        ("nhắc nợ tháng 11.csv", "text/csv"),
        ("nhắc nợ tháng 11.csv", "application/vnd.ms-excel"),
        ("nhac_no.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
async def test_a_list_reaches_the_bot_as_a_document_under_its_name_with_the_command_as_caption(
    page: httpx.AsyncClient, bot: Bot, name: str, mime_type: str
) -> None:
    content = "\ufeffsố;tên\r\n0987654321;Nguyễn Văn A\r\n".encode()
    caption = "/call thong_bao_no_cuoc_01\ndue_date=30/11/2026"

    await send_file(page, content, name, mime_type, caption=caption)

    message = (await bot.get_updates())[-1].message
    document = message.document
    assert (document.file_name, document.mime_type) == (name, mime_type)
    assert message.caption == caption
    (command,) = message.parse_caption_entities(["bot_command"]).values()
    assert command == "/call"
    file = await bot.get_file(document)
    assert await file.download_as_bytearray() == content


async def test_a_list_that_comes_back_is_shown_by_name_and_size_and_saved_and_never_run(
    page: httpx.AsyncClient, bot: Bot
) -> None:
    content = b"\xef\xbb\xbf<script>alert(1)</script>"
    await bot.send_document(
        GROUP, content, filename="Kết quả.html", caption="<b>Xong 178 số</b>", parse_mode="HTML"
    )

    shown = await last(page, GROUP)

    assert shown["entities"] == [{"type": "bold", "offset": 0, "length": 11}]
    attachment = shown["attachment"]
    assert (attachment["kind"], attachment["name"]) == ("document", "Kết quả.html")
    assert attachment["size"] == len(content)
    got = await page.get(attachment["url"])
    assert got.content == content
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("Kết quả 23/11.csv", "Kết quả 23_11.csv"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"\r\nX: y.csv', "a___X_ y.csv"),
        ("ảnh\u202egpj.exe", "ảnh_gpj.exe"),
        (".. .", "file"),
        ("", "file"),
    ],
)
def test_a_file_is_saved_under_a_name_that_leads_nowhere_and_hides_nothing(
    name: str, saved: str
) -> None:
    assert safe_name(name) == saved
    response = file_response(b"a", name=name, mime_type="text/csv", wanted="")
    assert response.headers["content-disposition"].endswith(f"''{quote(saved, safe='')}")


async def test_the_list_to_try_is_in_the_state_and_its_file_is_saved(
    page: httpx.AsyncClient,
) -> None:
    sample = (await state(page))["sample"]
    assert sample == {
        "command": SAMPLE.command,
        "rows": 2,
        "file": {"name": SAMPLE.file_name, "url": "/page/sample.csv", "rows": 1},
    }
    got = await page.get(sample["file"]["url"])
    assert got.content == SAMPLE.content
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''m%E1%BA%ABu.csv"


async def test_sound_is_played_in_the_page_and_a_part_of_it_can_be_had(
    page: httpx.AsyncClient,
) -> None:
    content = b"RIFF0000WAVE" + bytes(range(100))
    sent = (await send_file(page, content, "a.wav", "audio/wav", kind="audio")).json()
    assert sent["attachment"]["kind"] == "audio"
    url = sent["attachment"]["url"]
    whole = await page.get(url)
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["content-disposition"].startswith("inline")
    for wanted, status, part in (
        ("bytes=10-19", 206, content[10:20]),
        ("bytes=100-", 206, content[100:]),
        ("bytes=-5", 206, content[-5:]),
        ("bytes=0-9999", 206, content),
        ("bytes=0-1,5-6", 200, content),
        ("lines=1-2", 200, content),
        ("bytes=112-", 416, b""),
        ("bytes=9-5", 416, b""),
    ):
        got = await page.get(url, headers={"Range": wanted})
        assert (got.status_code, got.content) == (status, part), wanted
    assert got.headers["content-range"] == "bytes */112"


async def test_a_file_is_had_only_by_who_sees_a_message_with_it(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    sent = (await send_file(page, b"a", "a.txt", "text/plain")).json()
    url = sent["attachment"]["url"].partition("?")[0]
    for user, status in ((OPERATOR, 200), (ADMIN, 404), (STRANGER, 404), (1, 404)):
        assert (await page.get(url, params={"user": user})).status_code == status
    telegram.reset()
    assert (await page.get(url, params={"user": OPERATOR})).status_code == 404


async def test_a_name_in_half_a_character_is_shown_with_a_question_mark(
    page: httpx.AsyncClient,
) -> None:
    fields = {"user": OPERATOR, "chat_id": OPERATOR}
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append('name="file"; filename="\\ud800.txt"\r\n\r\na')
    body = "".join(f"--x\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    kind = "multipart/form-data; boundary=x; charset=unicode_escape"

    sent = await page.post(
        "/page/attach", content=f"{body}--x--\r\n", headers={"Content-Type": kind}
    )

    assert sent.json()["attachment"]["name"] == "?.txt"
    assert (await page.get(sent.json()["attachment"]["url"])).status_code == 200


async def test_what_no_file_is_is_refused_in_a_sentence(page: httpx.AsyncClient) -> None:
    form = {"user": str(OPERATOR), "chat_id": str(OPERATOR)}
    part = {"file": ("a.txt", b"a")}
    answers = [
        await page.post("/page/attach", content=b"{}"),
        await page.post("/page/attach", data=form),
        await page.post("/page/attach", data=form | {"file": "a"}, files={"other": (None, b"a")}),
        await page.post("/page/attach", data=form | {"user": "x"}, files=part),
        await page.post("/page/attach", data=form | {"kind": "sticker"}, files=part),
        await page.post("/page/attach", data=form | {"chat_id": str(GROUP)[:-1]}, files=part),
        await page.post("/page/attach", data=form | {"caption": "x" * 1025}, files=part),
        await page.post("/page/attach", data=form, files={"file": ("a.txt", b"")}),
        await page.post("/page/attach", data=form | {"kind": "photo"}, files=part),
    ]
    assert [answer.status_code for answer in answers] == [400] * len(answers)
    assert all(answer.json()["error"]["vi"] for answer in answers)


async def test_a_file_over_50_mb_is_413(page: httpx.AsyncClient) -> None:
    answer = await send_file(page, bytes(MOST_FILE_BYTES + 100_000), "a.bin", "x/y")
    assert (answer.status_code, "50 MB" in answer.json()["error"]["en"]) == (413, True)
