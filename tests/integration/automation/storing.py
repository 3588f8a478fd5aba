"""Puts events and merges straight into the store: what they came by does not matter here."""

from collections.abc import Mapping, Sequence

import msgspec
import zstandard
from tests.integration.automation.crediting import Said

from otklik.events.rows import EventRow
from otklik.infra.engines import Engines


async def store(
    engines: Engines, workspace_id: int, events: Sequence[Said], merged: Mapping[int, int] | None = None
) -> None:
    """Lay down `events`, and that homes lead to others (`merged`)."""
    rows = [
        EventRow(
            workspace_id=workspace_id,
            name=each.name,
            ts=str(each.ts),
            person=each.person,
            pos=each.pos,
            batch=1,
            device=0,
            session=0,
            received_at=str(each.ts),
            message_id=str(each.pos),
            original_name="",
            source="",
            properties=msgspec.json.encode(each.properties).decode(),
        )
        for each in events
    ]
    token = f"laid-{workspace_id}-{events[0].pos}"
    await engines.clickhouse.insert("events", _pack(rows), token=token)
    leads = [
        {"workspace_id": workspace_id, "src": home, "dst": root, "version": 1, "batch": 1}
        for home, root in (merged or {}).items()
        if root != home
    ]
    if leads:
        await engines.clickhouse.insert("redirects", _pack(leads), token=token)
    await engines.clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="test")


def _pack(rows: Sequence[object]) -> bytes:
    return zstandard.compress(b"\n".join(msgspec.json.encode(row) for row in rows))
