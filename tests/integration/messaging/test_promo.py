"""Promo codes: one for one person, whatever dies; seen in orders; made, filled, read and told over HTTP."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.conftest import MakeWorkspace, Servers
from tests.integration.automation.shop import ScenarioShop
from tests.integration.deadly import Deadly, DeathError
from tests.integration.items import track
from tests.integration.messaging.dying import live_for
from tests.integration.messaging.ledger import NOON, Ledger

from otklik.infra.engines import Engines
from otklik.messaging.channels.contracts import Outcome, Result
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel, MessageKind
from otklik.messaging.delivering import LEASE, lapse_portion
from otklik.messaging.erasure import erase_from_messaging
from otklik.messaging.promo import repository, repository_codes, running
from otklik.messaging.promo.contracts import OnePer, Pool, Rules, WhenEmpty
from otklik.profiles.contracts import Erased
from otklik.settings import Settings

LATER = NOON + LEASE + timedelta(seconds=1)
WEEK = timedelta(days=7)


class Promo:
    """A ledger whose messages say promo codes."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    async def pool(self, name: str, codes: int, **rules: Any) -> Pool:  # noqa: ANN401 - fields of Rules
        """A pool with so many codes; the first one is the default."""
        workspace_id = self.ledger.workspace_id
        async with self.ledger.engines.postgres.connection() as connection:
            pool_id = await repository.insert_pool(
                connection, workspace_id=workspace_id, name=name, title=name, rules=Rules(**rules), author="t"
            )
            assert pool_id is not None
            if len(await repository.list_pools(connection, workspace_id=workspace_id)) == 1:
                await repository.set_default(connection, workspace_id=workspace_id, pool_id=pool_id)
            await repository_codes.insert_codes(
                connection,
                workspace_id=workspace_id,
                pool_id=pool_id,
                codes={f"{name}-{number}".upper(): f"{name}-{number}" for number in range(codes)},
            )
            (pool,) = await repository.list_pools(connection, workspace_id=workspace_id, pool_id=pool_id)
        return pool

    async def content(self, text: str, channel: Channel = Channel.SMS) -> int:
        async with self.ledger.engines.postgres.connection() as connection:
            return await keep_content(
                connection,
                self.ledger.channels,
                workspace_id=self.ledger.workspace_id,
                channel=channel,
                content={"text": text},
            )

    async def held(self) -> list[tuple[int | None, str]]:
        """(person, code) of codes that were given."""
        async with self.ledger.engines.postgres.connection() as connection:
            cursor = await connection.execute(
                "SELECT profile_id, code FROM promo_codes WHERE given_at IS NOT NULL ORDER BY id"
            )
            return [(row[0], row[1]) for row in await cursor.fetchall()]

    def said(self) -> list[tuple[int, str]]:
        """(person, text) of what the wires brought."""
        delivered = [*self.ledger.sms.delivered, *self.ledger.task.delivered]
        return [(each.send.profile_id, each.content["text"]) for each in delivered]


async def test_whoever_dies_nobody_has_two_and_no_two_have_one(engines: Engines) -> None:
    promo = Promo(await Ledger.open(engines))
    ledger = promo.ledger
    people = await ledger.make_people(9)
    await promo.pool("spring", 9)
    sms, task = await promo.content("{{ promo_code }}"), await promo.content("{{ promo_code }}", Channel.TASK)
    ledger.sms.at_once = 2
    ledger.sms.answer = lambda delivery: (
        Outcome(Result.AGAIN, "busy") if delivery.send.attempts == 0 else Outcome(Result.SENT)
    )
    for each in people:
        given = {"kind": MessageKind.TRANSACTIONAL}
        await ledger.plan(
            ledger.new(each, content_id=sms, **given),
            ledger.new(each, content_id=sms, **given),
            ledger.new(each, content_id=task, channel=Channel.TASK, **given),
        )
    deadly, is_busy = Deadly(), True
    while is_busy:
        try:
            is_busy = bool(await ledger.release(checkpoint=deadly) or await ledger.deliver(checkpoint=deadly))
        except DeathError:
            is_busy = True
    assert {"claimed", "on the wire", "inner written"} <= {*deadly.places}
    for now in (LATER, LATER + timedelta(minutes=5), LATER + timedelta(hours=1)):
        while await lapse_portion(engines, now=now) or await ledger.release(now) or await ledger.deliver(now):
            continue
    held = await promo.held()
    assert Counter(person for person, _ in held) == dict.fromkeys(people, 1), "one each"
    assert len({code for _, code in held}) == 9, "none lost, none twice"
    assert {*promo.said()} == {*held}, "a retry says the same, and so does each message of the scenario"
    assert len(await ledger.told("$promo_code_issued")) == 9


