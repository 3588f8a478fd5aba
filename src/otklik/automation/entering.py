"""Lets people begin: repeat rules held by their rows, one run for each thing that happened."""

from collections.abc import Mapping, Sequence

from otklik.automation import repository_entrants, repository_runs
from otklik.automation.admitting import Known, admit
from otklik.automation.contracts import Beginning, Book
from otklik.infra.postgres import Connection
from otklik.profiles import recipients
from otklik.profiles import service as profiles


async def begin_runs(
    connection: Connection,
    *,
    workspace_id: int,
    beginnings: Sequence[Beginning],
    books: Mapping[int, Book],
    now_ms: int,
) -> int:
    """Begin a run for each who may, in the caller's transaction; how many. Safe to repeat: keys are unique.

    Whoever asks for the same person and scenario meanwhile waits for the commit.
    """
    if not beginnings:
        return 0
    erased = await profiles.list_erased_homes(connection, workspace_id=workspace_id)
    asking = [each for each in beginnings if each.home not in erased]
    homes = sorted({each.home for each in asking})
    found = await recipients.list_recipients(connection, workspace_id=workspace_id, homes=homes)
    members = {home: found[home].members for home in homes}
    await repository_entrants.hold_entrants(
        connection,
        workspace_id=workspace_id,
        roots=[(members[each.home][0], each.scenario_id) for each in asking],
    )
    known = await _read_known(connection, workspace_id, asking, members)
    entries = {book.scenario_id: book.graph.entry for book in books.values()}
    zones = {book.scenario_id: book.zone for book in books.values()}
    admitted = admit(asking, known, entries, zones)
    await repository_runs.insert_runs(
        connection, workspace_id=workspace_id, beginnings=admitted.beginnings, now_ms=now_ms
    )
    await repository_entrants.write_entered(connection, workspace_id=workspace_id, entered=admitted.entered)
    return len(admitted.beginnings)


async def _read_known(
    connection: Connection,
    workspace_id: int,
    asking: Sequence[Beginning],
    members: Mapping[int, Sequence[int]],
) -> Known:
    everybody = sorted({home for homes in members.values() for home in homes})
    scenario_ids = sorted({each.scenario_id for each in asking})
    inside = await repository_runs.list_inside(
        connection, workspace_id=workspace_id, homes=everybody, scenario_ids=scenario_ids
    )
    return Known(
        members=members,
        entrants=await repository_entrants.read_entrants(
            connection, workspace_id=workspace_id, homes=everybody, scenario_ids=scenario_ids
        ),
        inside={(home, scenario_id) for scenario_id, home, _, _ in inside},
        keys=await repository_runs.list_known_keys(
            connection, workspace_id=workspace_id, keys=[(each.scenario_id, each.key) for each in asking]
        ),
    )
