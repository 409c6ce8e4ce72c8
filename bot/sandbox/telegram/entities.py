"""Telegram's HTML to text and entities, as tdlib's `parse_html` reads it, in UTF-16 units.

Refuses what tdlib refuses, in its words. Markdown is not read: nothing here is written in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.sandbox.telegram.texts import SPACE, Entity, utf16_length

#: Tag to entity type; "span" only with class tg-spoiler. Links, emoji and times have fields too.
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
#: Which attribute of a tag means something, and the prefix its value must have.
_ARGUMENTS = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
    ("tg-time", "unix"): "",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
_TAG_NAME = re.compile(rf"[^{SPACE}>]*")
_ATTRIBUTE_NAME = re.compile(rf"[^{SPACE}=>/\"']*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACES = re.compile(rf"[{SPACE}]*")
_PLAIN = re.compile(r"[^<&]+")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)")


class EntityError(ValueError):
    """The reason why a text can't be parsed, as tdlib says it."""


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text without markup, and its entities, outer ones first; `EntityError` if it can't be."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.offset = 0
        self.pieces: list[str] = []
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            character = self.source[self.at]
            if character == "<":
                if self.source.startswith("</", self.at):
                    self._end_tag()
                else:
                    self._start_tag()
            elif character == "&":
                decoded, self.at = _decode_reference(self.source, self.at)
                self._emit(decoded)
            else:
                self._emit(self._take(_PLAIN))
        if self.open:
            raise EntityError(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"'
            )
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return self._text(), self.entities

    def _text(self) -> str:
        text = "".join(self.pieces)
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise EntityError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from None

    def _emit(self, text: str) -> None:
        self.pieces.append(text)
        self.offset += utf16_length(text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        assert match is not None
        self.at = match.end()
        return match.group()

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _byte(self, index: int) -> str:
        return f"at byte offset {len(self.source[:index].encode('utf-8', 'surrogatepass'))}"

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._take(_TAG_NAME).lower()
        if not self._peek():
            raise EntityError(f"Unclosed start tag {self._byte(begin)}")
        if tag not in TAGS:
            raise EntityError(f'Unsupported start tag "{tag}" {self._byte(begin)}')
        argument = ""
        while True:
            self._take(_SPACES)
            if self._peek() == ">":
                break
            name, value = self._attribute(tag, begin)
            if (tag, name) == ("blockquote", "expandable"):
                argument = "1"
            prefix = _ARGUMENTS.get((tag, name))
            if prefix is not None and value is not None and value.startswith(prefix):
                argument = value.removeprefix(prefix)
        if tag == "span" and argument != "spoiler":
            raise EntityError(f'Tag "span" must have class "tg-spoiler" {self._byte(begin)}')
        self.at += 1
        self.open.append(_Open(tag, argument, self.offset, len(self.pieces)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        """One attribute; its value is None where only the name is written."""
        name = self._take(_ATTRIBUTE_NAME)
        if not name:
            raise EntityError(f'Empty attribute name in the tag "{tag}" {self._byte(begin)}')
        self._take(_SPACES)
        if self._peek() != "=":
            if not self._peek():
                raise EntityError(f'Unclosed start tag "{tag}" {self._byte(begin)}')
            return name, None
        self.at += 1
        self._take(_SPACES)
        if not self._peek():
            raise EntityError(f'Unclosed start tag "{tag}" {self._byte(begin)}')
        value = self._quoted() if self._peek() in "'\"" else self._name_token()
        if not self._peek():
            raise EntityError(f"Unclosed start tag {self._byte(begin)}")
        return name, value

    def _name_token(self) -> str:
        begin = self.at
        token = self._take(_NAME_TOKEN).lower()
        if self._peek() and self._peek() not in SPACE + ">":
            raise EntityError(f"Unexpected end of name token {self._byte(begin)}")
        return token

    def _quoted(self) -> str:
        quote = self._peek()
        end = self.source.find(quote, self.at + 1)
        value = self.source[self.at + 1 : end if end >= 0 else len(self.source)]
        self.at = end + 1 if end >= 0 else len(self.source)
        return _REFERENCE.sub(lambda match: _decode_reference(match.group(), 0)[0], value)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise EntityError(f"Unexpected end tag {self._byte(begin)}")
        self.at += 2
        tag = self._take(_TAG_NAME).lower()
        self._take(_SPACES)
        if self._peek() != ">":
            raise EntityError(f"Unclosed end tag {self._byte(begin)}")
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise EntityError(
                f"Unmatched end tag {self._byte(begin)}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        """Add the entity of a tag that is now closed; `pre` with `code` inside becomes one."""
        entity = {"type": TAGS[opened.tag], "offset": opened.offset}
        entity["length"] = self.offset - opened.offset
        argument = opened.argument
        if opened.tag == "pre" and self.entities:
            inner = self.entities[-1]
            if inner["type"] == "code" and "language" in inner and _same_place(inner, entity):
                self.entities[-1] = {**inner, "type": "pre"}
                return
        if opened.tag == "code" and argument:
            inner = self.entities[-1] if self.entities else {}
            if inner.get("type") == "pre" and _same_place(inner, entity):
                inner["language"] = argument
                return
            entity["language"] = argument
        elif opened.tag == "blockquote" and argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "a" and not _link(
            entity, argument or "".join(self.pieces[opened.begin :])
        ):
            return
        elif opened.tag == "tg-time":
            if not argument.isdigit() or int(argument) == 0:
                return
            entity["unix_time"] = int(argument)
        elif opened.tag == "tg-emoji":
            if not argument.isdigit() or int(argument) == 0:
                raise EntityError("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = argument
        self.entities.append(entity)


def _decode_reference(source: str, at: int) -> tuple[str, int]:
    """The character that a reference stands for and where it ends; else the bare "&"."""
    match = _REFERENCE.match(source, at)
    assert match is not None
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else ("&", at + 1)
    if match.end() - at - match.group().endswith(";") >= 10:
        return "&", at + 1
    code = int(hexadecimal or "0", 16) if decimal is None else int(decimal or "0")
    if code == 0 or code >= 0x10FFFF:
        return "&", at + 1
    return chr(code), match.end()


def _same_place(first: Entity, second: Entity) -> bool:
    return (first["offset"], first["length"]) == (second["offset"], second["length"])


def _link(entity: Entity, url: str) -> bool:
    """Make it a link, or a mention by id; False where Telegram drops the link in silence."""
    if user := _USER_LINK.fullmatch(url):
        entity["type"] = "text_mention"
        entity["user"] = {"id": int(user.group(1)), "is_bot": False, "first_name": ""}
        return True
    checked = checked_url(url)
    if checked is None:
        return False
    entity["url"] = checked
    return True


def checked_url(url: str) -> str | None:
    """A link as Telegram keeps it, or None: it wants a host with a dot, or a tg: link."""
    if url.lower().startswith("tg:"):
        return url
    full = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(full)
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or ("." not in host and ":" not in host):
        return None
    return full if parts.path else f"{full}/"
