"""Which encoding a table's bytes are in, and where its rows begin."""

from __future__ import annotations

import random

import pytest

from bot.core.table_text import decode, records
from bot.errors import UsageError

TEXT = "SĐT;Tên khách\n0987654321;Nguyễn Văn A\n0912345678;Trần Thị Bưởi – “ĐƯỜNG”\n"
#: As Windows writes it: marks of tone stand behind their letters.
WINDOWS = (
    "SĐT;Tên khách\r\n"
    "0987654321;Nguyê\u0303n Văn A\r\n"
    "0912345678;Trâ\u0300n Thi\u0323 Bươ\u0309i\r\n"
)


def fault(content: bytes) -> UsageError:
    with pytest.raises(UsageError) as caught:
        decode(content)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_every_encoding_that_excel_saves(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_utf_16_may_come_with_the_other_end_first() -> None:
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT


def test_windows_vietnamese_is_composed() -> None:
    assert decode(WINDOWS.encode("cp1258")).splitlines() == [
        "SĐT;Tên khách",
        "0987654321;Nguyễn Văn A",
        "0912345678;Trần Thị Bưởi",
    ]


def test_a_western_name_alone_is_no_other_encoding() -> None:
    assert decode("0987654321;Müller\n".encode("cp1258")) == "0987654321;Müller\n"


def test_quotation_marks_behind_a_tone_are_text() -> None:
    content = "“Ca\u0309”;“Đa\u0303”;“Hê\u0300”\r\n".encode("cp1258")

    assert decode(content) == "“Cả”;“Đã”;“Hề”\r\n"


@pytest.mark.parametrize(
    "content",
    [
        "0987654321;山田太郎\r\n".encode("shift-jis"),
        "0987654321;カタカナ\r\n".encode("shift-jis"),
        "0987654321;ひらがな\r\n".encode("shift-jis"),
        "0987654321;张三丰李四\r\n".encode("gbk"),
        "0987654321;Иванов\r\n".encode("cp1251"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-32"),
        "NguyÔn V¨n A;TrÇn ThÞ B¶y".encode("latin-1"),
        b"a;b\0c",
        b"\xff\xfea",
        random.Random(1).randbytes(2000),
        random.Random(2).randbytes(20),
    ],
    ids=[
        "kanji", "katakana", "hiragana", "chinese", "russian", "utf-16 without its mark", "utf-32",
        "TCVN3", "a nought byte", "half a letter", "random bytes", "few random bytes",
    ],
)  # fmt: skip
def test_text_of_another_encoding_is_refused_and_never_shown_garbled(content: bytes) -> None:
    assert fault(content).problem == "table_encoding"


def test_utf_8_with_a_broken_letter_is_not_taken_for_windows_text() -> None:
    assert fault("Nguyễn Văn A;Trần Thị Bưở".encode()[:-1]).problem == "table_encoding"


def test_a_row_is_named_by_the_line_on_which_it_begins() -> None:
    text = 'a;"b\nb"\n\nc;d\n'

    assert list(records(text, ";")) == [(1, ["a", "b\nb"]), (3, []), (4, ["c", "d"])]


def test_quotes_may_be_doubled_and_stand_around_separators() -> None:
    assert list(records('"a;""b""";c', ";")) == [(1, ['a;"b"', "c"])]


@pytest.mark.parametrize(
    ("text", "line"),
    [('a;b\n1;"x\n2;y\n', "2"), ('a;b\n1;"x\n2;"y"\n3;z\n', "2"), ('a;b\n1;"x', "2")],
    ids=["to the end", "to the next quote", "on the last line"],
)
def test_a_quote_that_is_not_closed_swallows_no_rows(text: str, line: str) -> None:
    with pytest.raises(UsageError) as caught:
        list(records(text, ";"))

    assert (caught.value.problem, caught.value.values) == ("table_quote", {"line": line})


def test_a_quote_inside_of_a_cell_is_a_letter() -> None:
    assert list(records('ống 12";x\nb;"c" d\n', ";")) == [(1, ['ống 12"', "x"]), (2, ["b", "c d"])]
