"""Who may use the sandbox PBX, and the tokens that prove it.

Holds no calls and no scripts. Tokens live in memory for 24 hours on the clock that is given.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.sandbox.pbx.scripts import Template

TOKEN_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One customer of the PBX; `concurrency` is the package's number of calls at a time.

    `templates` are those that it has from the start.
    """

    user_id: str
    domain_id: str
    username: str
    password: str
    api_key: str
    campaign_id: str
    concurrency: int
    templates: Sequence[Template]


class Accounts:
    """Finds the account that a key, a password or a token belongs to."""

    def __init__(self, accounts: Sequence[Account], *, now: Callable[[], float]) -> None:
        self._accounts = accounts
        self._now = now
        self._tokens: dict[str, tuple[Account, float]] = {}

    def by_key(self, api_key: str) -> Account | None:
        """The account with this API key."""
        return next((a for a in self._accounts if a.api_key == api_key), None)

    def has_campaign(self, campaign_id: str) -> bool:
        """Whether this is anybody's campaign."""
        return any(a.campaign_id == campaign_id for a in self._accounts)

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
