"""Events as people read them: a person's feed and the debugger's stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from otklik.events import queries_events
from otklik.events.cursors import decode_cursor, encode_cursor
from otklik.events.queries_events import FeedCursor, Recent
from otklik.infra.engines import Engines
from otklik.kit.clock import to_ms
from otklik.profiles import service as profiles
from otklik.workspaces import service as workspaces

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of a feed, rows as `queries_events` gives them."""

    items: Sequence[Row]
    next_cursor: str | None


async def list_person_events(
    engines: Engines,
    *,
    workspace_id: int,
    person_id: int,
    names: Sequence[str] = (),
    limit: int = 50,
    cursor: str | None = None,
) -> FeedPage:
    """Events of a person over all his homes, newest first. Raises NotFoundError, InvalidError."""
    after = decode_cursor(cursor, FeedCursor) if cursor else None
    person = await profiles.get_person(engines, workspace_id=workspace_id, person_id=person_id)
    rows = await queries_events.list_feed(
        engines.clickhouse,
        workspace_id=workspace_id,
        members=person.members,
        names=names,
        after=after,
        limit=limit + 1,
    )
    page = rows[:limit]
    if len(rows) <= limit:
        return FeedPage(page, None)
    last = page[-1]
    return FeedPage(page, encode_cursor(FeedCursor(to_ms(last["ts"]), last["pos"])))


async def list_recent_events(
    engines: Engines,
    *,
    workspace_id: int,
    which: Recent,
    limit: int,
    person_id: int | None = None,
    is_today: bool = False,
) -> list[tuple[Row, str | None]]:
    """What arrived last, newest first, each with the name on the person's card now."""
    if is_today:
        zone = (await workspaces.get_workspace_profile(engines, workspace_id)).time_zone
        which = msgspec.structs.replace(which, today_in=zone)
    if person_id is not None:
        clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=[person_id])
        which = msgspec.structs.replace(which, members=clusters[person_id].members)
    rows = await queries_events.list_recent(
        engines.clickhouse, workspace_id=workspace_id, which=which, limit=limit
    )
    return await name_people(engines, workspace_id=workspace_id, rows=rows)


async def name_people(
    engines: Engines, *, workspace_id: int, rows: Sequence[Row]
) -> list[tuple[Row, str | None]]:
    """The rows with the names of their people: name, else email, else None."""
    homes = list({row["person"] for row in rows})
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=homes)
    roots = list({cluster.root for cluster in clusters.values()})
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=roots)

    def name_of(home: int) -> str | None:
        head = heads.get(clusters[home].root)
        found = (head.properties.get("$name") or head.properties.get("$email")) if head else None
        return found if isinstance(found, str) else None

    return [(row, name_of(row["person"])) for row in rows]
