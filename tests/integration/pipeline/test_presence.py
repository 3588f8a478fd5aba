"""Who is where now: a new page is written at once, staying on it now and then."""

from otklik.infra.engines import Engines
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.event import BROWSER_DOOR, Event, Visit
from otklik.intake.pipeline.presence import WRITTEN_EVERY_MS, Presence
from otklik.kit.clock import now_ms

DEVICE = 77


def _batch(moment_ms: int, url: str, *, person: int = 5) -> Batch:
    event = Event(
        workspace_id=1,
        write_key_id=1,
        door=BROWSER_DOOR,
        kind="page",
        pos=1 << 24,
        received_ms=moment_ms,
        ts_ms=moment_ms,
        message_id="m",
        visit=Visit({"page": {"title": f"Title of {url}"}}, url=url),
        device=DEVICE,
        person=person,
    )
    return Batch(rows=(), events=(event,), positions={})


async def _read(engines: Engines) -> tuple[str, int, int]:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT url, (extract(epoch FROM last_at) * 1000)::bigint,"
            " (extract(epoch FROM started_at) * 1000)::bigint FROM presence WHERE device = %s",
            (DEVICE,),
        )
        row = await cursor.fetchone()
    assert row is not None
    return row


async def test_a_page_is_written_at_once_and_staying_on_it_sometimes(engines: Engines) -> None:
    presence, start = Presence(), now_ms()
    presence.collect(_batch(start, "/a"))
    await presence.flush(engines.postgres)
    presence.collect(_batch(start + 1_000, "/a"))
    await presence.flush(engines.postgres)
    assert await _read(engines) == ("/a", start, start)

    presence.collect(_batch(start + WRITTEN_EVERY_MS, "/a"))
    await presence.flush(engines.postgres)
    assert await _read(engines) == ("/a", start + WRITTEN_EVERY_MS, start)

    presence.collect(_batch(start + WRITTEN_EVERY_MS + 1, "/b"))
    await presence.flush(engines.postgres)
    assert await _read(engines) == ("/b", start + WRITTEN_EVERY_MS + 1, start + WRITTEN_EVERY_MS + 1)
