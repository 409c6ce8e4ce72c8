"""The page's HTTP: its files, the state, the stream of events, and what people do on it.

Decides nothing about chats; every act goes to the local Telegram, whose refusals are sentences.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.sandbox.bodies import BadBody
from bot.sandbox.page.assets import asset
from bot.sandbox.page.attachments import file_response, read_attachment
from bot.sandbox.page.feed import Feed
from bot.sandbox.page.phone import CalleePhone, Speak, phone_view
from bot.sandbox.page.requests import (
    BadRequest,
    ContactBody,
    FaultsBody,
    LanguageBody,
    PhoneBody,
    PressBody,
    SendBody,
    ShareBody,
    check_own,
    not_read,
    read_body,
    whole_number,
)
from bot.sandbox.page.sample import SAMPLE_PATH, Sample
from bot.sandbox.page.stream import follow
from bot.sandbox.page.views import message_view, seen_file, state_view
from bot.sandbox.telegram.errors import NotPossible
from bot.sandbox.telegram.records import Message, User
from bot.sandbox.telegram.server import Server

#: A press waits this long for the bot's answer.
ANSWER_SECONDS = 15.0
LANGUAGES = ("vi", "en")
HEADERS = {
    # A sound that was fetched is played from memory: only so its length is known at once.
    "Content-Security-Policy": "default-src 'self'; media-src 'self' blob:; base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}

Endpoint = Callable[[Request], Awaitable[Response]]


def page_routes(
    telegram: Server,
    *,
    pbx_faults_get: Callable[[], Mapping[str, bool]],
    pbx_faults_put: Callable[[Mapping[str, bool]], None],
    numbers: Sequence[Mapping[str, str]],
    sample: Sample,
    reset: Callable[[], None],
    phone: CalleePhone,
    speak: Speak | None = None,
) -> list[BaseRoute]:
    """The page over `telegram`; the faults, `reset`, the phone and its voice are the caller's."""
    page = _Page(telegram, pbx_faults_get, numbers, sample, phone, speak)

    async def faults(request: Request) -> Response:
        wanted = (await read_body(request, FaultsBody)).model_extra or {}
        if unknown := sorted(wanted.keys() - pbx_faults_get().keys()):
            raise BadRequest(400, f"Không có lỗi {unknown[0]}.", f"No fault {unknown[0]}.")
        pbx_faults_put(wanted)
        return _json(dict(pbx_faults_get()))

    async def start_anew(_: Request) -> Response:
        reset()
        return _json({})

    table: Sequence[tuple[str, str, Endpoint]] = (
        ("GET", "/", page.index),
        ("GET", "/static/{file}", page.static),
        ("GET", "/page/state", page.state),
        ("GET", "/page/events", page.events),
        ("GET", "/page/file/{file_id}", page.file),
        ("GET", SAMPLE_PATH, page.sample_file),
        ("GET", "/page/speech/{call_id}/{number:int}", page.speech),
        ("POST", "/page/send", page.send),
        ("POST", "/page/attach", page.attach),
        ("POST", "/page/press", page.press),
        ("POST", "/page/share", page.share),
        ("POST", "/page/contact", page.contact),
        ("POST", "/page/phone", page.use_phone),
        ("POST", "/page/language", page.language),
        ("POST", "/page/faults", faults),
        ("POST", "/page/reset", start_anew),
    )
    return [Route(path, _guarded(endpoint), methods=[verb]) for verb, path, endpoint in table]


