"""One thing done to many conversations, some in a transaction."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from otklik.desk import errors
from otklik.desk.acting import assigning, moving_to, tagging, teaming
from otklik.desk.authors import get_author, get_operator
from otklik.desk.hand import Hand, at_work
from otklik.desk.schemas_bodies import LARGEST_ID, BulkConversationsBody
from otklik.inbox import keeping
from otklik.inbox.contracts import Conversation, ConversationStatus
from otklik.inbox.errors import not_later
from otklik.inbox.writing import Decide
from otklik.infra.engines import Engines
from otklik.kit.errors import NotFoundError
from otklik.workspaces.roles import Actor

_PORTION: Final = 25
"""Conversations of one transaction: whoever writes meanwhile waits for no more than so many."""

_Act: TypeAlias = Callable[[Hand, int], Awaitable[Conversation]]
"""What is done to each conversation."""


async def change_many(
    engines: Engines, *, actor: Actor, body: BulkConversationsBody
) -> tuple[list[int], list[int]]:
    """Do one thing to many conversations: (done, not there). Raises InvalidError, ForbiddenError."""
    act = await _read_action(engines, actor, body)
    done: set[int] = set()
    ids = list(dict.fromkeys(body.ids))
    for start in range(0, len(ids), _PORTION):
        async with at_work(engines, actor) as hand:
            for conversation_id in ids[start : start + _PORTION]:
                with contextlib.suppress(NotFoundError):
                    await act(hand, conversation_id)
                    done.add(conversation_id)
    return [each for each in ids if each in done], [each for each in ids if each not in done]


async def _read_action(engines: Engines, actor: Actor, body: BulkConversationsBody) -> _Act:
    if body.action == "read":
        get_operator(actor)
        return lambda hand, conversation_id: hand.read_up_to(conversation_id, LARGEST_ID)
    decide = await _read_decision(engines, actor, body)
    return lambda hand, conversation_id: hand.change(conversation_id, decide)


async def _read_decision(engines: Engines, actor: Actor, body: BulkConversationsBody) -> Decide:
    author = get_author(actor)
    match body.action:
        case "close":
            return moving_to(ConversationStatus.CLOSED, None, author)
        case "reopen":
            return moving_to(ConversationStatus.OPEN, None, author)
        case "snooze":
            if body.snoozed_until is not None and body.snoozed_until <= keeping.now():
                raise not_later()
            return moving_to(ConversationStatus.SNOOZED, body.snoozed_until, author)
        case "assign":
            return await assigning(engines, actor, body.assignee)
        case "team":
            return await teaming(engines, actor, body.team)
        case _:
            if body.tag is None:
                raise errors.tag_missing()
            added, removed = ([body.tag], []) if body.action == "tag" else ([], [body.tag])
            return await tagging(engines, actor, added, removed)
