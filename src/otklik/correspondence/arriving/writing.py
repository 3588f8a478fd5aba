"""Writes what a mail says into a conversation: once, whatever dies (its Message-ID is unique there)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec

from otklik.correspondence.accounts import repository as places
from otklik.correspondence.arriving import repository, repository_clues, sending
from otklik.correspondence.arriving.judging import make_id, split_note
from otklik.correspondence.arriving.resolving import Resolution, Sender, Way
from otklik.correspondence.contracts import Mail, MailState, Skipped
from otklik.inbox import files, writing
from otklik.inbox.contracts import MAX_BODY, Author, AuthorKind, Happening, NewPart, PartKind, TalkChannel
from otklik.inbox.keeping import get_conversation
from otklik.inbox.writing import Written
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.letters.contracts import Mailbox
from otklik.letters.reading.contracts import Received
from otklik.messaging import noting
from otklik.messaging.contracts import Heard
from otklik.profiles import creating
from otklik.profiles import service as profiles
from otklik.profiles.contracts import IdentityKind, Operation
from otklik.workspaces.service import get_workspace_profile

AUTHOR: Final = "mail"
_HOUR: Final = timedelta(hours=1)
_MOST_QUOTED: Final = 50_000
_MOST_ADDRESSES: Final = 20
_MOST_SUBJECT: Final = 500


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that is to be written. `blob`: where its bytes lie; `file_ids`: loose files of `owner`."""

    mail: Mail
    received: Received
    speaker: Mailbox
    sender: Sender
    resolution: Resolution
    is_quiet: bool
    blob: str
    file_ids: Sequence[int]
    owner: str


class Nowhere(Exception):  # noqa: N818 - it is no error: the mail is listed with its reason
    """It is not taken after all."""

    def __init__(self, reason: Skipped) -> None:
        super().__init__(reason.value)
        self.reason = reason


async def write_mail(engines: Engines, connection: Connection, incoming: Incoming, *, region: str) -> None:
    """Write it, and what became of it, in the caller's transaction. Raises Nowhere, AppError."""
    mail, resolution = incoming.mail, incoming.resolution
    kept = await repository.find_mail(
        connection, workspace_id=mail.workspace_id, mail_id=mail.id, is_locked=True
    )
    if kept is None or kept.state != MailState.WAITING:
        return
    is_quiet = incoming.is_quiet or await _is_flood(connection, incoming)
    if resolution.way is Way.OPERATOR:
        if incoming.is_quiet:
            raise Nowhere(Skipped.AUTO_REPLY)
        written = await _write_operator(engines, connection, incoming)
    elif is_quiet:
        written = await _write_quiet(engines, connection, incoming)
    else:
        written = await _write_visitor(engines, connection, incoming, region)
    await files.attach_files(connection, written=written, file_ids=incoming.file_ids)
    await _finish(connection, incoming, written)


async def _write_visitor(
    engines: Engines, connection: Connection, incoming: Incoming, region: str
) -> Written:
    resolution, workspace_id = incoming.resolution, incoming.mail.workspace_id
    if resolution.send_id is not None:
        return await _write_answer(engines, connection, incoming, resolution.send_id)
    if resolution.conversation_id is not None:
        row = await get_conversation(
            connection, workspace_id=workspace_id, conversation_id=resolution.conversation_id
        )
        author = Author(AuthorKind.VISITOR, row.profile_id)
        return await writing.write_part(
            engines.bus,
            connection,
            workspace_id=workspace_id,
            conversation_id=row.id,
            new=await make_part(connection, incoming, author),
        )
    person = resolution.root or await _create_person(engines, connection, incoming, region)
    part = await make_part(connection, incoming, Author(AuthorKind.VISITOR, person))
    return await writing.start_conversation(
        engines.bus,
        connection,
        workspace_id=workspace_id,
        profile_id=person,
        channel=TalkChannel.EMAIL,
        first=part,
        subject=incoming.received.subject[:_MOST_SUBJECT],
    )


async def _write_answer(
    engines: Engines, connection: Connection, incoming: Incoming, send_id: int
) -> Written:
    """An answer to a message of ours: the message is the conversation's first part."""
    begun = await sending.begin(
        engines,
        connection,
        workspace_id=incoming.mail.workspace_id,
        send_id=send_id,
        conversation_id=incoming.resolution.conversation_id,
    )
    if begun is None:
        raise Nowhere(Skipped.ERASED)
    author = Author(AuthorKind.VISITOR, begun.profile_id)
    written = await writing.write_part(
        engines.bus,
        connection,
        workspace_id=begun.workspace_id,
        conversation_id=begun.id,
        new=await make_part(connection, incoming, author),
    )
    if not written.is_repeat:
        await noting.note(
            engines,
            connection,
            workspace_id=begun.workspace_id,
            send_id=send_id,
            what=Heard.REPLIED,
            at=incoming.mail.received_at,
        )
    return written


async def _write_operator(engines: Engines, connection: Connection, incoming: Incoming) -> Written:
    """An operator's answer by mail: his message there, or a note when it begins with `note:`."""
    conversation_id = incoming.resolution.conversation_id
    assert conversation_id is not None  # noqa: S101 - a mark of an operator names one
    author = Author(AuthorKind.OPERATOR, incoming.resolution.member_id)
    return await writing.write_part(
        engines.bus,
        connection,
        workspace_id=incoming.mail.workspace_id,
        conversation_id=conversation_id,
        new=await make_part(connection, incoming, author),
    )