@pytest.mark.long
async def test_workers_that_are_killed_give_one_each(
    engines: Engines, servers: Servers, settings: Settings, database: str
) -> None:
    promo = Promo(await Ledger.open(engines))
    ledger = promo.ledger
    people = await ledger.make_people(60)
    await promo.pool("spring", 60)
    content = await promo.content("{{ promo_code }}")
    given = {"content_id": content, "kind": MessageKind.TRANSACTIONAL}
    sends = await ledger.plan(*(ledger.new(each, **given) for each in people for _ in range(3)))
    clickhouse = f"{servers.clickhouse.url}/{engines.clickhouse.database}"
    chance, places = random.Random(7), []
    for _ in range(8):
        urls = (servers.postgres.dsn(database), clickhouse)
        lived = live_for(chance.randint(1, 25), settings, *urls, workspace_id=ledger.workspace_id)
        places.append(await lived)
    for now in (LATER, LATER + timedelta(minutes=5), LATER + timedelta(hours=1)):
        while await lapse_portion(engines, now=now) or await ledger.release(now) or await ledger.deliver(now):
            continue
    held = await promo.held()
    assert Counter(person for person, _ in held) == dict.fromkeys(people, 1), "one each"
    assert len({code for _, code in held}) == 60, "none lost, none twice"
    assert {*await ledger.states(sends)} == {"sent"}
    assert {*promo.said()} <= {*held}, "what was said after a death is what is held"
    assert "idle" not in places, "each died at work"
    assert {"claimed", "on the wire"} & {*places}


async def test_workers_side_by_side_give_one_each(engines: Engines) -> None:
    promo = Promo(await Ledger.open(engines))
    ledger = promo.ledger
    people = await ledger.make_people(20)
    await promo.pool("spring", 20)
    content = await promo.content("{{ promo.spring.code }}")
    ledger.sms.at_once = 3
    await ledger.plan(
        *(
            ledger.new(each, content_id=content, kind=MessageKind.TRANSACTIONAL)
            for each in people
            for _ in range(3)
        )
    )

    async def work(by: str) -> None:
        while await ledger.release() or await ledger.deliver(by=by):
            continue

    await asyncio.gather(work("one"), work("two"), work("three"))
    held = await promo.held()
    assert Counter(person for person, _ in held) == dict.fromkeys(people, 1)
    assert Counter(promo.said()) == Counter(dict.fromkeys(held, 3))


