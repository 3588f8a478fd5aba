"""What a mail and the database say together: whose letters it answers, who writes."""

from collections.abc import Iterable, Sequence
from typing import Final

from otklik.correspondence.accounts import repository as places
from otklik.correspondence.answering.marks import TalkMark, Whom, read_talk
from otklik.correspondence.answering.service import list_addresses
from otklik.correspondence.arriving import repository_clues
from otklik.correspondence.arriving.resolving import Clue, Sender
from otklik.correspondence.contracts import Mail, Reason
from otklik.inbox import repository_parts
from otklik.inbox.contracts import TalkChannel
from otklik.inbox.keeping import get_conversation
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.kit.errors import NotFoundError
from otklik.letters.contracts import Mailbox
from otklik.letters.marks import Use, find_mark
from otklik.letters.reading.contracts import Received
from otklik.messaging.mail.hearing import find_send
from otklik.profiles import service as profiles
from otklik.profiles.contracts import IdentityKind

_PURPOSE: Final = "letters"
_MOST_IDS: Final = 50
"""A thread longer than that names its beginning and its end; what is between leads nowhere else."""


def find_number(secrets: Secrets, use: Use, text: str) -> int | None:
    """The id of the first mark of a use in a text."""
    return find_mark(lambda data: secrets.mac(data, purpose=_PURPOSE), use, text)


async def is_ours(secrets: Secrets, connection: Connection, received: Received, *, workspace_id: int) -> bool:
    """Whether the workspace itself wrote it: the mail's own Message-ID carries its mark.

    What another workspace of this installation writes is mail like any other.
    """
    talk = read_talk(secrets, received.message_id)
    send_id = find_number(secrets, Use.MESSAGE, received.message_id)
    if talk is not None or send_id is None:
        return talk is not None and talk.workspace_id == workspace_id
    send = await find_send(connection, send_id)
    return send is None or send.workspace_id == workspace_id


async def list_own(connection: Connection, *, workspace_id: int) -> set[str]:
    """Addresses of the workspace, in lower case: its mailboxes, those of the receiver, its senders."""
    accounts = await places.list_accounts(connection, workspace_id=workspace_id)
    domains = await places.list_domains(connection, workspace_id=workspace_id)
    own = {each.address.lower() for each in accounts}
    own |= {f"{local}@{each.domain}" for each in domains for local in each.local_parts}
    return own | await repository_clues.list_senders(connection, workspace_id=workspace_id)


async def find_sender(engines: Engines, mail: Mail, speaker: Mailbox, *, is_refuted: bool) -> Sender:
    """Who writes, as the cards and the team know him."""
    address = speaker.address.lower()
    found = await profiles.find_people(
        engines, workspace_id=mail.workspace_id, kind=IdentityKind.EMAIL.value, values=[address]
    )
    async with engines.postgres.connection() as connection:
        member = await repository_clues.find_member(connection, workspace_id=mail.workspace_id, email=address)
    return Sender(address, tuple(found.get(address, ())), member, is_refuted)


async def list_clues(engines: Engines, mail: Mail, received: Received) -> list[Clue]:
    """What the mail names of ours, in the order in which it is believed. Marks of others say nothing."""
    places_ = " ".join([mail.recipient, *received.delivered_to])
    ids = [*reversed(received.references), *received.in_reply_to]
    async with engines.postgres.connection() as connection:
        clues = [
            *await _of_marks(engines, connection, mail, [places_], Reason.REPLY_ADDRESS, Use.REPLY),
            *await _of_marks(engines, connection, mail, ids, Reason.MESSAGE_ID, Use.MESSAGE),
            *await _of_parts(connection, mail, [*reversed(received.references)], Reason.REFERENCES),
            *await _of_parts(connection, mail, received.in_reply_to, Reason.IN_REPLY_TO),
        ]
    found = await profiles.list_clusters(
        engines, workspace_id=mail.workspace_id, people=sorted({clue.root for clue in clues if clue.root})
    )
    return [
        Clue(
            reason=clue.reason,
            root=found[clue.root].root if clue.root in found else clue.root,
            conversation_id=clue.conversation_id,
            send_id=clue.send_id,
            addresses=clue.addresses,
            member_id=clue.member_id,
        )
        for clue in clues
    ]


async def _of_marks(
    engines: Engines, connection: Connection, mail: Mail, texts: Iterable[str], reason: Reason, use: Use
) -> list[Clue]:
    clues: list[Clue] = []
    for text in [*texts][:_MOST_IDS]:
        talk = read_talk(engines.secrets, text)
        if talk is not None:
            clues += await _of_talk(connection, mail, talk, reason)
        send_id = find_number(engines.secrets, use, text)
        if send_id is not None:
            clues += await _of_send(connection, mail, send_id, reason)
    return clues


async def _of_talk(connection: Connection, mail: Mail, talk: TalkMark, reason: Reason) -> list[Clue]:
    """A letter about a conversation; of another workspace it is nothing here."""
    if talk.workspace_id != mail.workspace_id:
        return []
    try:
        row = await get_conversation(
            connection, workspace_id=mail.workspace_id, conversation_id=talk.conversation_id
        )
    except NotFoundError:
        return []
    addresses = await list_addresses(connection, mark=talk)
    if talk.whom is Whom.OPERATOR:
        member_id = talk.whom_id if addresses else 0  # who may not answer is nobody's member
        return [Clue(reason=reason, root=0, conversation_id=row.id, member_id=member_id)]
    return [Clue(reason=reason, root=row.profile_id, conversation_id=row.id, addresses=addresses)]


async def _of_send(connection: Connection, mail: Mail, send_id: int, reason: Reason) -> list[Clue]:
    """A message of ours: its conversation, if somebody has answered it before."""
    send = await find_send(connection, send_id)
    if send is None or send.workspace_id != mail.workspace_id:
        return []
    begun = await repository_parts.find_by_key(
        connection, workspace_id=mail.workspace_id, client_key=f"send:{send.id}"
    )
    conversation_id = None
    if begun is not None:
        try:
            row = await get_conversation(
                connection, workspace_id=mail.workspace_id, conversation_id=begun.conversation_id
            )
            conversation_id = row.id
        except NotFoundError:
            pass
    return [
        Clue(
            reason=reason,
            root=send.profile_id,
            conversation_id=conversation_id,
            send_id=send.id,
            addresses=frozenset({send.address.lower()} if send.address else ()),
        )
    ]


async def _of_parts(connection: Connection, mail: Mail, ids: Sequence[str], reason: Reason) -> list[Clue]:
    clues = []
    for message_id in ids[:_MOST_IDS]:
        part = await repository_parts.find_by_external(
            connection, workspace_id=mail.workspace_id, channel=TalkChannel.EMAIL, external_id=message_id
        )
        if part is None or part.deleted_at is not None:
            continue
        try:
            row = await get_conversation(
                connection, workspace_id=mail.workspace_id, conversation_id=part.conversation_id
            )
        except NotFoundError:
            continue
        addresses = await repository_clues.list_speakers(
            connection, workspace_id=mail.workspace_id, conversation_id=row.id
        )
        clues.append(
            Clue(reason=reason, root=row.profile_id, conversation_id=row.id, addresses=frozenset(addresses))
        )
    return clues
