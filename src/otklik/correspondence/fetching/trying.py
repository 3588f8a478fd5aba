"""Tries a mailbox while it is being typed: signs in, lists its folders, changes nothing."""

from collections.abc import Sequence

import msgspec

from otklik.correspondence.contracts import Account, Trouble
from otklik.correspondence.fetching.client import Folder, Imap
from otklik.correspondence.fetching.line import ImapError
from otklik.infra.networks import Network
from otklik.infra.secrets import SealError, Secrets
from otklik.letters.accounts import unseal


class Tried(msgspec.Struct, frozen=True):
    """What a mailbox has."""

    folders: Sequence[Folder]
    has_idle: bool


async def try_mailbox(
    secrets: Secrets,
    *,
    host: str,
    port: int,
    security: str,
    username: str,
    password: str | None,
    kept: Account | None,
    allowed: Sequence[Network],
) -> Tried:
    """Sign in with the given password, else with the kept one. Raises ImapError.

    A kept password goes only to the server it was kept for: whoever may change a mailbox may not read it.
    """
    if password is None and kept is not None:
        if (kept.host, kept.username) != (host, username):
            raise ImapError(Trouble.REFUSED, "the password has to be typed again for another server")
        try:
            password = unseal(secrets, kept.password)
        except SealError as error:
            raise ImapError(Trouble.LOCKED, "the password was sealed with another key") from error
    client = await Imap.open(host=host, port=port, security=security, allowed=allowed)
    try:
        await client.sign_in(username, password or "")
        found = Tried(await client.list_folders(), client.has_idle)
    except BaseException:
        client.close()
        raise
    await client.log_out()
    return found
