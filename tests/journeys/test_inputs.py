"""What people may mistype after `/otp`: each gets its sentence, and nobody is called."""

from __future__ import annotations

import pytest

from tests.journeys.world import GROUP, OPERATOR, Journey, problem

BAD = {
    "091234567 4821": problem("phone_short", number="091234567", missing="1", digits="10"),
    "09123456781 4821": problem("phone_long", number="09123456781", extra="1", digits="10"),
    "+1 202 555 0101 4821": problem("phone_unclear"),
    "0000000000 4821": problem("phone_foreign", number="0000000000"),
    "1900 4821": problem("phone_unclear"),
    "113 4821": problem("phone_unclear"),
    "abc def": problem("phone_unclear"),
    "0912345678 48 21": problem("code_twice"),
    "0912345678 mã": problem("code_invalid"),
    "0912345678 " + "9" * 33: problem("code_invalid"),
    "0912345678 '; DROP TABLE calls; --": problem("quote_open"),
    "0912345678 <b>48</b>": problem("code_invalid"),
    "<b>0912345678</b> 4821": problem("phone_unclear"),
    "0912345678 4821 templat=x": problem("argument_unknown", name="templat", nearest="template"),
    "0912345678 4821 template=": problem("argument_empty", name="template"),
    "0912345678 4821 template=a template=b": problem("argument_twice", name="template"),
    "0912345678 4821 queue=yes": problem("queue_value"),
    '0912345678 4821 template="a': problem("quote_open"),
    "0912345678 4821 caller=abc": problem("caller_invalid", number="abc"),
    "0912345678 ４８２１é": problem("code_invalid"),
    "\u200b \u200b": problem("phone_unclear"),
    "&lt;&amp; 5": problem("phone_unclear"),
    "0912345678 4821 4822 4823": problem("code_twice"),
    "0" * 4000: problem("phone_unclear"),
    "\u202e<i>" * 600: problem("phone_unclear"),
    "a" * 4090: problem("phone_unclear"),
    "\u0000\u0001\u0007 \u200d": problem("phone_unclear"),
    "0912345678\n0987654321 4821": problem("code_twice"),
}


@pytest.mark.parametrize("typed", BAD, ids=range(len(BAD)))
async def test_a_bad_input_gets_its_sentence_and_nobody_is_called(
    told: Journey, typed: str
) -> None:
    told.say(OPERATOR, f"/otp {typed}"[:4096])
    await told.wait(20)

    assert told.texts(OPERATOR) == [BAD[typed]]
    assert not told.pbx.requests


async def test_in_a_group_the_sentences_mask_the_number_that_was_typed(told: Journey) -> None:
    for typed in BAD:
        told.say(OPERATOR, f"/otp {typed}"[:4096], GROUP)
    await told.wait(120)

    assert len(told.texts(GROUP)) == len(BAD)
    assert not [text for text in told.texts(GROUP) if "0912345678" in text or "091234567" in text]
    assert problem("phone_short", masked=True, number="091234567", missing="1", digits="10") in (
        told.texts(GROUP)
    )
    assert not told.pbx.requests


@pytest.mark.parametrize(
    "typed",
    [
        "0987654321 4821",
        "+84987654321 4821",
        "84987654321 4821",
        "0987 654 321 4821",
        "098.765.4321 4821",
        "098-765-4321 4821",
        "(+84) 987 654 321 4821",
        "987654321 4821",
        "０９８７６５４３２１ ４８２１",
        "\u200e0987654321\u200f 4821",
        "0987654321\u00a04821",
        "0987654321\n4821",
        "queue 0987654321 4821",
        "0987654321 4821 template=otp_demo",
        "caller=“0123 456 789” 0987654321 4821",
    ],
)
async def test_however_people_type_it_the_right_number_is_called(told: Journey, typed: str) -> None:
    told.say(OPERATOR, f"/otp {typed}")
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}
    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_an_unknown_template_is_refused_by_the_pbx_in_its_own_words(told: Journey) -> None:
    told.say(OPERATOR, '/otp 0987654321 4821 template="<b>x</b> & y"')
    await told.wait(30)

    card, line = told.texts(OPERATOR)
    assert card.splitlines()[0] == "❌ Tổng đài từ chối: “template is not found” · 0987654321"
    assert "<b>x</b> & y" in card
    assert line == "❌ 0987654321 chưa gọi: tổng đài từ chối"


async def test_a_name_that_is_html_is_shown_as_it_is(told: Journey) -> None:
    name = "<b>&amp;</b>\u202e" + "x" * 60
    await told.link(name, OPERATOR)
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(3)
    assert told.shown(OPERATOR)[0].keyboard[-1][0]["text"].startswith("<b>&amp;</b>")
    await told.press(OPERATOR, "CSKH")
    await told.wait(60)
    told.say(OPERATOR, f'/otp 0912345602 4821 account="{name}"')
    await told.wait(60)

    assert "tài khoản <b>&amp;</b>x" in told.texts(OPERATOR)[2]
    assert told.pbx.placements == {"0987654321": 1, "0912345602": 1}
