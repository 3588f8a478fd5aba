"""Mailings, people inside at the launch, schedules: everybody once, whatever dies."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.integration.automation.shop import DAY_MS, HOUR_MS, ScenarioShop
from tests.integration.items import identify, track

from otklik.automation import scenarios
from otklik.automation.sweeps import service
from otklik.automation.sweeps.running import Sweeper
from otklik.automation.sweeps.service import Phase, Progress
from otklik.infra.engines import Engines
from otklik.workspaces.roles import system_actor

PEOPLE = 23


class KilledError(Exception):
    """The process died here."""


async def open_shop(engines: Engines) -> ScenarioShop:
    shop = await ScenarioShop.open(engines)
    zones = {0: "Asia/Tokyo", 1: "America/Sao_Paulo"}
    people = [identify(f"p{n}", grp=1, **{"$time_zone": zones.get(n, "")}) for n in range(PEOPLE)]
    await shop.happen(*people, *(track(f"p{n}", "seen", who=f"p{n}") for n in range(PEOPLE)))
    return shop


def mailing(shop: ScenarioShop, **how: object) -> dict[str, Any]:
    return {
        "entry": {"mailing": how, "audience": {"property": "grp", "op": "eq", "value": 1}},
        "start": "letter",
        "nodes": {"letter": shop.send()},
    }


async def sweep(shop: ScenarioShop, **how: Any) -> None:  # noqa: ANN401 - of the Sweeper
    sweeper = Sweeper(shop.engines, portion=10, **how)
    await sweeper.keep_schedules(now_ms=shop.now_ms)
    while await sweeper.step(now_ms=shop.now_ms):
        pass


async def look(shop: ScenarioShop, scenario_id: int) -> Progress:
    async with shop.engines.postgres.connection() as connection:
        return await service.read_progress(
            connection, workspace_id=shop.workspace_id, scenario_id=scenario_id
        )


async def releases(shop: ScenarioShop, scenario_id: int) -> list[datetime]:
    rows = await shop.pump.pg(
        "SELECT release_at FROM sends WHERE scenario_id = %s ORDER BY release_at", scenario_id
    )
    return [row[0] for row in rows]


async def test_a_mailing_reaches_everybody_once_whatever_dies(engines: Engines) -> None:
    shop = await open_shop(engines)
    actor = system_actor(workspace_id=shop.workspace_id)
    made = await shop.launch(mailing(shop))
    assert (await look(shop, made)).phase is Phase.GATHERING
    for place in ("taken", "gathered", "swept", "taken", "planned", "swept", "committed", "planned"):

        async def die(at: str, place: str = place) -> None:
            if at == place:
                raise KilledError

        with pytest.raises(KilledError):
            await sweep(shop, checkpoint=die)
    await sweep(shop)
    halfway = await look(shop, made)
    assert (halfway.phase, halfway.total, halfway.remaining) == (Phase.SENDING, PEOPLE, PEOPLE)
    await shop.work()
    assert len(shop.sent()) == len(set(shop.sent())) == PEOPLE
    done = await look(shop, made)
    assert (done.phase, done.count("sent"), done.remaining, done.ends_at) == (Phase.DONE, PEOPLE, 0, None)
    assert done.per_minute == PEOPLE

    # Three were missed: they alone get it again.
    await shop.pump.pg(
        "UPDATE sends SET state = 'failed', reason = 'bounce'"
        " WHERE id IN (SELECT id FROM sends ORDER BY id LIMIT 3) RETURNING id"
    )
    async with engines.postgres.session() as session:
        await service.resend(session, actor=actor, scenario_id=made, reasons=["failed"])
    await sweep(shop)
    await shop.work()
    assert len(shop.sent()) == PEOPLE + 3
    again = await look(shop, made)
    assert [(each.kind.value, each.total, each.begun) for each in again.sweeps] == [
        ("resend", 3, 3),
        ("mailing", PEOPLE, PEOPLE),
    ]


async def test_a_mailing_keeps_clocks_and_throttle_is_paused_and_stopped(engines: Engines) -> None:
    shop = await open_shop(engines)
    actor = system_actor(workspace_id=shop.workspace_id)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    reading = (now + timedelta(days=2)).replace(tzinfo=None)
    made = await shop.launch(mailing(shop, at=reading.isoformat(), zone="person"))
    waiting = await look(shop, made)
    assert (waiting.phase, waiting.total) == (Phase.SCHEDULED, 0)
    shop.ahead_ms += 2 * DAY_MS - 13 * HOUR_MS
    await sweep(shop)
    moments = await releases(shop, made)
    at = reading.replace(tzinfo=UTC)
    expected = [at - timedelta(hours=9), *[at - timedelta(hours=3)] * (PEOPLE - 2), at + timedelta(hours=3)]
    assert moments == expected, "Tokyo first, then the workspace's Moscow, then São Paulo"
    async with engines.postgres.session() as session:
        await service.stop(session, actor=actor, scenario_id=made)
    await shop.wait(2 * DAY_MS)
    assert shop.sent() == []
    stopped = await look(shop, made)
    assert (stopped.phase, stopped.remaining) == (Phase.DONE, 0)
    assert [(each.reason, each.count) for each in stopped.standings] == [("stopped", PEOPLE)]

    slow = await shop.launch(mailing(shop, per_minute=5), name="Slow")
    await sweep(shop)
    moments = await releases(shop, slow)
    assert len(moments) == 20, "two minutes ahead, a portion at a time"
    assert {later - earlier for earlier, later in pairwise(moments)} == {timedelta(seconds=12)}
    async with engines.postgres.session() as session:
        await scenarios.pause(session, actor=actor, scenario_id=slow)
    assert (await look(shop, slow)).phase is Phase.PAUSED
    shop.ahead_ms += HOUR_MS
    await sweep(shop)
    assert len(await releases(shop, slow)) == 20
    async with engines.postgres.session() as session:
        await scenarios.resume(session, actor=actor, scenario_id=slow)
    await sweep(shop)
    await sweep(shop)
    assert len(await releases(shop, slow)) == PEOPLE
    await shop.wait(10 * 60_000)
    assert len(shop.sent()) == PEOPLE


async def test_those_inside_begin_at_the_launch_and_schedules_come_round(engines: Engines) -> None:
    shop = await open_shop(engines)
    audience = {"property": "grp", "op": "eq", "value": 1}
    soon = datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0) + timedelta(hours=3, minutes=30)
    source = {
        "entry": {
            "triggers": [{"schedule": {"at": f"{soon:%H:%M}"}}],  # by clocks of Moscow: in half an hour
            "audience": audience,
            "repeat": "always",
        },
        "start": "letter",
        "nodes": {"letter": shop.send()},
    }
    daily = await shop.launch(source)
    await sweep(shop)
    assert shop.sent() == []
    for days in (1, 2):
        shop.ahead_ms += HOUR_MS if days == 1 else DAY_MS
        await sweep(shop)
        await shop.work()
        assert len(shop.sent()) == days * PEOPLE
        await sweep(shop)
        await shop.work()
    assert len(await shop.runs(daily)) == 2 * PEOPLE
    async with engines.postgres.connection() as connection:
        known = await connection.execute(
            "INSERT INTO segments (workspace_id, name, filter, language_version, status)"
            " VALUES (%s, 'G', %s, 1, 'live') RETURNING id",
            (shop.workspace_id, '{"property": "grp", "op": "eq", "value": 1}'),
        )
        row = await known.fetchone()
    assert row is not None
    entry = {"triggers": [{"segment": row[0]}], "also_inside": True, "audience": {"not": {"tag": "x"}}}
    nodes = {"first": shop.send()}
    inside = await shop.launch({"entry": entry, "start": "first", "nodes": nodes}, name="Inside")
    assert await service.count_inside(engines, workspace_id=shop.workspace_id, scenario_id=inside) == PEOPLE
    await sweep(shop)
    await shop.work()
    assert len(await shop.runs(inside)) == PEOPLE
    assert (await look(shop, inside)).phase is Phase.DONE
