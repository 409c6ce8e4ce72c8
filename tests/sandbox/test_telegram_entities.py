"""Telegram's HTML: which tags, which text and entities come out, and what can't be parsed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.telegram.entities import EntityError, checked_url, parse_html
from bot.sandbox.telegram.texts import clean, found_entities, utf16_length


def spans(source: str) -> list[tuple[Any, ...]]:
    """Type, shown text and further fields of each entity, after Telegram's cleaning."""
    text, entities = clean(*parse_html(source))
    units = text.encode("utf-16-le")
    return [
        (
            entity["type"],
            units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode(
                "utf-16-le"
            ),
            *(value for key, value in entity.items() if key not in ("type", "offset", "length")),
        )
        for entity in entities
    ]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("STRONG", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_each_tag_becomes_its_entity(tag: str, kind: str) -> None:
    assert spans(f"một <{tag}>hai</{tag}> ba") == [(kind, "hai")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<span class="tg-spoiler">kín</span>', ("spoiler", "kín")),
        ("<blockquote expandable>dài</blockquote>", ("expandable_blockquote", "dài")),
        ("<blockquote expandable=''>dài</blockquote>", ("expandable_blockquote", "dài")),
        (
            '<a href="https://a.vn/x?y=1&amp;z=2">x</a>',
            ("text_link", "x", "https://a.vn/x?y=1&z=2"),
        ),
        ("<a href=a.vn>x</a>", ("text_link", "x", "http://a.vn/")),
        ("<a>a.vn</a>", ("text_link", "a.vn", "http://a.vn/")),
        ("<pre><code class='language-py'>x</code></pre>", ("pre", "x", "py")),
        ("<code class='language-py'><pre>x</pre></code>", ("pre", "x", "py")),
        ("<code class='language-py'>x</code>", ("code", "x")),
        ("<pre>x<code>y</code></pre>", ("pre", "xy")),
        ("<blockquote>x<blockquote>y</blockquote></blockquote>", ("blockquote", "xy")),
        ("<tg-time>x</tg-time><b>y</b>", ("bold", "y")),
        ("<a href='tg://resolve?domain=x'>x</a>", ("text_link", "x", "tg://resolve?domain=x")),
        ("<tg-time unix='1795399950'>09:12</tg-time>", ("date_time", "09:12", 1795399950)),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', ("custom_emoji", "x", "5")),
        ("<b>đóng bằng thẻ trống</>", ("bold", "đóng bằng thẻ trống")),
    ],
)
def test_attributes_mean_what_telegram_says(source: str, expected: tuple[Any, ...]) -> None:
    assert spans(source) == [expected]


def test_a_link_to_a_person_is_a_mention() -> None:
    _, (entity,) = parse_html('<a href="tg://user?id=5550002">Nhân viên</a>')
    assert (entity["type"], entity["user"]["id"]) == ("text_mention", 5550002)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot;", 'a <b> & "c"'),
        ("&lt no semicolon", "< no semicolon"),
        ("&#77;&#x4d;&#x1F4DE;", "MM\U0001f4de"),
        ("&nbsp; &apos; &copy; &", "&nbsp; &apos; &copy; &"),
        ("&#0; &#x110000; &#999999999999;", "&#0; &#x110000; &#999999999999;"),
        ("&amp;lt;", "&lt;"),
        ("&#xD83D;&#xDCDE;", "\U0001f4de"),
    ],
)
def test_only_four_names_and_numbers_are_decoded(source: str, text: str) -> None:
    assert parse_html(source) == (text, [])


def test_offsets_count_utf16_units() -> None:
    text, entities = parse_html("\U0001f4de <b>ễ\U0001f4de</b>")
    assert utf16_length(text) == 6
    assert entities == [{"type": "bold", "offset": 3, "length": 3}]


def test_entities_nest_and_outer_ones_come_first() -> None:
    assert spans("<b>a<i>b<u>c</u></i></b>") == [
        ("bold", "abc"),
        ("italic", "bc"),
        ("underline", "c"),
    ]


def test_code_shares_its_characters_with_quotes_only() -> None:
    assert spans("<blockquote><b>a<code>b</code>c</b></blockquote>") == [
        ("blockquote", "abc"),
        ("bold", "a"),
        ("code", "b"),
        ("bold", "c"),
    ]
    assert spans("<b>a<code>b</code>c<i>d<code>e</code></i></b><code>f</code>g") == [
        ("bold", "a"),
        ("code", "b"),
        ("bold", "cd"),
        ("italic", "d"),
        ("code", "e"),
        ("code", "f"),
    ]


def test_space_around_the_text_goes_and_entities_follow() -> None:
    assert clean(*parse_html(" \n a <b>b \n</b>\n")) == (
        "a b",
        [{"type": "bold", "offset": 2, "length": 1}],
    )


def test_an_empty_tag_leaves_no_entity() -> None:
    assert parse_html("<b></b>x") == ("x", [])


@pytest.mark.parametrize("url", ["http://localhost/x", "javascript:alert(1)", "http://[", ""])
def test_a_link_that_telegram_would_drop_is_dropped(url: str) -> None:
    assert checked_url(url) is None
    assert parse_html(f'<a href="{url}">x</a>') == ("x", [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("ễ <br>", 'Unsupported start tag "br" at byte offset 4'),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=a_b>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_what_does_not_parse_is_refused_in_tdlib_s_words(source: str, words: str) -> None:
    with pytest.raises(EntityError) as caught:
        parse_html(source)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("/otp 0987654321 4821", {"bot_command": "/otp"}),
        ("/otp@pbx_sandbox_bot x", {"bot_command": "/otp@pbx_sandbox_bot"}),
        ("hỏi @pbx_sandbox_bot nhé", {"mention": "@pbx_sandbox_bot"}),
        ("xem https://a.vn/x?y", {"url": "https://a.vn/x?y"}),
        ("a/b x@y.vn 1/2", {}),
    ],
)
def test_telegram_finds_commands_mentions_and_addresses(text: str, kinds: dict[str, str]) -> None:
    found = {
        entity["type"]: text[entity["offset"] : entity["offset"] + entity["length"]]
        for entity in found_entities(text)
    }
    assert found == kinds
