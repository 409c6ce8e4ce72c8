"""Sealing: who can open what, and that no secret shows."""

from __future__ import annotations

import traceback

import pytest

from bot.errors import WrongSecretKey
from bot.store import Keyring
from bot.store.sealing import new_secret_key


def test_what_is_sealed_opens_for_its_account_only(keyring: Keyring) -> None:
    sealed = keyring.seal(1, "api:key với dấu")

    assert keyring.open(1, sealed) == "api:key với dấu"
    assert "api:key" not in sealed
    with pytest.raises(WrongSecretKey, match="account 12"):
        keyring.open(12, sealed)


def test_the_newest_key_seals_and_every_key_opens() -> None:
    old, new = new_secret_key(), new_secret_key()
    both = Keyring(f" {new} , {old},")

    assert both.open(1, Keyring(old).seal(1, "secret")) == "secret"
    assert Keyring(new).open(1, both.seal(1, "secret")) == "secret"


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAA", "không phải", "\x00"])
def test_what_was_never_sealed_does_not_open(keyring: Keyring, sealed: str) -> None:
    with pytest.raises(WrongSecretKey):
        keyring.open(1, sealed)


@pytest.mark.parametrize("secret_key", ["", " , ", "short", "không phải khoá", "A" * 44, "=" * 44])
def test_a_malformed_key_is_refused_without_being_shown(secret_key: str) -> None:
    good = new_secret_key()

    for keys in (secret_key, f"{good},{secret_key}x"):
        with pytest.raises(WrongSecretKey) as caught:
            Keyring(keys)

        assert good not in "".join(traceback.format_exception(caught.value))


def test_a_keyring_shows_none_of_its_keys() -> None:
    key = new_secret_key()

    assert key not in repr(Keyring(key)) + str(Keyring(key))


def test_what_was_digested_with_an_older_key_is_found_by_its_digests() -> None:
    old, new = new_secret_key(), new_secret_key()
    digests = Keyring(f"{new},{old}").digests("account", b"key")

    assert digests == [
        Keyring(new).digest("account", b"key"),
        Keyring(old).digest("account", b"key"),
    ]


def test_a_digest_is_the_same_for_the_same_purpose_data_and_newest_key() -> None:
    old, new = new_secret_key(), new_secret_key()
    digest = Keyring(f"{new},{old}").digest("hook", b"body")

    assert len(digest) == 64
    assert Keyring(new).digest("hook", b"body") == digest
    different = {
        Keyring(old).digest("hook", b"body"),
        Keyring(new).digest("account", b"body"),
        Keyring(new).digest("hook", b"other"),
    }
    assert len(different | {digest}) == 4
