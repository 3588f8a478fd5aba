"""Writes a step of the follower down: members, dues, progress and what is told, in one transaction.

The transaction belongs to the caller. Between any two statements the process may die: either all of it is
there or nothing, and the next follower begins from what is there.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from otklik.events.shipping import ship_rows
from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent
from otklik.segments.computed import repository_values
from otklik.segments.computed.changing import Change, Computed, Standing, sum_up
from otklik.segments.live import computing, repository, repository_counts, repository_states
from otklik.segments.live.repository import Progress, StepLostError
from otklik.segments.live.repository_states import PREPARING
from otklik.segments.live.transitions import Changes, Judgement, Known, Transition, compare
from otklik.segments.live.watched import ENTERED, LEFT

Checkpoint: TypeAlias = Callable[[str], Awaitable[None]]
"""Called with the name of each place the follower comes to; whoever rehearses a death raises there."""


async def go_on(place: str) -> None:
    """The Checkpoint that stops nowhere."""
    del place


async def write_step(
    connection: Connection,
    judgements: Sequence[Judgement],
    *,
    before: Progress,
    after: Progress,
    computed: Sequence[Computed] = (),
    secrets: Secrets,
    checkpoint: Checkpoint = go_on,
) -> list[Changes]:
    """Write the judgements and the progress; what changed, by judgement.

    `computed`: everything that is computed, of which the values of these people are written.

    Raises StepLostError when another follower has worked since `before`, or a segment was changed since the
    judgement was made; the transaction must then be rolled back.
    """
    await repository.take_step(connection, progress=before)
    await checkpoint("step taken")
    written = [await _write(connection, judgement, checkpoint) for judgement in judgements]
    values = await _find_values(connection, judgements, written, computed)
    await _tell(connection, judgements, written, values, at_ms=after.moment_ms, secrets=secrets)
    await checkpoint("told")
    await repository.save_progress(connection, progress=after)
    await checkpoint("progress saved")
    return written


async def _write(connection: Connection, judgement: Judgement, checkpoint: Checkpoint) -> Changes:
    workspace_id = judgement.workspace_id
    changes = compare(judgement, await _read_known(connection, judgement))
    await checkpoint("compared")
    await repository.delete_members(connection, workspace_id=workspace_id, people=changes.no_members)
    await checkpoint("members deleted")
    await repository.write_members(connection, workspace_id=workspace_id, rows=changes.members)
    await checkpoint("members written")
    await repository.delete_dues(connection, workspace_id=workspace_id, people=changes.no_dues)
    await repository.write_dues(connection, workspace_id=workspace_id, dues=changes.dues)
    await checkpoint("dues written")
    await repository_counts.add_growth(
        connection, workspace_id=workspace_id, growth=changes.growth, now_ms=judgement.now_ms
    )
    await checkpoint("growth added")
    return changes


async def _read_known(connection: Connection, judgement: Judgement) -> Known:
    workspace_id = judgement.workspace_id
    await _check_states(connection, judgement)
    homes = [home for verdict in judgement.verdicts for home in verdict.homes]
    return Known(
        members=await repository.read_members(connection, workspace_id=workspace_id, homes=homes),
        dues=await repository.read_dues(
            connection, workspace_id=workspace_id, homes=[*homes, *judgement.postponed]
        ),
        segments=frozenset(await repository_states.list_known_ids(connection, workspace_id=workspace_id)),
        erased=frozenset(await profiles.list_erased_homes(connection, workspace_id=workspace_id)),
    )


async def _check_states(connection: Connection, judgement: Judgement) -> None:
    """What was asked must still be what the segments mean, and whether they are told the same."""
    present = await repository_states.read_states(
        connection, workspace_id=judgement.workspace_id, segments=[*judgement.states]
    )
    for id_, state in judgement.states.items():
        now = present.get(id_)
        if now is None or (now.definition, now.status) != (state.definition, state.status):
            raise StepLostError(f"segment {id_} was changed meanwhile")


async def write_settled(
    connection: Connection,
    settling: Computed,
    *,
    before: Progress,
    after: Progress,
    secrets: Secrets,
    checkpoint: Checkpoint = go_on,
) -> None:
    """Give the next people the value that follows from an edit, and count the step. Raises StepLostError."""
    await repository.take_step(connection, progress=before)
    values = await computing.settle_portion(connection, settling)
    await checkpoint("settled")
    await _tell(connection, (), (), values, at_ms=after.moment_ms, secrets=secrets)
    await checkpoint("values told")
    await repository.save_progress(connection, progress=after)


async def _find_values(
    connection: Connection,
    judgements: Sequence[Judgement],
    written: Sequence[Changes],
    computed: Sequence[Computed],
) -> list[Change]:
    """What changed of the values of everybody who was looked at, however often that was."""
    standings: defaultdict[int, list[Standing]] = defaultdict(list)
    for judgement, changes in zip(judgements, written, strict=True):
        standings[judgement.workspace_id] += changes.standings
    found: list[Change] = []
    for workspace_id, theirs in standings.items():
        things = [each for each in computed if each.workspace_id == workspace_id]
        await computing.check_states(connection, things, workspace_id=workspace_id)
        found += await computing.find_step_changes(
            connection, things, sum_up(theirs), workspace_id=workspace_id
        )
    return found


async def _tell(
    connection: Connection,
    judgements: Sequence[Judgement],
    written: Sequence[Changes],
    values: Sequence[Change],
    *,
    at_ms: int,
    secrets: Secrets,
) -> None:
    """Ship transitions and levels as events, each with a place of its own in the order they are in.

    What has changed is written before them: who hears of a level finds the score on the card.
    """
    told = [
        (judgement, transition)
        for judgement, changes in zip(judgements, written, strict=True)
        for transition in changes.told
    ]
    if not told and not values:
        return
    position = await profiles.next_position(connection)
    first = position + computing.PLACES
    rows: computing.Rows = {}
    if values:
        rows = await computing.write_changes(connection, values, at_ms=at_ms, pos=position, secrets=secrets)
    events = [
        _make_event(judgement, transition, first + number)
        for number, (judgement, transition) in enumerate(told)
    ]
    events += computing.list_reached(values, at_ms=at_ms, pos=first + len(told))
    await ship_rows(connection, rows, events)


def _make_event(judgement: Judgement, transition: Transition, pos: int) -> SystemEvent:
    return SystemEvent(
        judgement.workspace_id,
        transition.person,
        ENTERED if transition.is_entering else LEFT,
        judgement.now_ms,
        pos,
        {"segment_id": str(transition.segment.id), "segment": transition.segment.name},
        is_quiet=transition.is_quiet,
    )


async def finish_preparing(connection: Connection, judgement: Judgement) -> None:
    """After the last part, in its transaction: the segments that were being prepared are live."""
    definitions = {
        id_: state.definition for id_, state in judgement.states.items() if state.status == PREPARING
    }
    workspace_id = judgement.workspace_id
    await repository_states.set_live(connection, workspace_id=workspace_id, definitions=definitions)
    await repository_counts.begin_counting(
        connection, workspace_id=workspace_id, segments=[*definitions], now_ms=judgement.now_ms
    )
    await repository_values.set_settling(connection, workspace_id=workspace_id)