async def test_rules_of_a_pool(engines: Engines) -> None:
    promo = Promo(await Ledger.open(engines))
    ledger = promo.ledger
    ann, bob, eve = await ledger.make_people(3)
    await promo.pool("own", 2, one_per=OnePer.PERSON)
    await promo.pool("week", 9, days=7)
    await promo.pool("said", 0, when_empty=WhenEmpty.TEXT, empty_text="ALL5")
    texts = {name: await promo.content(f"{{{{ promo.{name}.code }}}}") for name in ("own", "week", "said")}
    broken = await promo.content("{{ promo.own.code }} {{ 'now' | date: '%Q' }}")

    async def send(person: int, name: str, at: Any = NOON, **given: Any) -> str:  # noqa: ANN401 - of a send
        content = texts.get(name, broken)
        new = ledger.new(person, content_id=content, kind=MessageKind.TRANSACTIONAL, release_at=at, **given)
        ids = await ledger.plan(new)
        await ledger.work(at)
        (state,) = await ledger.states(ids)
        return ledger.sms.delivered[-1].content["text"] if state == "sent" else state

    assert await send(ann, "own", scenario_id=7) == await send(ann, "own", scenario_id=8) == "own-0"
    first = await send(ann, "week")
    assert await send(ann, "week") == first
    assert await send(ann, "week", scenario_id=8) != first, "another message, another code"
    over = await send(ann, "week", NOON + timedelta(days=8))
    assert over != first, "a code that is over is no gift"
    assert await send(ann, "said") == "ALL5"
    assert await send(bob, "own", node="test") != "own-1", "a test gives nothing"
    assert await send(bob, "own") == "own-1"
    assert await send(eve, "own") == "skipped:no_promo_code", "the pool is empty"
    assert len([code for person, code in await promo.held() if person == eve]) == 0

    async with engines.postgres.connection() as connection:
        await repository_codes.insert_codes(
            connection,
            workspace_id=ledger.workspace_id,
            pool_id=(
                await repository.list_named(connection, workspace_id=ledger.workspace_id, names=["own"])
            )["own"].id,
            codes={"OWN-9": "own-9"},
        )
    assert await send(eve, "broken") == "skipped:invalid_content"
    assert await send(eve, "own") == "own-9", "what could not be said gave nothing away"
    erased = Erased(ledger.workspace_id, 1, eve, (eve,), {}, NOON)
    assert set((await erase_from_messaging(engines, erased)).values()) == {0}
    assert (None, "own-9") in await promo.held(), "the code stays given, and nobody's"


async def test_a_pool_that_runs_out_is_told_once(engines: Engines) -> None:
    promo = Promo(await Ledger.open(engines))
    ledger = promo.ledger
    await promo.pool("spring", 20)
    content = await promo.content("{{ promo_code }}")
    heard: list[str] = []

    async def hear(session: object, pools: Any) -> None:  # noqa: ANN401 - pools
        del session
        heard.extend(pool.name for pool in pools)

    async def send(people: list[int]) -> None:
        sends = (ledger.new(each, content_id=content, kind=MessageKind.TRANSACTIONAL) for each in people)
        await ledger.plan(*sends)
        await ledger.work()
        await running.look(engines, hear=hear)

    await send(await ledger.make_people(17))
    assert heard == []
    await send(await ledger.make_people(1, first=50))
    await send(await ledger.make_people(1, first=51))
    assert heard == ["spring"]


