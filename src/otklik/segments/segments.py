"""Saved segments: made, listed, changed, deleted; a filter is checked wholly before anything is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.events.cursors import encode_cursor
from otklik.events.errors import bad_cursor
from otklik.infra.postgres import driver_connection
from otklik.kit.clock import to_ms
from otklik.segments import errors, repository, repository_deleted, repository_folders
from otklik.segments.computed.parsing import computed_cycle, reads_computed
from otklik.segments.dependencies import (
    SegmentNode,
    check_dependencies,
    check_dependents,
    find_named,
    list_dependents,
    reach,
)
from otklik.segments.errors import ConditionError
from otklik.segments.language.conditions import VERSION
from otklik.segments.language.parsing import parse
from otklik.segments.loading import AT, KnownNames, load_names
from otklik.segments.repository import SegmentCursor, SegmentRow, SegmentsAsked
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

MAX_SEGMENTS: Final = 1_000
NAME_CHARS: Final = 200

Connection = repository.Connection


@dataclass(frozen=True, slots=True)
class SegmentsPage:
    """A page of segments with the names that their words need."""

    items: list[SegmentRow]
    next_cursor: str | None
    names: KnownNames


async def list_segments(session: Session, *, workspace_id: int, asked: SegmentsAsked) -> SegmentsPage:
    """A page in the asked order. Raises InvalidError for a cursor of another order."""
    after = asked.after
    if after and (after.sort, after.is_descending) != (asked.sort, asked.is_descending):
        raise bad_cursor()
    connection = await driver_connection(session)
    one_more = msgspec.structs.replace(asked, limit=asked.limit + 1)
    rows = await repository.list_segments(connection, workspace_id=workspace_id, asked=one_more)
    cursor = None
    if len(rows) > asked.limit:
        key, last = rows[asked.limit - 1]
        cursor = encode_cursor(SegmentCursor(asked.sort, asked.is_descending, key, last.id))
    names = await load_names(connection, workspace_id=workspace_id)
    return SegmentsPage([row for _, row in rows[: asked.limit]], cursor, names)


async def get_segment(session: Session, *, workspace_id: int, segment_id: int) -> SegmentRow:
    """The segment. Raises NotFoundError."""
    connection = await driver_connection(session)
    row = await repository.find_segment(connection, workspace_id=workspace_id, segment_id=segment_id)
    if row is None:
        raise errors.no_segment()
    return row


async def create_segment(session: Session, *, actor: Actor, values: Mapping[str, Any]) -> SegmentRow:
    """Make a segment of name, description, color, folder_id, filter, is_announcing.

    Its members are looked for at once by the follower; only with `is_announcing` they are told as entering.
    Raises ConditionError, NotFoundError for a folder, ConflictError when there are too many.
    """
    workspace_id = actor.workspace_id
    connection = await driver_connection(session)
    await repository.lock_segments(connection, workspace_id=workspace_id)
    names = await load_names(connection, workspace_id=workspace_id)
    if names.count >= MAX_SEGMENTS:
        raise errors.too_many_segments(MAX_SEGMENTS)
    await _check_folder(connection, workspace_id, values.get("folder_id"))
    depends_on = check_filter(values["filter"], names=names)
    row = await repository.insert_segment(
        connection,
        workspace_id=workspace_id,
        values={
            **values,
            "language_version": VERSION,
            "depends_on": depends_on,
            "created_by": actor.member_id,
        },
    )
    await workspaces.record_audit(
        session, actor=actor, action="segment.created", target=row.name, details={"id": row.id}
    )
    return row


async def update_segment(
    session: Session,
    *,
    actor: Actor,
    segment_id: int,
    values: Mapping[str, Any],
    seen_at: datetime | None = None,
) -> SegmentRow:
    """Change what is given; with another filter the members are looked for anew, of its dependents too.

    Raises NotFoundError, ConditionError (also for a circle), ConflictError when edited after `seen_at`.
    """
    workspace_id = actor.workspace_id
    connection = await driver_connection(session)
    await repository.lock_segments(connection, workspace_id=workspace_id)
    row = await repository.find_segment(connection, workspace_id=workspace_id, segment_id=segment_id)
    if row is None:
        raise errors.no_segment()
    if seen_at is not None and to_ms(seen_at) != to_ms(row.updated_at):
        raise errors.segment_changed()
    await _check_folder(connection, workspace_id, values.get("folder_id"))
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    # 1 and 1.0 are equal in Python: whatever filter is given is checked, an equal one changes nothing.
    dependents: set[int] = set()
    if "filter" in values:
        names = await load_names(connection, workspace_id=workspace_id)
        depends_on = check_filter(values["filter"], names=names, of=row)
        if "filter" in changes:
            changes |= _redefined(row, changes, depends_on)
            dependents = list_dependents(segment_id, names.graph)
    if "filter" not in changes:
        changes = _without_filter(row, changes)
    if not changes:
        return row
    changed = await repository.update_segment(
        connection, workspace_id=workspace_id, segment_id=segment_id, values=changes
    )
    assert changed is not None  # noqa: S101 - it was there under the lock
    if dependents:
        await repository.redefine_segments(connection, workspace_id=workspace_id, segments=sorted(dependents))
    await _note_update(session, actor, changed, changes)
    return changed


async def _note_update(session: Session, actor: Actor, row: SegmentRow, changes: Mapping[str, Any]) -> None:
    await workspaces.record_audit(
        session,
        actor=actor,
        action="segment.updated",
        target=row.name,
        details={"id": row.id, "changed": sorted(changes.keys() & _TOLD)},
    )


_TOLD: Final = frozenset({"name", "description", "color", "folder_id", "filter", "status"})


def _redefined(row: SegmentRow, changes: Mapping[str, Any], depends_on: list[int]) -> dict[str, Any]:
    """The columns that another filter changes; a paused segment stays so unless it is resumed with it."""
    is_paused = changes.get("status", row.status) == "paused"
    return {
        "depends_on": depends_on,
        "definition": row.definition + 1,
        "language_version": VERSION,
        "ready_at": None,
        "status": "paused" if is_paused else "preparing",
        "is_announcing": bool(changes.get("is_announcing", False)),
    }


def _without_filter(row: SegmentRow, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that an edit of all but the filter changes.

    A segment that follows again looks for its members anew: what happened meanwhile was not followed.
    """
    kept = {name: value for name, value in changes.items() if name != "is_announcing"}
    if kept.get("status") != "live":
        return kept
    if row.status != "paused":
        return {name: value for name, value in kept.items() if name != "status"}
    anew = {"status": "preparing", "definition": row.definition + 1, "ready_at": None}
    return {**kept, **anew, "is_announcing": False}


