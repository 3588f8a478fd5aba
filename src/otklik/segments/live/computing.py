"""Gives people their scores, stages and RFM: written as properties, in the transaction of the step.

A value follows from the parts somebody is in, so it is written whenever these change; `settle` goes through
everybody after an edit, and takes the values back after it was switched off.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.profiles import service as profiles
from otklik.profiles.contracts import ListSink, Operation, ProfileRow, PropertyWrite, SystemEvent
from otklik.profiles.repository_clusters import list_clusters
from otklik.segments.computed import repository_values
from otklik.segments.computed.changing import CLEARING, SETTLING, Change, Computed, Standing, find_changes
from otklik.segments.computed.definitions import REACHED
from otklik.segments.computed.values import list_properties
from otklik.segments.live.repository import StepLostError

PORTION: Final = 5_000
"""People who are settled in one transaction."""
SOURCE: Final = "segments"
PLACES: Final = 3
"""Places that the writes of one person take at a position; events stand after them."""
Rows = Mapping[str, Sequence[ProfileRow]]


async def check_states(connection: Connection, things: Sequence[Computed], *, workspace_id: int) -> None:
    """Raise StepLostError when a definition was edited, or switched on or off, since it was read."""
    present = await repository_values.read_states(connection, workspace_id=workspace_id)
    if present != {each.id: (each.version, each.status) for each in things}:
        raise StepLostError("what is computed was changed meanwhile")


async def find_step_changes(
    connection: Connection, things: Sequence[Computed], standings: Sequence[Standing], *, workspace_id: int
) -> list[Change]:
    """What a step changes of these people's values."""
    if not things or not standings:
        return []
    homes = [home for standing in standings for home in standing.homes]
    told = await repository_values.read_told(connection, workspace_id=workspace_id, homes=homes)
    return find_changes(things, standings, told)


async def write_changes(
    connection: Connection, changes: Sequence[Change], *, at_ms: int, pos: int, secrets: Secrets
) -> Rows:
    """Write values on the cards and remember them; the rows to be shipped."""
    sink = ListSink()
    writes = [
        _make_write(change, number, name, value, at_ms=at_ms, pos=pos)
        for change in changes
        for number, (name, value) in enumerate(list_properties(change.computed.kind, change.value))
    ]
    await profiles.apply_writes(connection, writes=writes, sink=sink, secrets=secrets)
    by_workspace: dict[int, list[Change]] = {}
    for change in changes:
        if change.computed.status == CLEARING:
            continue
        by_workspace.setdefault(change.computed.workspace_id, []).append(change)
    for workspace_id, theirs in by_workspace.items():
        await repository_values.write_told(
            connection, workspace_id=workspace_id, changes=theirs, at_ms=at_ms, pos=pos
        )
    return sink.rows


def _make_write(
    change: Change, number: int, name: str, value: object, *, at_ms: int, pos: int
) -> PropertyWrite:
    return PropertyWrite(
        workspace_id=change.computed.workspace_id,
        person=change.person,
        op=Operation.DELETE if value is None else Operation.SET,
        property=name,
        value=value,
        ts_ms=at_ms,
        position=pos,
        sub=number,
        source=SOURCE,
        author="",
        message_id="",
    )


def list_reached(changes: Iterable[Change], *, at_ms: int, pos: int) -> list[SystemEvent]:
    """The events of reached levels, each with a place of its own from `pos` on."""
    reached = [(change, level) for change in changes for level in change.reached]
    return [
        SystemEvent(
            change.computed.workspace_id,
            change.person,
            REACHED,
            at_ms,
            pos + number,
            {"score": change.value, "threshold": level.at, "level": level.name},
            is_quiet=change.is_quiet,
        )
        for number, (change, level) in enumerate(reached)
    ]


async def settle_portion(connection: Connection, computed: Computed) -> list[Change]:
    """The changes of the next people; notes how far it came. Raises StepLostError after an edit."""
    if computed.status == CLEARING:
        return await _clear_portion(connection, computed)
    people = await repository_values.list_unsettled(connection, computed=computed, limit=PORTION)
    to = people[-1][0] if people else None
    if not await repository_values.set_settled(connection, computed=computed, to=to):
        raise StepLostError("what is computed was changed meanwhile")
    if not people:
        return []
    standings = await _find_standings(connection, computed.workspace_id, people)
    homes = [home for standing in standings for home in standing.homes]
    told = await repository_values.read_told(connection, workspace_id=computed.workspace_id, homes=homes)
    return find_changes([computed], standings, told, is_settling=True)


async def _find_standings(
    connection: Connection, workspace_id: int, people: Sequence[tuple[int, list[int]]]
) -> list[Standing]:
    ids = [person for person, _ in people]
    clusters = await list_clusters(connection, workspace_id=workspace_id, people=ids)
    erased = await profiles.list_erased_homes(connection, workspace_id=workspace_id)
    standings: list[Standing] = []
    for person, segments in people:
        cluster = clusters.get(person)
        homes = cluster.members if cluster else (person,)
        # Whoever has just given way in a merge is settled with the step that learns of it.
        if (cluster is None or cluster.root == person) and erased.isdisjoint(homes):
            standings.append(Standing(person, homes, (), segments))
    return standings


async def _clear_portion(connection: Connection, computed: Computed) -> list[Change]:
    people = await repository_values.take_values(connection, computed=computed, limit=PORTION)
    if not people and not await repository_values.set_off(connection, computed=computed):
        raise StepLostError("what is computed was changed meanwhile")
    erased = await profiles.list_erased_homes(connection, workspace_id=computed.workspace_id)
    return [Change(computed, person, None) for person in people if person not in erased]


def is_unsettled(computed: Computed) -> bool:
    """Whether people must be gone through for it."""
    return computed.status in {SETTLING, CLEARING}
