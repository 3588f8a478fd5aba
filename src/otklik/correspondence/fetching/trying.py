"""Tries a mailbox while it is being typed: signs in, lists its folders, changes nothing."""

from collections.abc import Sequence

import msgspec

from otklik.correspondence.contracts import Account, Trouble
from otklik.correspondence.fetching.client import Folder, Imap
from otklik.correspondence.fetching.line import ImapError
from otklik.infra.networks import Network
from otklik.infra.secrets import SealError, Secrets
from otklik.letters.accounts import unseal
from otklik.letters.trust import Certificate, Trust, read_certificate


class Typed(msgspec.Struct, frozen=True):
    """A mailbox as it is typed; `password` None: the kept one."""

    host: str
    port: int
    security: str
    username: str
    password: str | None
    trust: Trust


class Tried(msgspec.Struct, frozen=True):
    """What a mailbox has."""

    folders: Sequence[Folder]
    has_idle: bool


async def try_mailbox(
    secrets: Secrets,
    typed: Typed,
    *,
    kept: Account | None,
    allowed: Sequence[Network],
) -> Tried:
    """Sign in with the given password, else with the kept one. Raises ImapError.

    A kept password goes only to the server it was kept for: whoever may change a mailbox may not read it.
    """
    password = typed.password
    if password is None and kept is not None:
        if (kept.host, kept.username) != (typed.host, typed.username):
            raise ImapError(Trouble.REFUSED, "the password has to be typed again for another server")
        try:
            password = unseal(secrets, kept.password)
        except SealError as error:
            raise ImapError(Trouble.LOCKED, "the password was sealed with another key") from error
    client = await Imap.open(
        host=typed.host, port=typed.port, security=typed.security, trust=typed.trust, allowed=allowed
    )
    try:
        await client.sign_in(typed.username, password or "")
        found = Tried(await client.list_folders(), client.has_idle)
    except BaseException:
        client.close()
        raise
    await client.log_out()
    return found


async def look(*, host: str, port: int, security: str, allowed: Sequence[Network]) -> Certificate:
    """The certificate that a mailbox's server shows; nobody signs in. Raises ImapError."""
    client = await Imap.open(host=host, port=port, security=security, trust=None, allowed=allowed)
    try:
        return read_certificate(client.certificate)
    except ValueError as error:
        raise ImapError(Trouble.NO_TLS, str(error)) from error
    finally:
        client.close()
