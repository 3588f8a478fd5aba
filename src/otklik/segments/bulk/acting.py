"""Does an action to a portion of people, in the transaction that notes it as done."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.profiles import service as profiles
from otklik.profiles.contracts import Operation
from otklik.profiles.contracts_marks import MarkKind
from otklik.segments.bulk.actions import (
    BulkKind,
    EraseOptions,
    ListOptions,
    Options,
    Outcome,
    PropertyOptions,
    SubscriptionOptions,
    TagOptions,
)
from otklik.segments.bulk.repository import ActionRow
from otklik.workspaces import service as workspaces


@dataclass(frozen=True, slots=True)
class Doing:
    """One action on some people, inside a transaction."""

    engines: Engines
    connection: Connection
    action: ActionRow
    people: Sequence[int]

    @property
    def workspace_id(self) -> int:
        """The workspace of all of them."""
        return self.action.workspace_id


Act = Callable[[Doing], Awaitable[Outcome]]


async def act(doing: Doing) -> Outcome:
    """Do it; for whom it changed something. Raises AppError when it cannot be done to anybody."""
    return await _ACTS[doing.action.kind](doing) if doing.people else Outcome()


async def _edit(doing: Doing) -> Outcome:
    options = doing.action.options
    assert isinstance(options, PropertyOptions)  # noqa: S101 - by the kind
    is_set = doing.action.kind is BulkKind.PROPERTY_SET
    operation = Operation.SET if is_set else Operation.DELETE
    profile = await workspaces.get_workspace_profile(doing.engines, doing.workspace_id)
    changes = await profiles.edit_people(
        doing.connection,
        workspace_id=doing.workspace_id,
        people=doing.people,
        edits=[profiles.Edit(operation.value, options.property, options.value if is_set else None)],
        author=doing.action.created_by,
        phone_region=profile.phone_region,
        secrets=doing.engines.secrets,
    )
    return Outcome(changed=list(dict.fromkeys(change.person for change in changes)))


async def _erase(doing: Doing) -> Outcome:
    options = doing.action.options
    assert isinstance(options, EraseOptions)  # noqa: S101 - by the kind
    await profiles.start_erasures(
        doing.engines,
        doing.connection,
        workspace_id=doing.workspace_id,
        people=doing.people,
        is_suppressed=options.is_suppressed,
        author=doing.action.created_by,
    )
    return Outcome(changed=list(doing.people))


async def _mark(doing: Doing) -> Outcome:
    kind, is_on = _MARKS[doing.action.kind]
    changes = await profiles.change_marks(
        doing.connection,
        workspace_id=doing.workspace_id,
        people=doing.people,
        kind=kind,
        key=await _find_key(doing, doing.action.options),
        is_on=is_on,
        author=doing.action.created_by,
    )
    # An undo never subscribes somebody who had not said yes himself.
    is_refusal = doing.action.kind is BulkKind.UNSUBSCRIBE
    return Outcome(
        changed=[change.write.person for change in changes],
        undoable=[change.write.person for change in changes if change.was_on or not is_refusal],
    )


async def _find_key(doing: Doing, options: Options) -> str:
    """What the mark is called. Raises NotFoundError when its tag or list was deleted meanwhile."""
    keys = {"workspace_id": doing.workspace_id}
    if isinstance(options, TagOptions):
        return (await profiles.get_tag(doing.connection, **keys, name=options.tag)).tag
    if isinstance(options, ListOptions):
        await profiles.check_list(doing.connection, **keys, list_id=options.list_id)
        return str(options.list_id)
    assert isinstance(options, SubscriptionOptions)  # noqa: S101 - by the kind
    return profiles.check_subscription(options.channel, options.topic)


_MARKS: Final = {
    BulkKind.TAG_ADD: (MarkKind.TAG, True),
    BulkKind.TAG_REMOVE: (MarkKind.TAG, False),
    BulkKind.LIST_ADD: (MarkKind.LIST, True),
    BulkKind.LIST_REMOVE: (MarkKind.LIST, False),
    BulkKind.SUBSCRIBE: (MarkKind.SUBSCRIPTION, True),
    BulkKind.UNSUBSCRIBE: (MarkKind.SUBSCRIPTION, False),
}
_ACTS: Final[Mapping[BulkKind, Act]] = MappingProxyType(
    {
        **dict.fromkeys(_MARKS, _mark),
        BulkKind.PROPERTY_SET: _edit,
        BulkKind.PROPERTY_UNSET: _edit,
        BulkKind.ERASE: _erase,
    }
)
