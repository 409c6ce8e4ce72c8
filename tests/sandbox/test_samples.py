"""The lists to try: what a bot gets of them is what people send, slips and all."""

from __future__ import annotations

import csv
import io
from collections import Counter

from bot.sandbox.exchange import ending_of
from bot.sandbox.pbx.seeds import DEBT
from bot.sandbox.samples import SAMPLE_ROWS, paste, sample_csv
from bot.sandbox.telegram.texts import LONGEST_TEXT


def rows() -> list[list[str]]:
    """The file's rows, as who opens it in Excel sees them."""
    text = sample_csv().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def endings(numbers: list[str]) -> Counter[str]:
    return Counter(ending_of(number).en for number in numbers)


def test_the_paste_is_a_command_and_a_row_for_each_of_twelve() -> None:
    command, *lines = paste().split("\n")
    assert command == f"/call {DEBT.name}"
    assert len(lines) == 12
    assert all(len(line.split("; ")) == 1 + len(DEBT.keys - {"template_name"}) for line in lines)
    assert lines[0] == "0912345621; Nguyễn Văn A; 1.230.000; 01/12/2026"
    assert len(paste()) < LONGEST_TEXT


def test_those_who_are_pasted_come_out_in_many_ways() -> None:
    numbers = [line.split(";")[0] for line in paste().split("\n")[1:]]
    assert len(set(numbers)) == 12
    assert len(endings(numbers)) > 8


def test_the_file_is_as_excel_writes_it() -> None:
    content = sample_csv()
    assert content.startswith("\ufeffSố điện thoại;".encode())
    assert content.count(b"\r\n") == content.count(b"\n") == SAMPLE_ROWS + 1
    assert {len(row) for row in rows()} == {5}


def test_its_columns_are_named_as_the_script_s_key_fields() -> None:
    heading = rows()[0]
    assert set(heading) >= DEBT.keys


def test_it_has_the_slips_of_people_and_no_others() -> None:
    numbers, names, amounts, *_ = zip(*rows()[1:], strict=True)
    assert len(numbers) == SAMPLE_ROWS == 40
    assert Counter(map(len, numbers)) == {10: 39, 9: 1}
    assert sorted(Counter(numbers).values())[-2:] == [1, 2]
    assert [amount for amount in amounts if "." not in amount] == ["7380000", "16810000"]
    assert len(set(names)) == SAMPLE_ROWS


def test_those_in_the_file_come_out_in_many_ways() -> None:
    numbers = [row[0] for row in rows()[1:]]
    assert len(endings(numbers)) > 6
