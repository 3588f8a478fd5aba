"""Letters about conversations, for other rooms and for the routes."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any, Final

import msgspec

from otklik.correspondence.answering import errors, gathering, repository, repository_people, telling
from otklik.correspondence.answering.contracts import End, Kind, Reason, State, TalkLetter, Wanted
from otklik.correspondence.answering.marks import TalkMark, Whom
from otklik.correspondence.answering.schemas import MemberSettings, TalkSettings
from otklik.inbox import keeping
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection, driver_connection
from otklik.letters import repository as senders
from otklik.messaging import service as messaging
from otklik.profiles.contracts import Erased
from otklik.profiles.recipients import list_recipients
from otklik.profiles.service import Person
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

MOST: Final = 100
_AGAIN: Final = timedelta(minutes=10)
_TO_VISITORS: Final = (Kind.ANSWER, Kind.REPLY, Kind.TRANSCRIPT, Kind.LINK)
_STUCK: Final = frozenset({State.FAILED, State.UNKNOWN})
_MENDED: Final = frozenset({Reason.NO_ADDRESS, Reason.NO_SENDER, Reason.SUPPRESSED})
"""Why a letter did not go that may go once somebody has mended it."""


async def list_addresses(connection: Connection, *, mark: TalkMark) -> frozenset[str]:
    """Addresses that may speak under a mark, in lower case: a member's; where letters of it went to."""
    if mark.whom is Whom.OPERATOR:
        team = await repository_people.list_team(
            connection, workspace_id=mark.workspace_id, writers=gathering.WRITERS
        )
        member = team.get(mark.whom_id)
        return frozenset({member.email.lower()} if member is not None and member.may_answer else ())
    found = await repository.list_addresses(
        connection,
        workspace_id=mark.workspace_id,
        conversation_id=mark.conversation_id,
        kinds=_TO_VISITORS,
        whom_id=mark.whom_id,
    )
    return frozenset(found)


async def get_settings(connection: Connection, *, workspace_id: int) -> TalkSettings:
    """The settings of a workspace; what was never set has its default."""
    return await gathering.read_settings(connection, workspace_id=workspace_id)


async def set_settings(session: Session, *, actor: Actor, new: TalkSettings) -> TalkSettings:
    """Set all of them; what is due from now on goes by them. Raises InvalidError for an unknown sender."""
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    if new.sender_id is not None and not await senders.find_sender(
        connection, workspace_id=workspace_id, sender_id=new.sender_id
    ):
        raise errors.unknown_sender()
    old = (await get_settings(connection, workspace_id=workspace_id)).model_dump(mode="json")
    stored = new.model_dump(mode="json")
    await repository_people.write_settings(connection, workspace_id=workspace_id, settings=stored)
    changed = {name: value for name, value in stored.items() if old[name] != value}
    if changed:
        await record_audit(session, actor=actor, action="talk_letters.updated", details=changed)
    return new


async def get_own(connection: Connection, *, actor: Actor) -> MemberSettings:
    """How the acting member wants his letters. Raises InvalidError for a token."""
    if actor.member_id is None:
        raise errors.only_members()
    stored = await repository_people.list_member_settings(connection, workspace_id=actor.workspace_id)
    return MemberSettings.model_validate(stored.get(actor.member_id, {}))


async def set_own(connection: Connection, *, actor: Actor, new: MemberSettings) -> MemberSettings:
    """Set how the acting member wants his letters. Raises InvalidError for a token."""
    if actor.member_id is None:
        raise errors.only_members()
    await repository_people.write_member_settings(
        connection,
        workspace_id=actor.workspace_id,
        member_id=actor.member_id,
        settings=new.model_dump(mode="json"),
    )
    return new


async def list_letters(
    connection: Connection, *, workspace_id: int, conversation_id: int
) -> list[TalkLetter]:
    """Letters of a conversation, the newest first. Raises NotFoundError."""
    row = await keeping.get_conversation(
        connection, workspace_id=workspace_id, conversation_id=conversation_id
    )
    return await repository.list_letters(
        connection, workspace_id=workspace_id, conversation_id=row.id, limit=MOST
    )


