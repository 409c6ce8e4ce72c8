"""An account is known by its key, whichever SECRET_KEY was in use when it was linked."""

from __future__ import annotations

from bot.flows.link import Linker, NewAccount
from bot.store import Keyring
from bot.store.sealing import new_secret_key
from tests.flows.world import Flows, serve

NEW = NewAccount(
    name="CSKH",
    pbx_api_key="api-key",
    campaign_id="c-1",
    caller="0123456789",
    otp_template="otp_demo",
)


async def test_a_key_that_was_linked_before_a_rotation_is_the_same_account_after_it(
    flows: Flows,
) -> None:
    flows.peers[NEW.pbx_api_key] = serve()
    old, new = new_secret_key(), new_secret_key()

    first, between, last = [
        await Linker(
            store=flows.store,
            keyring=Keyring(keys),
            make=flows.connect,
            on_secret=lambda _key: None,
            now=flows.now,
        ).link(NEW, [11])
        for keys in (old, f"{new},{old}", new)
    ]

    assert first is None
    assert between is not None
    assert between == last
    account_id = between.account_id
    sealed = await flows.store.read(lambda tx: tx.accounts.sealed_key(account_id))
    assert sealed is not None
    assert Keyring(new).open(account_id, sealed) == NEW.pbx_api_key
