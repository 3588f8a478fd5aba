"""Scoring, stages and RFM as a member sees them: defined, switched on and off."""

from typing import Final

from otklik.infra.postgres import Connection, driver_connection
from otklik.segments import repository as segments_repository
from otklik.segments.computed import repository, repository_values
from otklik.segments.computed.definitions import PROPERTIES, Json, Kind, read
from otklik.segments.computed.parsing import ReadPart, read_parts
from otklik.segments.computed.repository import ComputedRow, NewPart
from otklik.segments.language.conditions import VERSION
from otklik.segments.loading import load_names
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

AUDITED: Final = {Kind.SCORE: "scoring.updated", Kind.STAGE: "stages.updated", Kind.RFM: "rfm.updated"}


async def find_computed(session: Session, *, workspace_id: int, kind: Kind) -> ComputedRow | None:
    """What is saved, None when nothing ever was."""
    connection = await driver_connection(session)
    return await repository.find_computed(connection, workspace_id=workspace_id, kind=kind)


async def count_parts(session: Session, *, workspace_id: int, computed: ComputedRow) -> int:
    """How many conditions the follower keeps for it."""
    connection = await driver_connection(session)
    return len(await repository.list_parts(connection, workspace_id=workspace_id, computed_id=computed.id))


async def save_computed(
    session: Session,
    *,
    actor: Actor,
    kind: Kind,
    definition: Json,
    is_on: bool,
    is_announcing: bool = False,
    keeps_values: bool = False,
) -> ComputedRow:
    """Keep a definition and switch it on or off; only conditions that are new are looked at anew.

    `is_announcing`: who is at a level already is told as reaching it. `keeps_values`: switched off, it leaves
    what it wrote last. Raises ConditionError.
    """
    workspace_id = actor.workspace_id
    connection = await driver_connection(session)
    await segments_repository.lock_segments(connection, workspace_id=workspace_id)
    names = await load_names(connection, workspace_id=workspace_id)
    parts = read_parts(read(kind, definition), names=names)
    before = await repository.find_computed(connection, workspace_id=workspace_id, kind=kind)
    if before is not None and _is_same(before, definition, is_on=is_on):
        return before
    row = await repository.save_computed(
        connection,
        workspace_id=workspace_id,
        kind=kind,
        definition=definition,
        created_by=actor.member_id,
    )
    if is_on:
        # The pickers of conditions offer what is in the catalogue.
        await repository_values.note_properties(
            connection,
            workspace_id=workspace_id,
            names=PROPERTIES[kind],
            type_="number" if kind is Kind.SCORE else "text",
        )
        status = await _keep_parts(connection, workspace_id, row, parts)
    else:
        status = await _drop_parts(connection, workspace_id, row, keeps_values=keeps_values)
    await repository.begin(
        connection,
        workspace_id=workspace_id,
        computed_id=row.id,
        status=status,
        is_announcing=is_on and is_announcing,
    )
    await workspaces.record_audit(
        session, actor=actor, action=AUDITED[kind], target=PROPERTIES[kind][0], details={"is_on": is_on}
    )
    saved = await repository.find_computed(connection, workspace_id=workspace_id, kind=kind)
    assert saved is not None  # noqa: S101 - it was written above
    return saved


def _is_same(before: ComputedRow, definition: Json, *, is_on: bool) -> bool:
    """Whether there is nothing to do; what is off may still be told to forget its values."""
    return is_on and before.is_on and before.definition == definition


async def _keep_parts(
    connection: Connection, workspace_id: int, row: ComputedRow, wanted: list[ReadPart]
) -> str:
    """Make, change and delete parts until they are the wanted ones; the status that follows."""
    known = {
        part.key: part
        for part in await repository.list_parts(connection, workspace_id=workspace_id, computed_id=row.id)
    }
    by_key = {each.part.key: each for each in wanted}
    gone = [part.segment_id for key, part in known.items() if key not in by_key]
    await repository.delete_parts(connection, workspace_id=workspace_id, segments=gone)
    changed = {
        part.segment_id: by_key[key].part.gives
        for key, part in known.items()
        if key in by_key and by_key[key].part.gives != part.gives
    }
    await repository.update_parts(connection, workspace_id=workspace_id, gives=changed)
    new = [each for key, each in by_key.items() if key not in known]
    await repository.insert_parts(
        connection,
        workspace_id=workspace_id,
        computed_id=row.id,
        name=PROPERTIES[row.kind][0],
        version=VERSION,
        parts=[NewPart(each.part.condition, each.part.key, each.part.gives, each.depends_on) for each in new],
    )
    is_waiting = bool(new) or any(part.status == "preparing" for key, part in known.items() if key in by_key)
    return "preparing" if is_waiting else "settling"


async def _drop_parts(
    connection: Connection, workspace_id: int, row: ComputedRow, *, keeps_values: bool
) -> str:
    """Delete every part; the status that follows."""
    parts = await repository.list_parts(connection, workspace_id=workspace_id, computed_id=row.id)
    await repository.delete_parts(
        connection, workspace_id=workspace_id, segments=[part.segment_id for part in parts]
    )
    has_values = await repository.has_values(connection, workspace_id=workspace_id, computed_id=row.id)
    return "clearing" if has_values and not keeps_values else "off"