async def _write_quiet(engines: Engines, connection: Connection, incoming: Incoming) -> Written:
    """What a program answered, or too much of one address: there to be read, and nobody is called."""
    resolution, mail = incoming.resolution, incoming.mail
    conversation_id = resolution.conversation_id
    if conversation_id is None and not incoming.is_quiet:
        conversation_id = await repository_clues.find_last_conversation(
            connection, workspace_id=mail.workspace_id, sender=incoming.sender.address
        )
    if conversation_id is None:
        raise Nowhere(Skipped.AUTO_REPLY if incoming.is_quiet else Skipped.LOOP)
    row = await get_conversation(connection, workspace_id=mail.workspace_id, conversation_id=conversation_id)
    what = Happening.AUTO_REPLY if incoming.is_quiet else Happening.MANY_MAILS
    part = await make_part(connection, incoming, Author(AuthorKind.VISITOR, row.profile_id))
    quiet = msgspec.structs.replace(
        part, kind=PartKind.HAPPENING, data={"what": what.value, **part.data}, channel=TalkChannel.EMAIL
    )
    return await writing.write_part(
        engines.bus, connection, workspace_id=mail.workspace_id, conversation_id=row.id, new=quiet
    )


async def make_part(connection: Connection, incoming: Incoming, author: Author) -> NewPart:
    """The part of a mail: its new words, its files, what is told of it. Raises Nowhere for an empty one."""
    received, mail = incoming.received, incoming.mail
    is_operator = author.kind is AuthorKind.OPERATOR
    is_note, text = split_note(received.text) if is_operator else (False, received.text)
    found = await files.take_files(
        connection, workspace_id=mail.workspace_id, file_ids=incoming.file_ids, owner=incoming.owner
    )
    body = text.strip() or ("" if found else received.subject)
    if not body.strip() and not found:
        raise Nowhere(Skipped.EMPTY)
    data: dict[str, Any] = {"mail": tell_mail(incoming)} | ({"files": found} if found else {})
    return NewPart(
        author,
        body if len(body) <= MAX_BODY else body[: MAX_BODY - 1] + "…",
        kind=PartKind.NOTE if is_note else PartKind.MESSAGE,
        channel=TalkChannel.EMAIL,
        data=data,
        external_id=make_id(received.message_id),
    )


def tell_mail(incoming: Incoming) -> dict[str, Any]:
    """What the desk shows of a mail besides its words."""
    received, resolution = incoming.received, incoming.resolution
    told: dict[str, Any] = {
        "id": str(incoming.mail.id),
        "subject": received.subject[:_MOST_SUBJECT],
        "from": incoming.speaker.address,
        "from_name": incoming.speaker.name,
        "to": [each.address for each in received.to[:_MOST_ADDRESSES]],
        "cc": [each.address for each in received.cc[:_MOST_ADDRESSES]],
        "reason": resolution.reason.value,
        "has_quote": bool(received.quoted or received.signature),
        "has_html": bool(received.html),
        "is_cut": len(received.text) > MAX_BODY,
        "faults": list(received.sender_faults),
    }
    return told if resolution.also is None else told | {"also": str(resolution.also)}


async def _create_person(engines: Engines, connection: Connection, incoming: Incoming, region: str) -> int:
    """A card of an address that nobody has: not proved, so it never merges with another."""
    address, workspace_id = incoming.sender.address, incoming.mail.workspace_id
    made = await creating.create_people(
        connection,
        workspace_id=workspace_id,
        kind=IdentityKind.EMAIL,
        values=[address],
        phone_region=region,
        author=AUTHOR,
        secrets=engines.secrets,
    )
    if address not in made:
        raise Nowhere(Skipped.ERASED)
    name = " ".join(incoming.speaker.name.split())[:200]
    if name and "@" not in name:
        edit = profiles.Edit(Operation.SET_ONCE.value, "$name", name)
        await profiles.edit_properties(
            connection,
            workspace_id=workspace_id,
            person_id=made[address],
            edits=[edit],
            author=AUTHOR,
            phone_region=region,
            secrets=engines.secrets,
        )
    return made[address]


async def find_region(engines: Engines, workspace_id: int) -> str:
    """The country whose phone numbers are read without a plus."""
    return (await get_workspace_profile(engines, workspace_id)).phone_region


async def _is_flood(connection: Connection, incoming: Incoming) -> bool:
    """More mails of one address within an hour than people write: nobody is told, so no answer follows."""
    workspace_id = incoming.mail.workspace_id
    settings = await places.read_settings(connection, workspace_id=workspace_id)
    recent = await repository.count_recent(
        connection,
        workspace_id=workspace_id,
        conversation_id=incoming.resolution.conversation_id,
        sender=incoming.sender.address,
        within=_HOUR,
    )
    return incoming.resolution.way is Way.VISITOR and recent >= settings.hourly


async def _finish(connection: Connection, incoming: Incoming, written: Written) -> None:
    mail, received = incoming.mail, incoming.received
    is_visitor = incoming.resolution.way is Way.VISITOR
    is_double = written.is_repeat and written.part.data.get("mail", {}).get("id") != str(mail.id)
    await repository.update_mail(
        connection,
        workspace_id=mail.workspace_id,
        mail_id=mail.id,
        state=(MailState.SKIPPED if is_double else MailState.TAKEN).value,
        reason=Skipped.DUPLICATE.value if is_double else incoming.resolution.reason.value,
        quoted="\n\n".join(filter(None, [received.signature, received.quoted]))[:_MOST_QUOTED],
        profile_id=written.conversation.profile_id if is_visitor else None,
        conversation_id=written.conversation.id,
        part_id=None if is_double else written.part.id,
        blob=incoming.blob,
    )
    await repository.delete_raw(connection, workspace_id=mail.workspace_id, mail_id=mail.id)
