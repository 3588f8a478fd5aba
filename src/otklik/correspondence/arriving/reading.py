"""Reads mails that wait, one after the other, in the order in which they came: so a thread stays one.

A mail is counted as tried before it is looked at. Whatever it does to us (an error nobody foresaw, even the
end of the process), after five times it is listed with its reason and the next one is read.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import structlog
import zstandard

from otklik.correspondence.arriving import clues, repository, writing
from otklik.correspondence.arriving.judging import Fate, Judgement, is_refuted, judge, make_id
from otklik.correspondence.arriving.keeping import make_key
from otklik.correspondence.arriving.reporting import take_reports
from otklik.correspondence.arriving.resolving import Resolution, Way, resolve
from otklik.correspondence.arriving.writing import Incoming, Nowhere
from otklik.correspondence.contracts import FORCED, Mail, MailState, Skipped
from otklik.inbox import files
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.blobs import BlobNotFoundError
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import AppError
from otklik.letters.reading.contracts import Limits, Received, ReceivedFile, UnreadableError
from otklik.letters.reading.mail import read_mail
from otklik.profiles import service as profiles
from otklik.workspaces.models import Session

log = structlog.get_logger(__name__)

LIMITS: Final = Limits(mail_bytes=36 * 1024 * 1024)
_TRIES: Final = 5
_SMALL_PICTURE: Final = 8_192
"""Pictures shown within the text that are smaller are logos and smileys of signatures."""
_BLOCKED: Final = "blocked"


async def read_next(engines: Engines) -> bool:
    """Read the mail that waits longest; whether there was one. Raises what ENGINE_AWAY names."""
    async with engines.postgres.connection() as connection:
        mail = await repository.begin_next(connection)
    if mail is None:
        return False
    try:
        if mail.attempts > _TRIES:
            await skip(engines, mail, Skipped.BROKEN, detail=mail.detail)
        else:
            await _read(engines, mail)
    except ENGINE_AWAY:
        raise
    except Exception as error:
        # One mail that nobody foresaw does not stop the others.
        log.exception("inbound.mail_failed", mail_id=mail.id)
        await _note_failure(engines, mail, error)
    return True


async def _read(engines: Engines, mail: Mail) -> None:
    raw = await load_raw(engines, mail)
    if raw is None:
        await skip(engines, mail, Skipped.GONE)
        return
    blob = await _keep_raw(engines, mail, raw)
    try:
        received = await asyncio.to_thread(read_mail, raw, limits=LIMITS)
    except UnreadableError as error:
        await skip(engines, mail, Skipped.UNREADABLE, detail=str(error), blob=blob)
        return
    del raw
    async with engines.postgres.connection() as connection:
        own = await clues.list_own(connection, workspace_id=mail.workspace_id)
        await _note_head(connection, mail, received)
        is_known = await repository.has_taken(
            connection, workspace_id=mail.workspace_id, message_id=make_id(received.message_id), but=mail.id
        )
        is_ours = await clues.is_ours(engines.secrets, connection, received, workspace_id=mail.workspace_id)
    if is_known:
        await skip(engines, mail, Skipped.DUPLICATE, blob=blob)
        return
    judgement = judge(received, own=own, is_ours=is_ours, is_forced=mail.reason == FORCED)
    await _do(engines, mail, received, judgement, blob)


async def _do(engines: Engines, mail: Mail, received: Received, judgement: Judgement, blob: str) -> None:
    if judgement.fate is Fate.REPORT:
        await take_reports(engines, mail, received, blob)
        return
    if judgement.speaker is None:
        await skip(engines, mail, judgement.reason or Skipped.NO_SENDER, blob=blob)
        return
    # Only the server of a mailbox writes such words for us; what our own receiver is told, anybody wrote.
    is_judged = mail.account_id is not None and mail.reason != FORCED
    refuted = is_judged and is_refuted(received.authentication)
    sender = await clues.find_sender(engines, mail, judgement.speaker, is_refuted=refuted)
    resolution = resolve(sender, await clues.list_clues(engines, mail, received))
    if resolution.way is Way.SKIPPED:
        await skip(engines, mail, Skipped(resolution.reason), blob=blob)
        return
    if sender.member_id is not None and resolution.way is Way.VISITOR and resolution.also is not None:
        await skip(engines, mail, Skipped.OPERATOR, blob=blob)
        return
    owner = f"mail:{mail.id}"
    incoming = Incoming(
        mail=mail,
        received=received,
        speaker=judgement.speaker,
        sender=sender,
        resolution=resolution,
        is_quiet=judgement.fate is Fate.QUIET,
        blob=blob,
        file_ids=await _store_files(engines, mail, received.files, owner),
        owner=owner,
    )
    await _write(engines, incoming, resolution)


async def _write(engines: Engines, incoming: Incoming, resolution: Resolution) -> None:
    mail = incoming.mail
    region = "" if resolution.root else await writing.find_region(engines, mail.workspace_id)

    async def work(session: Session, connection: Connection) -> None:
        del session
        await writing.write_mail(engines, connection, incoming, region=region)

    try:
        await profiles.in_transaction(engines, work)
    except Nowhere as nowhere:
        await skip(engines, mail, nowhere.reason, blob=incoming.blob)
    except AppError as error:
        reason = Skipped.BLOCKED if error.code == _BLOCKED else Skipped.BROKEN
        await skip(engines, mail, reason, detail=str(error), blob=incoming.blob)


async def _store_files(
    engines: Engines, mail: Mail, received: Sequence[ReceivedFile], owner: str
) -> list[int]:
    """Loose files of the mail, as many as a message may have; the rest is in the original."""
    wanted = [
        each for each in received if each.data and (not each.is_inline or len(each.data) >= _SMALL_PICTURE)
    ]
    stored = []
    for each in wanted[: files.MAX_FILES]:
        if len(each.data) > files.LARGEST:
            continue
        file = await files.store_file(
            engines,
            workspace_id=mail.workspace_id,
            name=each.name,
            data=each.data,
            owner=owner,
            max_bytes=files.LARGEST,
        )
        stored.append(file.id)
    return stored


async def load_raw(engines: Engines, mail: Mail) -> bytes | None:
    """The bytes of a mail, from where they lie; None: they are no more."""
    async with engines.postgres.connection() as connection:
        raw = await repository.find_raw(connection, workspace_id=mail.workspace_id, mail_id=mail.id)
    if raw is not None or mail.blob is None:
        return raw
    try:
        packed = await engines.blobs.get(mail.blob)
    except BlobNotFoundError:
        return None
    return await asyncio.to_thread(zstandard.ZstdDecompressor().decompress, packed)


async def _keep_raw(engines: Engines, mail: Mail, raw: bytes) -> str:
    """Its place in the blobs is made of its number: written again, it is the same."""
    key = make_key(mail.workspace_id, mail.id)
    if mail.blob is None:
        await engines.blobs.put(key, await asyncio.to_thread(zstandard.ZstdCompressor().compress, raw))
    return key


async def _note_head(connection: Connection, mail: Mail, received: Received) -> None:
    """What lists show of it, and by what an erasure finds it, before anything else is done."""
    sender = received.sender.address.lower() if received.sender is not None else ""
    await repository.update_mail(
        connection,
        workspace_id=mail.workspace_id,
        mail_id=mail.id,
        message_id=make_id(received.message_id),
        sender=sender,
        subject=received.subject[:500],
        kind=received.kind.value,
        read_at=datetime.now(UTC),
    )


async def skip(
    engines: Engines, mail: Mail, reason: Skipped, *, detail: str = "", blob: str | None = None
) -> None:
    """List a mail with the reason why it was not taken."""
    async with engines.postgres.connection() as connection:
        await repository.update_mail(
            connection,
            workspace_id=mail.workspace_id,
            mail_id=mail.id,
            state=MailState.SKIPPED.value,
            reason=reason.value,
            detail=detail[:500],
            blob=blob or mail.blob,
        )
        if blob is not None:
            await repository.delete_raw(connection, workspace_id=mail.workspace_id, mail_id=mail.id)


async def _note_failure(engines: Engines, mail: Mail, error: Exception) -> None:
    async with engines.postgres.connection() as connection:
        await repository.update_mail(
            connection,
            workspace_id=mail.workspace_id,
            mail_id=mail.id,
            detail=f"{type(error).__name__}: {error}"[:500],
        )
