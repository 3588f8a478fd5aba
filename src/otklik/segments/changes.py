"""The stream of those who entered a segment and left it, with the names on their cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from otklik.events.cursors import encode_cursor
from otklik.infra.engines import Engines
from otklik.kit.clock import to_datetime
from otklik.profiles import service as profiles
from otklik.profiles.service import Head
from otklik.segments import queries_changes
from otklik.segments.queries_changes import ENTERED, ChangeCursor


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Changes as `schemas_past.MembershipChange` takes them.

    `next_cursor` is that of the last change; newest first it is None at the end, oldest first it is always
    there, for whoever asks again later.
    """

    items: list[Mapping[str, Any]]
    next_cursor: str | None


async def list_changes(
    engines: Engines,
    *,
    workspace_id: int,
    segment_id: int,
    after: ChangeCursor | None,
    is_newest_first: bool,
    limit: int,
) -> ChangesPage:
    """A page of changes before the cursor, or, the oldest first, after it."""
    rows = await queries_changes.list_changes(
        engines.clickhouse,
        workspace_id=workspace_id,
        segment_id=segment_id,
        after=after,
        is_newest_first=is_newest_first,
        limit=limit + 1,
    )
    page = rows[:limit]
    last = ChangeCursor(int(page[-1]["at"]), page[-1]["pos"]) if page else after
    goes_on = len(rows) > limit or not is_newest_first
    cursor = encode_cursor(last) if last is not None and goes_on else None
    return ChangesPage(await _name(engines, workspace_id, page), cursor)


async def _name(
    engines: Engines, workspace_id: int, rows: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    homes = list({row["person"] for row in rows})
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=homes)
    roots = list({cluster.root for cluster in clusters.values()})
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=roots)
    return [
        {
            "id": str(row["pos"]),
            "at": to_datetime(int(row["at"])),
            "kind": "entered" if row["name"] == ENTERED else "left",
            "person": _person(clusters[row["person"]].root, heads),
        }
        for row in rows
    ]


def _person(root: int, heads: Mapping[int, Head]) -> Mapping[str, Any]:
    given = heads[root].properties if root in heads else {}
    texts = {name: given.get(f"${name}") for name in ("name", "email", "phone")}
    return {"id": root, **{name: text if isinstance(text, str) else None for name, text in texts.items()}}
