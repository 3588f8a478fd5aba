"""Makes the sweeps that a scenario needs: at its launch, and for each occasion of its schedules."""

from typing import Final

from otklik.automation.contracts import Book
from otklik.automation.graph.entries import Mailing, OnSchedule
from otklik.automation.graph.nodes import Graph
from otklik.automation.sweeps import repository
from otklik.automation.sweeps.contracts import NewSweep, Options, SweepKind
from otklik.automation.sweeps.occasions import first_moment_ms, make_key, next_reading
from otklik.infra.postgres import Connection
from otklik.kit.zones import find_zone

FIRST: Final = "1"
SYSTEM: Final = "system"


async def start(
    connection: Connection,
    *,
    workspace_id: int,
    scenario_id: int,
    version_id: int,
    graph: Graph,
    zone: str,
    author: str,
    now_ms: int,
) -> None:
    """At the launch: those of a mailing, or those inside the segments of triggers, begin."""
    entry = graph.entry
    if entry.mailing is not None:
        starts_ms = find_start_ms(entry.mailing, zone, now_ms)
        gathers_ms = now_ms if entry.mailing.is_frozen else starts_ms
        kind, reading = SweepKind.MAILING, entry.mailing.at
    elif entry.has_insiders:
        starts_ms = gathers_ms = now_ms
        kind, reading = SweepKind.INSIDE, None
    else:
        return
    new = NewSweep(
        scenario_id=scenario_id,
        version_id=version_id,
        kind=kind,
        key=FIRST,
        starts_ms=starts_ms,
        gathers_ms=gathers_ms,
        options=Options(reading=reading),
        author=author,
    )
    await repository.insert_sweep(connection, workspace_id=workspace_id, new=new)


def find_start_ms(mailing: Mailing, zone: str, now_ms: int) -> int:
    """When the first may get it: now, or when the first clocks show the reading."""
    if mailing.at is None:
        return now_ms
    workspace_zone = find_zone(zone) or find_zone("UTC")
    if workspace_zone is None:
        raise AssertionError("UTC is a zone")
    return max(now_ms, first_moment_ms(mailing.at, mailing.zone, workspace_zone))


async def keep_schedules(connection: Connection, *, book: Book, now_ms: int) -> None:
    """Make sure of the next occasion of each schedule, and forget those that were edited away."""
    prefixes = []
    for number, trigger in enumerate(book.graph.entry.triggers):
        if not isinstance(trigger, OnSchedule):
            continue
        reading = next_reading(trigger, max(now_ms, book.launched_ms), book.zone)
        if reading is None:
            # A last occasion that is being waited for or gone through is not forgotten.
            prefixes.append(make_key(trigger, trigger.once).partition("@")[0] if trigger.once else "")
            continue
        key = make_key(trigger, reading)
        prefixes.append(key.partition("@")[0])
        starts_ms = first_moment_ms(reading, trigger.zone, book.zone)
        new = NewSweep(
            scenario_id=book.scenario_id,
            version_id=book.version_id,
            kind=SweepKind.SCHEDULE,
            key=key,
            starts_ms=starts_ms,
            gathers_ms=starts_ms,
            options=Options(trigger=number, reading=reading),
            author=SYSTEM,
        )
        await repository.insert_sweep(connection, workspace_id=book.workspace_id, new=new)
    await repository.forget_schedules(
        connection, workspace_id=book.workspace_id, scenario_id=book.scenario_id, prefixes=prefixes
    )