async def test_orders_tell_what_was_used(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    async with engines.postgres.connection() as connection:
        pool_id = await repository.insert_pool(
            connection, workspace_id=shop.workspace_id, name="spring", title="S", rules=Rules(), author="t"
        )
        assert pool_id is not None
        await repository_codes.insert_codes(
            connection,
            workspace_id=shop.workspace_id,
            pool_id=pool_id,
            codes={"A-1": "a-1", "A-2": "a-2", "A-3": "a-3"},
        )
    await shop.follower.catch_up()
    order = {"order_id": "o1", "amount": "1000", "coupon": "A-1"}
    await shop.happen(
        track("ann", "$order_completed", **order),
        track("ann", "$order_paid", **order),
        track("bob", "$order_completed", order_id="o2", amount=500, coupon="a-2"),
        track("eve", "$order_completed", order_id="o3", amount=700, coupon="none of ours"),
    )
    await shop.happen(
        track("ann", "$order_refunded", order_id="o1", amount=300),
        track("bob", "$order_cancelled", order_id="o2"),
    )
    async with engines.postgres.connection() as connection:
        figures = await repository.count_codes(connection, workspace_id=shop.workspace_id, pool_ids=[pool_id])
        (listed, *_) = await repository_codes.list_codes(
            connection, workspace_id=shop.workspace_id, pool_id=pool_id, limit=9
        )
    told = figures[pool_id]
    assert (told.total, told.free, told.used, told.orders) == (3, 1, 1, 1)
    assert (told.gross, told.net) == (Decimal(1000), Decimal(700))
    assert (listed.code, listed.state, listed.order_id) == ("a-1", "used", "o1")
    rows = await shop.pump.events()
    used = [row["properties"]["code"] for row in rows if row["name"] == "$promo_code_used"]
    assert sorted(used) == ["a-1", "a-2"], "once each, however often an order is told"


async def test_pools_over_http(engines: Engines, make_workspace: MakeWorkspace) -> None:
    shop, other = await make_workspace(), await make_workspace(name="Other")
    owner = await shop.owner()
    body = {
        "name": "spring",
        "title": "Spring",
        "discount": {"kind": "percent", "value": "10"},
        "term": {"days": 7},
        "prefix": "SP-",
        "length": 6,
    }
    made = await owner.post("/api/v1/promo-pools", json=body)
    assert made.status_code == 201, made.text
    pool = made.json()
    assert (pool["is_default"], pool["total"], pool["sample"]) == (True, 0, "SP-SAMPLE")
    path = f"/api/v1/promo-pools/{pool['id']}"
    assert (await owner.post("/api/v1/promo-pools", json=body)).status_code == 409
    bad = {**body, "name": "Bad name", "discount": {"kind": "percent", "value": "110"}}
    assert (await owner.post("/api/v1/promo-pools", json=bad)).status_code == 422
    over = await owner.post("/api/v1/promo-pools", json={**bad, "name": "bad"})
    assert [fault["path"] for fault in over.json()["error"]["faults"]] == ["discount.value"]

    assert (await owner.post(f"{path}/generate", json={"count": 1_000_000})).status_code == 422, "guessed"
    asked = await owner.post(f"{path}/generate", json={"count": 300})
    assert (asked.status_code, asked.json()["making"]) == (202, 300)
    while await running.make_portion(engines):
        pass
    file = await owner.post(f"{path}/codes", content=b"code\nX-1\nX-2\nx-1\n")
    assert file.json() == {
        "added": 2, "repeated": 0, "refused": [{"line": 4, "code": "x-1", "reason": "repeated"}],
        "refused_total": 1,
    }  # fmt: skip
    known = (await owner.get("/api/v1/promo-pools")).json()["items"]
    assert [(each["total"], each["free"], each["making"]) for each in known] == [(302, 302, 0)]
    page = (await owner.get(f"{path}/codes?query=x-&state=free")).json()
    assert [each["code"] for each in page["items"]] == ["X-1", "X-2"]
    csv = (await owner.get(f"{path}/codes.csv")).text
    assert csv.splitlines()[-1].startswith("X-2,free,,,")
    assert len(csv.splitlines()) == 303
    assert (await owner.get(f"{path}/messages")).json() == {"items": []}

    content = {"channel": "chat", "content": {"text": "{{ promo_code }} {{ promo.autumn.code }}"}}
    checked = (await owner.post("/api/v1/contents/check", json=content)).json()
    assert "unknown_promo" in [fault["code"] for fault in checked["faults"]]
    shown = await owner.post(
        "/api/v1/contents/preview",
        json={
            "channel": "webhook",
            "content": {"url": "https://a.example", "body": {"c": "{{ promo_code }}"}},
        },
    )
    assert shown.json()["content"]["body"] == {"c": "SP-SAMPLE"}, shown.text
    assert (await owner.get("/api/v1/promo-pools")).json()["items"][0]["given"] == 0

    put = await owner.put(path, json={**body, "title": "Весна", "term": {"ends_on": "2026-12-31"}})
    assert (put.json()["title"], put.json()["term"]) == ("Весна", {"ends_on": "2026-12-31", "days": None})
    stranger = await other.owner()
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.delete(path)).status_code == 404
    assert (await owner.delete(path)).status_code == 204
    actions = [each["action"] for each in (await owner.get("/api/v1/audit")).json()["items"]]
    assert {"promo_pool.created", "promo_pool.generated", "promo_pool.filled"} <= {*actions}