def _guarded(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        try:
            check_own(request)
            response = await endpoint(request)
        except NotPossible as error:
            response = _refusal(BadRequest(400, error.vi, error.en))
        except BadBody as error:
            response = _refusal(not_read(error))
        except BadRequest as error:
            response = _refusal(error)
        response.headers.update(HEADERS)
        return response

    return guarded


class _Page:
    def __init__(
        self,
        telegram: Server,
        faults: Callable[[], Mapping[str, bool]],
        numbers: Sequence[Mapping[str, str]],
        sample: Sample,
        phone: CalleePhone,
        speak: Speak | None,
    ) -> None:
        self.telegram = telegram
        self.faults = faults
        self.numbers = numbers
        self.sample = sample
        self.phone = phone
        self.speak = speak
        self.feed = Feed()
        telegram.watchers.append(self.feed)
        phone.watchers.append(self.feed.phone_changed)

    async def index(self, _: Request) -> Response:
        return asset("index.html")

    async def static(self, request: Request) -> Response:
        return asset(request.path_params["file"])

    async def state(self, request: Request) -> Response:
        user = self._reader(request)
        return _json(
            {
                "seq": self.feed.seq,
                **state_view(self.telegram, user),
                "phone": phone_view(self.phone, self.telegram.now()),
                "numbers": list(self.numbers),
                "sample": self.sample.view(),
                "faults": dict(self.faults()),
            }
        )

    async def events(self, request: Request) -> Response:
        after = whole_number(request.headers.get("last-event-id", ""))
        reader = self._reader(request).id
        stream = follow(self.feed, self.telegram, self.phone, user_id=reader, after=after)
        return StreamingResponse(stream, media_type="text/event-stream")

    async def send(self, request: Request) -> Response:
        body = await read_body(request, SendBody)
        message = self.telegram.send(
            body.user, body.chat_id, body.text, reply_to=body.reply_to, thread_id=body.thread_id
        )
        return self._shown(message, body.user)

    async def attach(self, request: Request) -> Response:
        form, upload = await read_attachment(request)
        message = self.telegram.send_file(
            form.user,
            form.chat_id,
            content=upload.content,
            file_name=upload.file_name,
            mime_type=upload.mime_type,
            kind=form.kind,
            caption=form.caption,
            reply_to=form.reply_to,
            thread_id=form.thread_id,
        )
        return self._shown(message, form.user)

    async def file(self, request: Request) -> Response:
        file_id = request.path_params["file_id"]
        file = self.telegram.files.get(file_id)
        if file is None or not seen_file(self.telegram, file_id, self._reader(request)):
            raise BadRequest(404, "Không có tệp này.", "There is no such file.")
        return file_response(
            file.content,
            name=file.file_name,
            mime_type=file.mime_type,
            wanted=request.headers.get("range", ""),
        )

    async def sample_file(self, request: Request) -> Response:
        return file_response(
            self.sample.content,
            name=self.sample.file_name,
            mime_type="text/csv",
            wanted=request.headers.get("range", ""),
        )

    async def speech(self, request: Request) -> Response:
        params = request.path_params
        sound = self.phone.sound(params["call_id"], params["number"])
        content = None
        if sound is not None and self.speak is not None:
            content = await self.speak(sound.text, sound.voice, sound.speed)
        if content is None:
            raise BadRequest(404, "Không có tiếng này.", "There is no such sound.")
        return Response(content, media_type="audio/ogg")

    async def press(self, request: Request) -> Response:
        body = await read_body(request, PressBody)
        press = self.telegram.press(body.user, body.chat_id, body.message_id, body.data)
        await asyncio.wait({press.answer}, timeout=ANSWER_SECONDS)
        if not press.answer.done() or press.answer.cancelled():
            return _json({"answered": False, "text": None, "alert": False, "url": None})
        answer = press.answer.result()
        return _json(
            {
                "answered": True,
                "text": answer.text or None,
                "alert": answer.alert,
                "url": answer.url or None,
            }
        )

    async def share(self, request: Request) -> Response:
        body = await read_body(request, ShareBody)
        message = self.telegram.share_chat(
            body.user, body.chat_id, body.request_id, body.shared_chat_id
        )
        return self._shown(message, body.user)

    async def contact(self, request: Request) -> Response:
        body = await read_body(request, ContactBody)
        return self._shown(self.telegram.share_contact(body.user, body.chat_id), body.user)

    async def use_phone(self, request: Request) -> Response:
        body = await read_body(request, PhoneBody)
        if not self.phone.act(body.call_id, body.act, body.key):
            raise BadRequest(
                400,
                "Muộn rồi, máy không còn làm được việc này.",
                "Too late for the phone to do it.",
            )
        self.feed.phone_changed()
        return _json({})

    async def language(self, request: Request) -> Response:
        body = await read_body(request, LanguageBody)
        if body.language not in LANGUAGES:
            raise BadRequest(400, "Chỉ có vi và en.", "There are only vi and en.")
        self.telegram.set_language(body.user, body.language)
        return _json({"language": body.language})

    def _reader(self, request: Request) -> User:
        user_id = whole_number(request.query_params.get("user", ""))
        user = None if user_id is None else self.telegram.users.get(user_id)
        if user is None or user.is_bot:
            raise BadRequest(404, "Không có người này.", "There is no such person.")
        return user

    def _shown(self, message: Message, user_id: int) -> Response:
        return _json(message_view(self.telegram, message, self.telegram.users[user_id]))


def _refusal(error: BadRequest) -> Response:
    return _json({"error": {"vi": error.vi, "en": error.en}}, error.status)


def _json(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status, media_type="application/json")
