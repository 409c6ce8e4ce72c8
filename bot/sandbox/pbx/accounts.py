"""Who may use the sandbox PBX and with which scripts, and the tokens that prove it.

Holds no calls. Tokens live in memory for 24 hours on the clock that is given.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

TOKEN_SECONDS = 24 * 3600
#: Read aloud at speed 1; a digit or a letter of a code is one syllable.
SYLLABLES_PER_SECOND = 3.5
_KEY_FIELD = re.compile(r"\{\{([A-Za-z0-9_]+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A voice script; `content` has key fields in double braces."""

    name: str
    content: str
    voice_tts: str
    speed_tts: float

    @property
    def keys(self) -> frozenset[str]:
        """The key fields that `param` has to fill."""
        return frozenset(_KEY_FIELD.findall(self.content))

    def seconds(self, param: Mapping[str, object]) -> float:
        """How long reading it with these values takes, about."""
        text = _KEY_FIELD.sub(lambda key: str(param[key[1]]), self.content)
        syllables = sum(len(word) if any(map(str.isdigit, word)) else 1 for word in text.split())
        return round(syllables / SYLLABLES_PER_SECOND / (self.speed_tts or 1.0), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One customer of the PBX; `concurrency` is the package's number of calls at a time."""

    user_id: str
    domain_id: str
    username: str
    password: str
    api_key: str
    campaign_id: str
    concurrency: int
    templates: Sequence[Template]

    def template(self, name: str) -> Template | None:
        """The script of this name."""
        return next((t for t in self.templates if t.name == name), None)


class Accounts:
    """Finds the account that a key, a password or a token belongs to."""

    def __init__(self, accounts: Sequence[Account], *, now: Callable[[], float]) -> None:
        self._accounts = accounts
        self._now = now
        self._tokens: dict[str, tuple[Account, float]] = {}

    def by_key(self, api_key: str) -> Account | None:
        """The account with this API key."""
        return next((a for a in self._accounts if a.api_key == api_key), None)

    def by_password(self, username: str, password: str) -> Account | None:
        """The account with this name and password."""
        wanted = (username, password)
        return next((a for a in self._accounts if (a.username, a.password) == wanted), None)

    def by_authorization(self, header: str) -> Account | None:
        """The account of an `Authorization` header, with `Bearer` or bare, unless it expired."""
        token = header.removeprefix("Bearer ").strip()
        account, expires = self._tokens.get(token, (None, 0.0))
        return account if expires > self._now() else None

    def issue(self, account: Account) -> tuple[str, float]:
        """A new token and the Unix time it expires at; older ones stay good."""
        token, expires = secrets.token_urlsafe(32), self._now() + TOKEN_SECONDS
        self._tokens[token] = (account, expires)
        return token, expires

    def expire_tokens(self) -> None:
        """No token issued so far is good any more."""
        self._tokens.clear()
