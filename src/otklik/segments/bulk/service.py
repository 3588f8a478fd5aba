"""Bulk actions: asked for, looked at, cancelled, undone; the worker does them."""

from datetime import UTC, datetime, timedelta
from typing import Final

from otklik.infra.engines import Engines
from otklik.infra.postgres import driver_connection
from otklik.segments import audience as audiences
from otklik.segments.audience import Audience
from otklik.segments.bulk import errors, repository
from otklik.segments.bulk.actions import (
    UNDONE_BY,
    BulkKind,
    BulkStatus,
    ListOptions,
    Options,
    PropertyOptions,
    TagOptions,
    has_grown,
)
from otklik.segments.bulk.checking import check_options
from otklik.segments.bulk.repository import ActionRow
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor, Permission, check_permission

KEEP: Final = timedelta(days=7)
"""So long after its end an action's people and its file are kept, for an undo and a download."""
MAX_OPEN: Final = 10
"""Actions of one workspace that wait or run."""


async def start_action(
    session: Session,
    *,
    engines: Engines,
    actor: Actor,
    kind: BulkKind,
    options: Options,
    audience: Audience,
    expected: int,
    confirm: str = "",
) -> ActionRow:
    """Note an action; the worker begins within a second. `expected`: how many people the asker saw.

    An erasure is confirmed by the segment's name, else by that number. Raises ForbiddenError, NotFoundError,
    InvalidError, ConflictError when there are over a tenth more people than he saw, or too many actions run.
    """
    _check_permissions(actor, kind)
    workspace_id = actor.workspace_id
    connection = await driver_connection(session)
    audience = await audiences.complete(engines, workspace_id=workspace_id, audience=audience)
    options = await check_options(
        connection, workspace_id=workspace_id, kind=kind, options=options, author=actor.author
    )
    if kind is BulkKind.ERASE and confirm.strip() != (audience.segment_name.strip() or str(expected)):
        raise errors.not_confirmed()
    count = await audiences.count_people(engines, workspace_id=workspace_id, audience=audience)
    if has_grown(count, expected):
        raise errors.set_grew(count, expected)
    if await repository.count_open(connection, workspace_id=workspace_id) >= MAX_OPEN:
        raise errors.too_many_open(MAX_OPEN)
    action = await repository.insert_action(
        connection,
        workspace_id=workspace_id,
        kind=kind,
        options=options,
        audience=audience.as_given(),
        expected=expected,
        author=actor.author,
    )
    if audience.is_chosen:
        action = await _freeze(session, action, audience)
    await _record(session, actor, "bulk.started", action)
    return action


def _check_permissions(actor: Actor, kind: BulkKind) -> None:
    """What one person may be done to with a permission, many may with the same and the room's own."""
    if kind is BulkKind.ERASE:
        check_permission(actor, Permission.PEOPLE_ERASE)
    if kind is BulkKind.EXPORT:
        check_permission(actor, Permission.PEOPLE_EXPORT)


async def _freeze(session: Session, action: ActionRow, audience: Audience) -> ActionRow:
    """Chosen people are known at once."""
    connection = await driver_connection(session)
    await repository.add_people(
        connection,
        workspace_id=action.workspace_id,
        action_id=action.id,
        first=1,
        people=[audience.people],
    )
    await repository.set_running(
        connection, workspace_id=action.workspace_id, action_id=action.id, total=len(audience.people)
    )
    return await get_action(session, workspace_id=action.workspace_id, action_id=action.id)


async def _record(session: Session, actor: Actor, name: str, action: ActionRow) -> None:
    """The journal tells what was done to how many, and nobody's value."""
    details = {"kind": action.kind.value, "people": action.expected, **_told(action.options)}
    await workspaces.record_audit(session, actor=actor, action=name, target=str(action.id), details=details)


def _told(options: Options) -> dict[str, str]:
    if isinstance(options, TagOptions):
        return {"tag": options.tag}
    if isinstance(options, ListOptions):
        return {"list_id": str(options.list_id)}
    return {"property": options.property} if isinstance(options, PropertyOptions) else {}


def is_kept(action: ActionRow) -> bool:
    """Whether its people and its file are still there."""
    return action.finished_at is None or action.finished_at > datetime.now(UTC) - KEEP


async def get_action(session: Session, *, workspace_id: int, action_id: int) -> ActionRow:
    """One action. Raises NotFoundError."""
    connection = await driver_connection(session)
    action = await repository.find_action(connection, workspace_id=workspace_id, action_id=action_id)
    if action is None:
        raise errors.no_action()
    return action


async def list_actions(
    session: Session, *, workspace_id: int, limit: int, before_id: int | None
) -> list[ActionRow]:
    """Actions of the workspace, the newest first."""
    connection = await driver_connection(session)
    return await repository.list_actions(
        connection, workspace_id=workspace_id, limit=limit, before_id=before_id
    )


async def cancel_action(session: Session, *, actor: Actor, action_id: int) -> ActionRow:
    """Stop an action after its present portion; what was done stays. Raises NotFoundError, ConflictError."""
    action = await get_action(session, workspace_id=actor.workspace_id, action_id=action_id)
    connection = await driver_connection(session)
    if not await repository.finish(
        connection, workspace_id=actor.workspace_id, action_id=action_id, status=BulkStatus.CANCELLED
    ):
        raise errors.action_over()
    await _record(session, actor, "bulk.cancelled", action)
    return await get_action(session, workspace_id=actor.workspace_id, action_id=action_id)


async def undo_action(session: Session, *, actor: Actor, action_id: int) -> ActionRow:
    """Start the opposite of an action for everybody for whom it changed something.

    Raises NotFoundError, ConflictError while it runs, and when there is nothing (any more) to undo.
    """
    action = await get_action(session, workspace_id=actor.workspace_id, action_id=action_id)
    if action.status.value in repository.OPEN:
        raise errors.action_open()
    kind = UNDONE_BY.get(action.kind)
    if kind is None or action.changed == 0 or not is_kept(action):
        raise errors.cannot_undo()
    connection = await driver_connection(session)
    undo = await repository.insert_action(
        connection,
        workspace_id=actor.workspace_id,
        kind=kind,
        options=action.options,
        audience={"count": action.changed},
        expected=action.changed,
        author=actor.author,
        undo_of=action.id,
    )
    total = await repository.copy_changed(
        connection, workspace_id=actor.workspace_id, source_id=action.id, action_id=undo.id
    )
    if total == 0:
        raise errors.cannot_undo()
    await repository.set_running(connection, workspace_id=actor.workspace_id, action_id=undo.id, total=total)
    await _record(session, actor, "bulk.undone", action)
    return await get_action(session, workspace_id=actor.workspace_id, action_id=undo.id)
