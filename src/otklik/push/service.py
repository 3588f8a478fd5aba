"""Keeps which browsers are notified, and sends notices on their way."""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from otklik.inbox import repository as inbox
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.push import errors, repository
from otklik.push.contracts import MAX_BODY, MAX_TITLE, Notice, Subscription
from otklik.workspaces.roles import ROLE_PERMISSIONS, Permission

SEND_JOB: Final = "push.send"
MAX_DEVICES: Final = 20
GIVEN: Final = "given"
"""The kind of a notice that a conversation has come without a new word."""
EVERY_S: Final = 60.0
"""So often, at most, a member is told of one conversation."""
GIVEN_EVERY_S: Final = 5.0
"""So often, at most, of what comes to him without a new word: much may be handed over at once."""
AT_DESK_S: Final = 120.0
"""Who touched his screen within this time sees it by himself; a phone is told all the same."""
_WRITERS: Final = [role.value for role, may in ROLE_PERMISSIONS.items() if Permission.INBOX_WRITE in may]
_HIDDEN: Final = {
    "message": {"en": "A new message", "ru": "Новое сообщение"},
    GIVEN: {"en": "A conversation has come to you", "ru": "К вам пришёл диалог"},
    "mention": {"en": "You are mentioned", "ru": "Вас упомянули"},
    "watch": {"en": "A message is out of its usual range", "ru": "Сообщение ведёт себя необычно"},
    "reminder": {"en": "A task is due", "ru": "Пора: задача"},
}


async def subscribe(connection: Connection, *, workspace_id: int, given: Subscription) -> int:
    """Notify a browser from now on; its id. Raises ConflictError for too many."""
    known = await repository.list_subscriptions(
        connection, workspace_id=workspace_id, member_ids=[given.member_id]
    )
    others = [each for each in known if each.endpoint != given.endpoint]
    if len(others) >= MAX_DEVICES:
        raise errors.too_many_devices(MAX_DEVICES)
    head = await inbox.read_head(connection, workspace_id=workspace_id)
    await repository.begin(connection, workspace_id=workspace_id, seq=head)
    return await repository.save_subscription(connection, workspace_id=workspace_id, given=given)


async def list_writers(connection: Connection, *, workspace_id: int) -> dict[int, str]:
    """Members who may answer, with their language."""
    return await repository.list_writers(connection, workspace_id=workspace_id, roles=_WRITERS)


async def notify(
    engines: Engines,
    connection: Connection,
    *,
    workspace_id: int,
    member_ids: Sequence[int],
    notice: Notice,
    home: int | None = None,
) -> int:
    """Send a notice to these members' browsers with the commit; to how many.

    `home`: of the person whom it is about: it goes with his erasure. Who works at his screen is told on
    phones only, and nobody twice a minute of one topic.
    """
    found = await repository.list_subscriptions(connection, workspace_id=workspace_id, member_ids=member_ids)
    if not found:
        return 0
    at_desk = await repository.list_at_desk(connection, workspace_id=workspace_id, within_s=AT_DESK_S)
    languages = await list_writers(connection, workspace_id=workspace_id)
    told = [each for each in found if each.is_phone or each.member_id not in at_desk]
    turns = {
        member_id: await _take_turns(connection, workspace_id, member_id, notice)
        for member_id in sorted({each.member_id for each in told})
    }
    told = [each for each in told if turns[each.member_id]]
    for each in told:
        shown = make_payload(notice, has_previews=each.has_previews, language=languages.get(each.member_id))
        await engines.jobs.enqueue(
            SEND_JOB,
            within=connection,
            workspace_id=workspace_id,
            subscription_id=each.id,
            topic=notice.topic,
            payload=shown,
            home=home,
        )
    return len(told)


async def _take_turns(connection: Connection, workspace_id: int, member_id: int, notice: Notice) -> bool:
    """Whether he may be told of it now; then he is."""
    topics = {notice.topic: EVERY_S} | ({GIVEN: GIVEN_EVERY_S} if notice.kind == GIVEN else {})
    for topic, every_s in topics.items():
        if not await repository.take_turn(
            connection, workspace_id=workspace_id, member_id=member_id, topic=topic, every_s=every_s
        ):
            return False
    return True


def make_payload(notice: Notice, *, has_previews: bool, language: str | None) -> str:
    """What the service worker shows, in JSON; without previews only of what kind it is."""
    if has_previews:
        shown = replace(notice, title=notice.title[:MAX_TITLE], body=" ".join(notice.body.split())[:MAX_BODY])
    else:
        words = _HIDDEN[notice.kind]["ru" if language == "ru" else "en"]
        shown = replace(notice, title="Otklik", body=words)
    return msgspec.json.encode(shown).decode()
