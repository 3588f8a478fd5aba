"""Who is where now: a new page is written at once, staying on it now and then."""

import pytest

from otklik.infra.engines import Engines
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.event import BROWSER_DOOR, Event, Visit
from otklik.intake.pipeline.presence import WRITTEN_EVERY_MS, Presence
from otklik.intake.pipeline.testing import Pump
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


@pytest.mark.parametrize(
    ("setting", "reason"), [("only_registered", "not_registered"), ("respect_dnt", "do_not_track")]
)
async def test_heartbeats_of_the_unwanted_show_nobody(pump: Pump, setting: str, reason: str) -> None:
    """Somebody was stored before the workspace asked for it; his open tab shows him no longer."""

    def item(kind: str, message_id: str, device: str, **more: object) -> dict[str, object]:
        context = {"page": {"url": f"https://shop.example/{message_id}"}, "doNotTrack": device == "refuses"}
        names = {"userId": "u1"} if device == "agrees" else {}
        return {
            "type": kind,
            "messageId": message_id,
            "anonymousId": device,
            "context": context,
            **names,
            **more,
        }

    await pump.append(item("page", "m1", "refuses"), item("page", "m2", "agrees"))
    async with pump.running():
        await pump.until(pump.is_idle)
    await pump.pg("UPDATE workspaces SET settings = settings || jsonb_build_object(%s::text, true)", setting)
    await pump.pg("DELETE FROM presence WHERE url LIKE %s", "%m2")
    await pump.append(item("heartbeat", "h1", "refuses"), item("heartbeat", "h2", "agrees"))
    await pump.append(item("page", "m3", "agrees"))
    async with pump.running():
        await pump.until(pump.is_idle)

        async def is_present() -> bool:
            return bool(await pump.pg("SELECT 1 FROM presence WHERE url LIKE %s", "%m3"))

        await pump.until(is_present)
    assert await pump.pg("SELECT count(*) FROM presence WHERE url LIKE %s", "%h1") == [(0,)]
    assert (await pump.counters())["dropped", reason] == 1
    assert (await pump.counters())["dropped", "heartbeat"] == 1
