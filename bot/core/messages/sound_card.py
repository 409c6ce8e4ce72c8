"""A sound file before it goes to the PBX: what it came as, what was made of it, how it sounds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from bot.core.messages.text import (
    Button,
    Message,
    Script,
    Style,
    Text,
    bold,
    code,
    items,
    length_text,
    lines,
)
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.records import Account
from bot.core.sounds import Sound

LOOKING: Final = Text(vi="Đang đọc {name}", en="Reading {name}")
CARD: Final = Text(vi="Nghe thử, chưa tải lên", en="Listen first, not uploaded")
PEAK: Final = Text(vi="đỉnh {peak} dB", en="peak {peak} dB")
AS_IT_CAME: Final = Text(
    vi="Đúng chuẩn tổng đài, gửi nguyên tệp", en="Fits the PBX, sent bit for bit"
)
MADE: Final = Text(vi="{before} → 8 kHz mono", en="{before} → 8 kHz mono")
LOUDER: Final = Text(vi="to thêm {gain} dB", en="{gain} dB louder")
LOWER: Final = Text(vi="nhỏ bớt {gain} dB", en="{gain} dB lower")
TRIMMED: Final = Text(
    vi="Cắt im lặng: {before} giây đầu, {after} giây cuối",
    en="Silence cut: {before} s before, {after} s after",
)
CLIPPED: Final = Text(
    vi="{sign} Thu quá to, rè ở {places} chỗ",
    en="{sign} Recorded too loud, distorted in {places:place|places}",
)
FAINT: Final = Text(
    vi="{sign} Tiếng rất nhỏ, khách có thể không nghe rõ",
    en="{sign} Very faint, callees may not hear it",
)
NOTE: Final = Text(vi="Đúng như tổng đài sẽ phát", en="Just as the PBX will play it")
ACCOUNT: Final = Text(vi="tài khoản {name}", en="account {name}")
STEREO: Final = Text(vi="stereo", en="stereo")
CHANNELS: Final = Text(vi="{channels} kênh", en="{channels} channels")
DO_UPLOAD: Final = Text(vi="Tải lên tổng đài", en="Upload")
OTHER_NAME: Final = Text(vi="Đặt tên khác", en="Another name")
DROP: Final = Text(vi="Bỏ", en="Drop")


def render_looking(name: str, *, language: Language) -> Message:
    """It is being read; this message becomes its card."""
    return Message(Markup("{} {}").format(Sign.WAITING, bold(LOOKING.render(language, name=name))))


#: Decibels; a wav that goes as it is is not made louder.
_FAINT: Final = -24.0


def render_card(
    name: str, sound: Sound, draft_id: str, *, account: Account | None, language: Language
) -> Message:
    """What would go to the PBX, before it does; `account` is named if it is not the default."""
    sign, spoiled = Sign.LOOK, sound.clipped or sound.peak < _FAINT
    clipped = CLIPPED.render(language, sign=sign, places=sound.clipped) if sound.clipped else None
    faint = FAINT.render(language, sign=sign) if sound.peak < _FAINT else None
    html = lines(
        items(bold(CARD.render(language)), code(Script(name))),
        items(
            length_text(math.ceil(sound.seconds)),
            PEAK.render(language, peak=_decimal(sound.peak, language)),
            account_text(account, language),
        ),
        items(*_done(sound, language)),
        _trimmed(sound, language),
        clipped,
        faint,
    )
    go = Button(
        DO_UPLOAD.plain(language), data=f"up.go:{draft_id}", style=None if spoiled else Style.GO
    )
    others = (
        Button(OTHER_NAME.plain(language), data=f"up.name:{draft_id}"),
        Button(DROP.plain(language), data=f"up.drop:{draft_id}"),
    )
    return Message(html, ((go,), others))


def note_caption(*, language: Language) -> Markup:
    """Under the voice note that plays it."""
    return NOTE.render(language)


def _done(sound: Sound, language: Language) -> Iterator[Markup | str]:
    if not sound.changed:
        yield AS_IT_CAME.render(language)
        return
    channels = _channels(sound.channels, language)
    before = f"{sound.format} {hertz(sound.rate, language)} {channels}"
    yield MADE.render(language, before=before)
    if sound.gain:
        said = LOUDER if sound.gain > 0 else LOWER
        yield said.render(language, gain=_decimal(abs(sound.gain), language))


def _trimmed(sound: Sound, language: Language) -> Markup | None:
    if not (sound.cut_before or sound.cut_after):
        return None
    return TRIMMED.render(
        language,
        before=_decimal(sound.cut_before, language),
        after=_decimal(sound.cut_after, language),
    )


def _decimal(number: float, language: Language) -> str:
    shown = f"{number:.1f}".removesuffix(".0").replace("-", "−")
    return shown.replace(".", ",") if language is Language.VI else shown


def account_text(account: Account | None, language: Language) -> Markup | None:
    """Which account it is of; nothing if that goes without saying."""
    return ACCOUNT.render(language, name=account.name) if account else None


def hertz(rate: int, language: Language) -> str:
    """Samples a second."""
    shown = f"{rate / 1000:g} kHz"
    return shown.replace(".", ",") if language is Language.VI else shown


def _channels(channels: int, language: Language) -> Markup | str:
    if channels == 1:
        return "mono"
    return (STEREO if channels == 2 else CHANNELS).render(language, channels=channels)
