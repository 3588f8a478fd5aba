"""Single letters that a program asks for: receipts, passwords, whatever else one person waits for.

The same key with the same body is the same letter, however often and from wherever it is asked for; with
another body it is refused, for then somebody's program is wrong.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection, driver_connection
from otklik.kit.errors import ConflictError, Fault
from otklik.letters.addresses import read_address
from otklik.letters.contracts import Attachment
from otklik.messaging import contents, errors, planning, repository
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contracts import Channel, MessageKind, NewSend, Purpose
from otklik.messaging.mail import repository_sending
from otklik.messaging.mail.composing import has_way_to_leave
from otklik.profiles import service as profiles
from otklik.profiles.contracts import IdentityKind
from otklik.profiles.creating import create_people
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

MAX_FILES: Final = 10
MAX_FILE_BYTES: Final = 10 * 1024 * 1024
"""Of all files of a letter: base64 makes a third more of them, and many servers refuse more than 20 MB."""
API: Final = "api"
"""The node of these sends."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A letter to send. One of `profile_id`, `user_id`, `email` at least; `email` beside them is where to.

    `content` or `content_id`. `digest`: of the whole request.
    """

    profile_id: int | None
    user_id: str | None
    email: str | None
    content_id: int | None
    content: Mapping[str, Any] | None
    kind: MessageKind
    purpose: Purpose
    topic: str
    variables: dict[str, Any]
    files: tuple[Attachment, ...]
    digest: bytes


class Placed(msgspec.Struct, frozen=True):
    """A send that stands in the ledger; `is_new`: not by an earlier request with this key."""

    send_id: int
    is_new: bool


async def send_letter(
    session: Session, engines: Engines, channels: Channels, *, actor: Actor, wanted: Wanted, key: str
) -> Placed:
    """Plan a letter with the caller's commit; `key` "": each request is another one.

    Raises InvalidError, NotFoundError, ConflictError (`key_reused`: another body under this key).
    """
    connection, workspace_id = await driver_connection(session), actor.workspace_id
    if key:
        known = await _find_known(connection, workspace_id, key, wanted.digest)
        if known is not None:
            return known
    content_id = await _keep(connection, channels, workspace_id, wanted)
    address = read_address(wanted.email).lower() if wanted.email else None
    person = await _find_person(engines, connection, actor, wanted, address)
    is_elsewhere = address is not None and wanted.kind is MessageKind.TRANSACTIONAL
    new = NewSend(
        unique_key=f"api:{hashlib.sha256(key.encode()).hexdigest() if key else secrets.token_hex(16)}",
        profile_id=person,
        channel=Channel.EMAIL,
        content_id=content_id,
        purpose=wanted.purpose,
        kind=wanted.kind,
        topic=wanted.topic,
        node=API,
        release_at=planning.moment(),
        variables={"event": wanted.variables} if wanted.variables else {},
        address=address if is_elsewhere else None,
    )
    (placed,) = await planning.plan_sends(connection, workspace_id=workspace_id, sends=[new], bus=engines.bus)
    if not placed.is_new:  # the same request came in two lines at once
        return await _find_known(connection, workspace_id, key, wanted.digest) or Placed(
            placed.send_id, is_new=False
        )
    if key:
        await repository_sending.insert_request(
            connection, workspace_id=workspace_id, key=key, digest=wanted.digest, send_id=placed.send_id
        )
    await repository_sending.insert_files(
        connection, workspace_id=workspace_id, send_id=placed.send_id, files=wanted.files
    )
    return Placed(placed.send_id, is_new=True)


def check_files(files: Sequence[Attachment]) -> None:
    """Raises TooLargeError, InvalidError: too many or too large together, two with one content id."""
    if len(files) > MAX_FILES or sum(len(file.data) for file in files) > MAX_FILE_BYTES:
        raise errors.large_files(MAX_FILES, MAX_FILE_BYTES >> 20)
    shown = [file.content_id for file in files if file.content_id]
    for number, file in enumerate(files):
        if file.content_id and shown.count(file.content_id) > 1:
            fault = Fault(f"attachments[{number}].content_id", "same", "Another file has this content id")
            raise errors.invalid_content([fault])


async def _find_known(connection: Connection, workspace_id: int, key: str, digest: bytes) -> Placed | None:
    known = await repository_sending.find_request(connection, workspace_id=workspace_id, key=key)
    if known is None:
        return None
    if known.digest != digest:
        raise errors.key_reused()
    return Placed(known.send_id, is_new=False)


async def _keep(connection: Connection, channels: Channels, workspace_id: int, wanted: Wanted) -> int:
    """The content's id; a promotional letter must let its reader leave."""
    if wanted.content is not None:
        content, content_id = wanted.content, None
    else:
        found = await repository.list_contents(
            connection, workspace_id=workspace_id, content_ids=[wanted.content_id or 0]
        )
        channel, content = found.get(wanted.content_id or 0, ("", {}))
        content_id = wanted.content_id
        if channel != Channel.EMAIL.value:
            raise errors.unknown_content()
    if content_id is None:
        content_id = await contents.keep_content(
            connection, channels, workspace_id=workspace_id, channel=Channel.EMAIL, content=content
        )
    if wanted.kind is MessageKind.PROMOTIONAL and not has_way_to_leave(content):
        message = "A promotional letter needs {{ unsubscribe_url }}"
        raise errors.invalid_content([Fault("html", "no_unsubscribe", message)])
    return content_id


async def _find_person(
    engines: Engines, connection: Connection, actor: Actor, wanted: Wanted, address: str | None
) -> int:
    """Who is meant; an address that nobody has becomes a card of its own."""
    workspace_id = actor.workspace_id
    if wanted.profile_id is not None:
        person = await profiles.get_person(engines, workspace_id=workspace_id, person_id=wanted.profile_id)
        return person.id
    if wanted.user_id is not None:
        found = await profiles.find_person_by(
            engines, workspace_id=workspace_id, kind=IdentityKind.USER_ID, value=wanted.user_id
        )
        if found is None:
            raise errors.nobody_to_send_to()
        return found.id
    assert address is not None  # noqa: S101 - the body names one of the three
    return await _find_by_address(engines, connection, actor, address)


async def _find_by_address(engines: Engines, connection: Connection, actor: Actor, address: str) -> int:
    try:
        found = await profiles.find_person_by(
            engines, workspace_id=actor.workspace_id, kind=IdentityKind.EMAIL, value=address
        )
    except ConflictError as error:  # several cards have it: a receipt must go all the same
        return int(str(error.params["candidates"]).split(",")[0])
    if found is not None:
        return found.id
    profile = await workspaces.get_workspace_profile(engines, actor.workspace_id)
    made = await create_people(
        connection,
        workspace_id=actor.workspace_id,
        kind=IdentityKind.EMAIL,
        values=[address],
        phone_region=profile.phone_region,
        author=actor.author,
        secrets=engines.secrets,
    )
    if address not in made:
        raise errors.erased_address()
    return made[address]
