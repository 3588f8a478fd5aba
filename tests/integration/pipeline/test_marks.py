"""Subscriptions and consents that come as events become marks in both engines, each word once."""

from typing import Any

from tests.conftest import Servers

from otklik.infra.consent_marks import mark_consents
from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import format_ms, now_ms

MARKS = "SELECT kind, key, is_on FROM marks ORDER BY kind, key, ts_ms"
WRITES = (
    "SELECT kind, key, is_on, person, k = bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64) + "
    "toUInt64(bitAnd(k, toUInt128(18446744073709551615))) AS is_key FROM mark_writes ORDER BY k, kind, key"
)


def say(event: str, message_id: str, *, device: str = "d1", at_ms: int = 0, **more: object) -> dict[str, Any]:
    item = {"type": "track", "event": event, "messageId": message_id, "anonymousId": device}
    return {**item, "timestamp": format_ms(at_ms or now_ms()), "properties": more}


async def test_words_of_events_become_marks_once_and_merge_with_the_person(pump: Pump) -> None:
    start = now_ms() - 60_000
    first = say("$subscribed", "m1", at_ms=start + 1, channel="email")
    await pump.append(
        first,
        say("$unsubscribed", "m2", at_ms=start + 2, channel="email", topic="news"),
        say("$consent_given", "m3", at_ms=start + 3, processing=True, advertising=False, text="yes"),
        say("$subscribed", "m4", at_ms=start + 4, channel="pigeon"),
        say("$subscribed", "m5", at_ms=start + 4, channel="email", topic=["news"]),
        say("$list_joined", "m6", at_ms=start + 5, list="VIP"),
    )
    await pump.settle()
    await pump.append(first, say("$unsubscribed", "m7", device="d2", at_ms=start, channel="email"))
    await pump.settle()

    assert await pump.pg(MARKS) == [
        ("consent", "advertising", False),
        ("consent", "processing", True),
        ("subscription", "email", False),  # d2's, the older one
        ("subscription", "email", True),
        ("subscription", "email/news", False),
    ]
    written = await pump.ch(WRITES)
    assert [(row["kind"], row["key"], row["is_on"]) for row in written] == [
        ("subscription", "email", 0),
        ("subscription", "email", 1),
        ("subscription", "email/news", 0),
        ("consent", "advertising", 0),
        ("consent", "processing", 1),
    ]
    assert all(row["is_key"] for row in written)
    names = [name for name in await pump.names() if name != "$session_started"]
    assert sorted(names) == ["$consent_given", "$subscribed", "$unsubscribed", "$unsubscribed"]
    dropped = {reason: n for (kind, reason), n in (await pump.counters()).items() if kind == "dropped"}
    assert dropped == {"unknown_channel": 2, "reserved_name": 1, "duplicate": 1}
    rejected = await pump.pg("SELECT reason, detail, item FROM rejects ORDER BY id")
    assert [reason for reason, _, _ in rejected] == ["unknown_channel"] * 2
    assert "web_push" in rejected[0][1]
    assert "pigeon" in rejected[0][2]

    identify = [
        {"type": "identify", "messageId": f"i{device}", "anonymousId": device, "userId": "u1"}
        for device in ("d1", "d2")
    ]
    await pump.append(*identify)
    await pump.settle()
    assert len(await pump.pg(MARKS)) == 5, "a merge moves no mark"
    latest = await pump.ch(
        "SELECT argMax(is_on, k) AS is_on FROM mark_writes WHERE kind = 'subscription' AND key = 'email' "
        "GROUP BY dictGetOrDefault(currentDatabase() || '.redirect', 'dst', (workspace_id, person), person)"
    )
    assert latest == [{"is_on": 1}]


async def test_consents_of_before_become_marks_at_the_start_once(
    pump: Pump, servers: Servers, database: str
) -> None:
    await pump.pg(
        """
        INSERT INTO consents (workspace_id, profile_id, kind, is_given, position, at)
        SELECT %s, 70 + n %% 2, 'processing', n < 4, n << 24, to_timestamp(1700000000.123 + n)
        FROM generate_series(1, 5) AS n
        """,
        pump.workspace_id,
    )
    dsn = servers.postgres.dsn(database)

    assert [await mark_consents(dsn, pump.engines.clickhouse) for _ in range(2)] == [5, 0]

    marks = await pump.pg("SELECT profile_id, is_on, ts_ms, position FROM marks ORDER BY profile_id")
    assert marks == [(70, False, 1700000004123, 4 << 24), (71, False, 1700000005123, 5 << 24)]
    await pump.pg("UPDATE consents SET is_marked = false")  # killed before the commit
    assert await mark_consents(dsn, pump.engines.clickhouse) == 5
    rows = await pump.ch(
        "SELECT person, uniqExact(k) AS words, argMax(is_on, k) AS is_on, min(batch) AS batch "
        "FROM mark_writes GROUP BY person ORDER BY person"
    )
    assert [(row["person"], row["words"], row["is_on"], row["batch"]) for row in rows] == [
        (70, 2, 0, 0),
        (71, 3, 0, 0),
    ]
