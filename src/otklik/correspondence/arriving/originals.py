"""A mail as it came, to be looked at: read anew from its bytes, made harmless; and tried again."""

import asyncio

import msgspec

from otklik.correspondence import errors
from otklik.correspondence.arriving import repository
from otklik.correspondence.arriving.reading import LIMITS, load_raw
from otklik.correspondence.contracts import FORCED, TOPIC, Mail, MailState
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.letters.pictures import put_pictures
from otklik.letters.reading.contracts import Received, UnreadableError
from otklik.letters.reading.mail import read_mail


class Original(msgspec.Struct, frozen=True):
    """A mail and what it says; None: its bytes are no more, or cannot be read."""

    mail: Mail
    received: Received | None
    html: str = ""


async def get_mail(connection: Connection, *, workspace_id: int, mail_id: int) -> Mail:
    """A mail of the workspace. Raises NotFoundError."""
    found = await repository.find_mail(connection, workspace_id=workspace_id, mail_id=mail_id)
    if found is None:
        raise errors.no_mail()
    return found


async def read_original(engines: Engines, *, workspace_id: int, mail_id: int) -> Original:
    """A mail to be shown. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        mail = await get_mail(connection, workspace_id=workspace_id, mail_id=mail_id)
    raw = await load_raw(engines, mail)
    if raw is None:
        return Original(mail, None)
    try:
        received = await asyncio.to_thread(read_mail, raw, limits=LIMITS)
    except UnreadableError:
        return Original(mail, None)
    return Original(mail, received, put_pictures(received.html, received.files))


async def open_raw(engines: Engines, *, workspace_id: int, mail_id: int) -> bytes:
    """The bytes of a mail. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        mail = await get_mail(connection, workspace_id=workspace_id, mail_id=mail_id)
    raw = await load_raw(engines, mail)
    if raw is None:
        raise errors.not_kept()
    return raw


async def retry(engines: Engines, *, workspace_id: int, mail_id: int, is_forced: bool) -> Mail:
    """Read a skipped mail again; one whose bytes were not kept is fetched again from its mailbox.

    Raises NotFoundError, ConflictError when it was not skipped.
    """
    async with engines.postgres.connection() as connection:
        mail = await get_mail(connection, workspace_id=workspace_id, mail_id=mail_id)
    has_raw = await load_raw(engines, mail) is not None
    async with engines.postgres.connection() as connection:
        found = await repository.find_mail(
            connection, workspace_id=workspace_id, mail_id=mail_id, is_locked=True
        )
        if found is None:
            raise errors.no_mail()
        if found.state != MailState.SKIPPED:
            raise errors.not_skipped()
        if not has_raw and found.uid is None:
            raise errors.not_kept()
        state = MailState.WAITING if has_raw else MailState.ABSENT
        await repository.retry_mail(
            connection,
            workspace_id=workspace_id,
            mail_id=mail_id,
            state=state,
            reason=FORCED if is_forced else "",
        )
        await engines.bus.publish(TOPIC, "mail" if has_raw else "accounts", connection=connection)
        return await get_mail(connection, workspace_id=workspace_id, mail_id=mail_id)
