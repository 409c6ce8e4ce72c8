"""Secrets at rest: what is sealed opens only with SECRET_KEY and only for the account it was for.

Keys, codes and opened text never appear in a repr or an exception.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import WrongSecretKey

#: Sealed for no account: proves the key of a database that holds no account yet.
NO_ACCOUNT: Final = 0


def new_secret_key() -> str:
    """A fresh value for SECRET_KEY."""
    return Fernet.generate_key().decode()


class Keyring:
    """The keys of SECRET_KEY, newest first: the newest seals, all of them open."""

    def __init__(self, secret_key: str) -> None:
        """Comma-separated Fernet keys; raises WrongSecretKey if there is none or one is not."""
        keys = [key for part in secret_key.split(",") if (key := part.strip())]
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise WrongSecretKey("SECRET_KEY must be Fernet keys, comma-separated") from None
        self._keys = [urlsafe_b64decode(key) for key in keys]
        self._derived: dict[str, list[bytes]] = {}

    def seal(self, account_id: int, text: str) -> str:
        """Encrypt a text for one account."""
        return self._fernet.encrypt(f"{account_id}:{text}".encode()).decode()

    def open(self, account_id: int, sealed: str) -> str:
        """Decrypt; raises WrongSecretKey if no key opens it or it is of another account."""
        try:
            owner, _, text = self._fernet.decrypt(sealed.encode()).decode().partition(":")
        except InvalidToken:
            raise WrongSecretKey("SECRET_KEY does not open what this database holds") from None
        if owner != str(account_id):
            raise WrongSecretKey(f"what is sealed for account {account_id} is of another account")
        return text

    def digest(self, purpose: str, data: bytes) -> str:
        """HMAC-SHA256 in hex; each purpose has its own key, derived from the newest."""
        return self.digests(purpose, data)[0]

    def digests(self, purpose: str, data: bytes) -> list[str]:
        """The digest by each key, newest first: what was kept under an older key is found."""
        if purpose not in self._derived:
            self._derived[purpose] = [_derive(key, purpose) for key in self._keys]
        return [hmac.new(key, data, sha256).hexdigest() for key in self._derived[purpose]]


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)