async def ask_transcript(
    engines: Engines, connection: Connection, *, workspace_id: int, conversation_id: int
) -> None:
    """As `send_transcript`, asked by the visitor: once in ten minutes, and of a talk that was answered.

    Else anybody could mail his own words to any address he types. Raises InvalidError, too.
    """
    row = await keeping.get_conversation(
        connection, workspace_id=workspace_id, conversation_id=conversation_id
    )
    if row.replied_at is None:
        raise errors.not_answered()
    known = await repository.list_letters(
        connection, workspace_id=workspace_id, conversation_id=row.id, limit=MOST
    )
    since = keeping.now() - _AGAIN
    if not any(each.kind is Kind.TRANSCRIPT and each.created_at > since for each in known):
        await send_transcript(engines, connection, workspace_id=workspace_id, conversation_id=row.id)


async def send_transcript(
    engines: Engines, connection: Connection, *, workspace_id: int, conversation_id: int
) -> None:
    """Send the visitor the whole talk, soon. Raises NotFoundError, InvalidError without an address."""
    row = await keeping.get_conversation(
        connection, workspace_id=workspace_id, conversation_id=conversation_id
    )
    people = await list_recipients(connection, workspace_id=workspace_id, homes=[row.profile_id])
    mailed = await repository_people.find_mail_address(
        connection, workspace_id=workspace_id, conversation_id=row.id
    )
    if not mailed and not people[row.profile_id].properties.get("$email"):
        raise errors.no_address()
    wanted = Wanted(row.id, Kind.TRANSCRIPT, row.profile_id, row.last_part, keeping.now())
    await repository.want(connection, workspace_id=workspace_id, wanted=wanted)
    await wake(engines, connection, workspace_id=workspace_id)


async def send_again(
    engines: Engines, connection: Connection, *, workspace_id: int, letter_id: int
) -> TalkLetter:
    """Send what did not go, or may not have arrived, once more. Raises NotFoundError, ConflictError."""
    found = await repository.find_letter(connection, workspace_id=workspace_id, letter_id=letter_id)
    if found is None:
        raise errors.no_letter()
    if found.state not in _STUCK and found.reason not in _MENDED:
        raise errors.not_stuck()
    now = keeping.now()
    end = End(State.WAITING, due_at=now)
    if not await repository.write_end(
        connection, workspace_id=workspace_id, letter_id=letter_id, end=end, now=now
    ):
        raise errors.waits()
    await wake(engines, connection, workspace_id=workspace_id)
    return msgspec.structs.replace(found, state=State.WAITING, reason="", error="", due_at=now)


async def wake(engines: Engines, connection: Connection, *, workspace_id: int) -> None:
    """Let workers look at what is due with the commit."""
    await engines.bus.publish(keeping.TOPIC, f"{workspace_id} 0", connection=connection)


async def erase_from_correspondence(engines: Engines, erased: Erased) -> dict[str, int]:
    """Delete letters to him, waiting and sent, and those to operators about him. Safe to repeat."""
    async with engines.postgres.connection() as connection:
        await repository.delete_of_people(connection, workspace_id=erased.workspace_id, people=erased.members)
    async with engines.postgres.connection() as connection:
        left = await repository.count_of_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )
    return {"talk_letters": left}


async def stream_letters(
    engines: Engines, workspace_id: int, person: Person
) -> AsyncIterator[Mapping[str, Any]]:
    """Which letters about his conversations went to him, and when; their words are told as messages."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_of_people(connection, workspace_id=workspace_id, people=person.members)
    for letter in found:
        yield {
            "id": letter.id,
            "conversation_id": letter.conversation_id,
            "kind": letter.kind.value,
            "address": letter.address,
            "subject": letter.subject,
            "state": letter.state.value,
            "at": letter.ended_at,
            "opened_at": letter.opened_at,
        }


async def take_bounce(
    engines: Engines,
    connection: Connection,
    *,
    letter_id: int,
    is_lasting: bool,
    code: str,
    said: str,
) -> bool:
    """A letter came back (`marks.find_bounced`): say so under its answers; False: it is gone.

    What is lasting stops letters to that address; what is passing (a full mailbox) is only told.
    """
    letter = await repository.find_any(connection, letter_id=letter_id)
    if letter is None:
        return False
    now = keeping.now()
    end = End(State.FAILED, "bounced" if is_lasting else "bounced_for_now", f"{code} {said}".strip()[:500])
    await repository.write_end(
        connection, workspace_id=letter.workspace_id, letter_id=letter.id, end=end, now=now
    )
    await telling.tell(engines, connection, letter, end, now=now)
    if is_lasting and letter.kind is not Kind.NOTICE and letter.address:
        await messaging.suppress(
            engines,
            connection,
            workspace_id=letter.workspace_id,
            address=letter.address.lower(),
            reason=messaging.Suppressed.BOUNCED,
            at=now,
            code=code,
            said=said[:500],
        )
    return True
