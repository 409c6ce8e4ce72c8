"""What the bytes of a sound file say, and what is wrong with those that are no whole wav."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.audio import Codec, Wav, read_wav, verify_may_be_sound
from bot.errors import UsageError
from tests.sounds import extensible, part, riff, wav


def fault(content: bytes) -> str:
    with pytest.raises(UsageError) as caught:
        read_wav(content)
    return caught.value.problem


def promising(content: bytes, *, file: int | None = None, data: int | None = None) -> bytes:
    """The same with other sizes in its header."""
    changed = bytearray(content)
    if file is not None:
        struct.pack_into("<I", changed, 4, file)
    if data is not None:
        struct.pack_into("<I", changed, content.index(b"data") + 4, data)
    return bytes(changed)


def test_a_telephone_wav_tells_its_codec_and_length() -> None:
    assert read_wav(wav(1.5)) == Wav(channels=1, rate=8000, bits=16, seconds=1.5, codec=Codec.PCM)


@pytest.mark.parametrize(
    ("content", "codec", "bits"),
    [
        (wav(2, tag=6, bits=8), Codec.A_LAW, 8),
        (wav(2, tag=7, bits=8), Codec.MU_LAW, 8),
        (wav(2, bits=24, rate=96000, channels=2), Codec.PCM, 24),
        (wav(2, rate=48000, channels=2, form=extensible()), Codec.PCM, 16),
    ],
)
def test_what_exchanges_read_is_named(content: bytes, codec: Codec, bits: int) -> None:
    read = read_wav(content)
    assert (read.codec, read.bits, read.seconds) == (codec, bits, 2)


def test_parts_that_say_other_things_are_passed_over_padding_and_all() -> None:
    assert read_wav(wav(before=part(b"LIST", b"odd"))).seconds == 1


def test_what_follows_the_end_of_the_file_changes_nothing() -> None:
    assert read_wav(wav() + b"ID3 of some recorder").seconds == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "audio_unknown", id="no byte"),
        pytest.param(b"hello, this is text", "audio_unknown", id="text"),
        pytest.param(b"RIFF\x04\0\0\0AVI ", "audio_unknown", id="a film"),
        pytest.param(b"RIFF", "audio_unknown", id="four bytes"),
        pytest.param(b"OggS" + bytes(60), "audio_unknown", id="a voice note"),
        pytest.param(wav()[:-1], "audio_cut", id="the last byte is missing"),
        pytest.param(wav()[:30], "audio_cut", id="cut within the format"),
        pytest.param(wav()[:12], "audio_cut", id="the first twelve bytes"),
        pytest.param(
            promising(wav(), file=2**32 - 1, data=2**32 - 1), "audio_cut", id="promises 4 GB"
        ),
        pytest.param(promising(wav(), file=0), "audio_cut", id="never finished"),
        pytest.param(promising(wav(), data=20_000), "audio_cut", id="the sound reaches too far"),
        pytest.param(riff(b""), "audio_broken", id="no parts"),
        pytest.param(riff(part(b"data", bytes(100))), "audio_broken", id="no format"),
        pytest.param(riff(part(b"fmt ", wav()[20:36])), "audio_broken", id="no sound part"),
        pytest.param(wav(form=b"\x01\0\x01\0"), "audio_broken", id="half a format"),
        pytest.param(
            wav(form=struct.pack("<HHIIHH", 1, 1, 0, 0, 2, 16)), "audio_broken", id="0 Hz"
        ),
        pytest.param(
            wav(form=struct.pack("<HHIIHH", 1, 0, 8000, 0, 0, 16)), "audio_broken", id="no channel"
        ),
        pytest.param(
            wav(form=struct.pack("<HHIIHH", 1, 1, 8000, 16000, 4, 16)),
            "audio_broken",
            id="a frame of another size than its samples",
        ),
        pytest.param(wav(before=part(b"junk", b"") * 1000), "audio_broken", id="parts without end"),
        pytest.param(wav(0), "audio_silent", id="no sample"),
        pytest.param(riff(wav()[12:36] + part(b"data", b"\x01")), "audio_silent", id="half one"),
        pytest.param(wav(tag=3, bits=32), "audio_codec", id="floats"),
        pytest.param(wav(tag=0x31, bits=8), "audio_codec", id="GSM"),
        pytest.param(wav(bits=12), "audio_codec", id="12 bits"),
        pytest.param(wav(tag=7), "audio_codec", id="µ-law of 16 bits"),
        pytest.param(wav(form=extensible(codec=3)), "audio_codec", id="floats in the long form"),
        pytest.param(
            wav(form=extensible(guid_end="00" * 14)), "audio_codec", id="an unknown long form"
        ),
    ],
)
def test_a_file_that_is_no_whole_wav_is_refused_for_what_it_is(
    content: bytes, problem: str
) -> None:
    assert fault(content) == problem


def test_what_is_plainly_no_sound_is_named_and_anything_else_may_be_one() -> None:
    for content, values in ((b"\xff\xd8\xff\xe0" + bytes(60), {"format": "jpeg"}), (b"", {})):
        with pytest.raises(UsageError) as caught:
            verify_may_be_sound(content)
        assert caught.value.values == values
    verify_may_be_sound(b"ID3\x04 music")


@given(cut=st.integers(0, len(wav()) - 1))
def test_a_wav_that_is_cut_anywhere_is_never_taken(cut: int) -> None:
    assert fault(wav()[:cut])


@given(content=st.binary(max_size=80), begins=st.sampled_from([b"", b"RIFF\x50\0\0\0WAVE"]))
def test_whatever_the_bytes_are_the_answer_is_a_wav_or_a_problem(
    content: bytes, begins: bytes
) -> None:
    with suppress(UsageError):
        assert read_wav(begins + content).seconds > 0