async def duplicate_segment(
    session: Session, *, actor: Actor, segment_id: int, name: str | None
) -> SegmentRow:
    """A segment of the same condition, under `name` or the old name with a number."""
    row = await get_segment(session, workspace_id=actor.workspace_id, segment_id=segment_id)
    connection = await driver_connection(session)
    nodes = await repository.list_nodes(connection, workspace_id=actor.workspace_id)
    values = {
        "name": name or _copied_name(row.name, {node.name for node in nodes.values()}),
        "description": row.description,
        "color": row.color,
        "folder_id": row.folder_id,
        "filter": row.filter,
    }
    return await create_segment(session, actor=actor, values=values)


def _copied_name(name: str, taken: set[str]) -> str:
    number = 2
    while (copy := f"{name[: NAME_CHARS - 8]} ({number})") in taken:
        number += 1
    return copy


async def delete_segment(session: Session, *, actor: Actor, segment_id: int) -> None:
    """Delete it; it may be restored for a while. Raises NotFoundError, ConflictError while others name it."""
    connection = await driver_connection(session)
    await repository.lock_segments(connection, workspace_id=actor.workspace_id)
    graph = await repository.list_nodes(connection, workspace_id=actor.workspace_id)
    needed_by = [node for node in graph.values() if segment_id in node.depends_on]
    # Parts of what is computed bear its property as their name; it is told once, and has no page of its own.
    dependents = {node.name if node.is_part else str(node.id): node.name for node in needed_by}
    if dependents:
        raise errors.segment_in_use(dependents)
    name = await repository_deleted.delete_segment(
        connection, workspace_id=actor.workspace_id, segment_id=segment_id
    )
    if name is None:
        raise errors.no_segment()
    await workspaces.record_audit(
        session, actor=actor, action="segment.deleted", target=name, details={"id": segment_id}
    )


async def restore_segment(session: Session, *, actor: Actor, segment_id: int) -> SegmentRow:
    """Bring a deleted segment back under its id; one that is there stays as it is.

    Its members are looked for anew, silently. Raises NotFoundError when it was forgotten or never was,
    ConditionError when what it names is gone, ConflictError when there are too many.
    """
    workspace_id = actor.workspace_id
    connection = await driver_connection(session)
    await repository.lock_segments(connection, workspace_id=workspace_id)
    deleted = await repository_deleted.find_deleted(
        connection, workspace_id=workspace_id, segment_id=segment_id
    )
    if deleted is not None:
        names = await load_names(connection, workspace_id=workspace_id)
        if names.count >= MAX_SEGMENTS:
            raise errors.too_many_segments(MAX_SEGMENTS)
        await repository_deleted.restore_segment(
            connection,
            workspace_id=workspace_id,
            segment_id=segment_id,
            depends_on=check_filter(deleted.filter, names=names),
            version=VERSION,
        )
        await workspaces.record_audit(
            session, actor=actor, action="segment.restored", target=deleted.name, details={"id": segment_id}
        )
    return await get_segment(session, workspace_id=workspace_id, segment_id=segment_id)


def check_filter(source: object, *, names: KnownNames, of: SegmentRow | None = None) -> list[int]:
    """Check a condition as a segment's filter; the ids of the segments it names. Raises ConditionError."""
    parse(source, resolve=names, at=AT)
    named = sorted(find_named(source, AT))
    ids = sorted({segment for _, segment in named})
    faults = check_dependencies(
        named, graph=names.graph, of=of.id if of else None, name=of.name if of else ""
    )
    if of is not None and not faults:
        edited = {**names.graph, of.id: SegmentNode(of.id, of.name, tuple(ids))}
        faults = check_dependents(of.id, graph=edited, at=AT)
        if _asks_for_itself(source, of, ids, names):
            faults.append(computed_cycle(AT))
    if faults:
        raise ConditionError(faults)
    return ids


def _asks_for_itself(source: object, of: SegmentRow, ids: Iterable[int], names: KnownNames) -> bool:
    """Whether a score, a stage or RFM that needs this segment would follow from itself."""
    graph = names.graph
    if not any(graph[each].is_part for each in list_dependents(of.id, graph)):
        return False
    return reads_computed(source) or any(graph[each].reads_computed for each in reach(ids, graph))


async def _check_folder(connection: Connection, workspace_id: int, folder_id: int | None) -> None:
    if folder_id is None:
        return
    folders = await repository_folders.list_folders(connection, workspace_id=workspace_id)
    if folder_id not in {folder.id for folder in folders}:
        raise errors.no_folder()
