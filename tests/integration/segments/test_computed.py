"""Scores, stages and RFM follow what happens: written where they change, levels told once, edits silent."""

from typing import Any

import pytest
from tests.integration.items import identify, track
from tests.integration.segments.computed_shop import reached, save, status, values
from tests.integration.segments.live_shop import DAY_MS, LiveShop

from otklik.infra.engines import Engines
from otklik.segments import segments
from otklik.segments.computed.defaults import suggest
from otklik.segments.computed.definitions import Kind
from otklik.workspaces.roles import Actor, ActorKind, Role

Json = dict[str, Any]
BOUGHT: Json = {"id": "bought", "points": 10, "event": "bought", "at_most": 3, "lasts": "P10D"}
NAMED: Json = {"id": "named", "points": 7, "when": {"property": "plan", "op": "set"}}
HOT: Json = {"name": "Hot", "at": 26}
WARM: Json = {"name": "Warm", "at": 10}


@pytest.fixture
async def shop(engines: Engines) -> LiveShop:
    return await LiveShop.open(engines)


async def test_scores_follow_events_time_and_edits(shop: LiveShop) -> None:
    hot = await shop.add_segment("Hot", {"property": "$score", "op": "gte", "value": 26})
    await shop.happen(*[track("old", "bought", who="old")] * 2, track("idle", "looked", who="idle"))
    await save(shop, Kind.SCORE, {"rules": [BOUGHT, NAMED], "levels": [WARM, HOT]})
    await shop.follow()
    old, idle = await shop.home("old"), await shop.home("idle")
    assert await status(shop) == "live"
    assert await values(shop) == {old: 20}, "who is in no part has no score"
    assert await reached(shop) == [], "an edit happens to nobody"

    await shop.follow(track("ann", "bought", who="ann"), identify("ann", plan="pro"))
    ann = await shop.home("ann")
    await shop.follow(*[track("ann", "bought")] * 4)
    assert await values(shop) == {old: 20, ann: 37}, "at most three count"
    assert await reached(shop) == [(ann, 17, "Warm"), (ann, 37, "Hot")]
    await shop.follow()
    assert await shop.members(hot) == {ann}, "conditions see the score"

    await shop.follow(track("old", "bought"))
    assert await reached(shop, old) == [(old, 30, "Hot")]
    shop.ahead_ms = 11 * DAY_MS
    await shop.follow()
    assert await values(shop) == {old: 0, ann: 7}, "points are gone without an event, the score stays"
    assert len(await reached(shop)) == 3
    await shop.follow()
    assert await shop.members(hot) == set()
    writes = await shop.pump.ch(
        f"SELECT value FROM property_writes WHERE person = {ann} AND property = '$score'"
        " AND source = 'segments' ORDER BY k"
    )
    assert [row["value"] for row in writes] == ["17", "37", "7"]

    parts = await shop.pump.pg("SELECT id FROM segments WHERE computed_id IS NOT NULL ORDER BY id")
    await save(shop, Kind.SCORE, {"rules": [BOUGHT, {**NAMED, "points": 30}], "levels": [WARM, HOT]})
    assert await status(shop) == "settling", "the same conditions need no look"
    await shop.follow()
    assert await shop.pump.pg("SELECT id FROM segments WHERE computed_id IS NOT NULL ORDER BY id") == parts
    assert await values(shop) == {old: 0, ann: 30}
    assert len(await reached(shop)) == 3
    looked = {"id": "looked", "points": 26, "event": "looked"}
    await save(shop, Kind.SCORE, {"rules": [NAMED, looked], "levels": [HOT]}, is_announcing=True)
    await shop.follow()
    assert await values(shop) == {old: 0, ann: 7, idle: 26}
    assert (await reached(shop))[3:] == [(idle, 26, "Hot")], "asked for"
    await shop.follow()
    kept = await shop.pump.pg("SELECT segments FROM segment_members WHERE person = %s", ann)
    assert len(kept[0][0]) == 1, "ids of deleted parts are taken out of rows"

    await _switch_off(shop, looked, left={old: 0, ann: 7, idle: 26}, anew={old: 0, ann: 0, idle: 26})


async def _switch_off(shop: LiveShop, looked: Json, *, left: dict[int, int], anew: dict[int, int]) -> None:
    """`left`: the values that there are, to be kept at first; `anew`: those of the rule `looked`."""
    await save(shop, Kind.SCORE, {"rules": [NAMED]}, is_on=False, keeps_values=True)
    await shop.follow()
    assert (await status(shop), await values(shop)) == ("off", left)
    await save(shop, Kind.SCORE, {"rules": [looked]})
    await shop.follow()
    assert await values(shop) == anew, "what was left is known"
    await save(shop, Kind.SCORE, {"rules": [looked]}, is_on=False)
    await shop.follow()
    assert (await status(shop), await values(shop)) == ("off", {})
    assert await shop.pump.pg("SELECT person FROM computed_values") == []
    assert await shop.pump.pg("SELECT id FROM segments WHERE computed_id IS NOT NULL") == []


async def test_points_halve_and_segments_in_rules_are_edited(shop: LiveShop) -> None:
    plain = await shop.add_segment("Plain", {"event": "bought"})
    rules = [
        {"id": "half", "points": 10, "event": "looked", "at_most": 2, "halves_every": "P10D"},
        {"id": "plain", "points": 100, "when": {"segment": plain}},
    ]
    await save(shop, Kind.SCORE, {"rules": rules, "lowest": 1, "highest": 105})
    await shop.follow()
    await shop.follow(*[track("ann", "looked", who="ann")] * 3)
    ann = await shop.home("ann")
    for days, score in ((0, 20), (11, 10), (21, 5), (31, 3), (41, 1)):
        shop.ahead_ms = days * DAY_MS
        await shop.follow()
        assert await values(shop) == {ann: score}, f"after {days} days"
    await shop.follow(track("ann", "bought"))
    assert await values(shop) == {ann: 100}
    actor = Actor(ActorKind.SYSTEM, None, "test", shop.pump.workspace_id, Role.OWNER)
    async with shop.engines.postgres.session() as session:
        await segments.update_segment(
            session, actor=actor, segment_id=plain, values={"filter": {"event": "sold"}}
        )
    assert await status(shop) == "preparing", "a rule needs the segment"
    await shop.follow()
    assert await values(shop) == {ann: 1}


async def test_a_merge_and_its_undoing_keep_scores_right(shop: LiveShop) -> None:
    looked = {"id": "looked", "points": 10, "event": "looked", "at_most": 5}
    await save(shop, Kind.SCORE, {"rules": [BOUGHT, looked], "levels": [WARM, HOT]})
    buyer = {"key": "buyer", "name": "Buyer", "when": {"event": "bought"}}
    await save(shop, Kind.STAGE, {"stages": [{"key": "all", "name": "All"}, buyer]})
    await shop.follow()
    await shop.follow(
        *[track("phone", "looked", who="phone")] * 3,
        identify("phone", n=1),
        track("desk", "bought", who="desk"),
        identify("desk", n=2),
    )
    phone, desk = await shop.home("phone"), await shop.home("desk")
    assert await values(shop) == {phone: 30, desk: 10}
    assert await values(shop, Kind.STAGE) == {phone: "all", desk: "buyer"}
    before = await reached(shop)
    assert sorted(before) == sorted([(phone, 30, "Warm"), (phone, 30, "Hot"), (desk, 10, "Warm")])

    await shop.follow(identify("phone", "7"), identify("desk", "7"))
    ((root, score),) = (await values(shop)).items()
    assert score == 40
    assert await values(shop, Kind.STAGE) == {root: "buyer"}
    assert await reached(shop) == before, "one of the two was hot, so he was"

    await shop.undo_only_merge()
    assert await values(shop) == {phone: 30, desk: 10}
    assert await values(shop, Kind.STAGE) == {phone: "all", desk: "buyer"}
    assert await reached(shop) == before, "nobody comes to a level by an undoing"


async def test_who_got_different_values_in_one_step_and_is_merged_later(shop: LiveShop) -> None:
    buyer = {"key": "buyer", "name": "Buyer", "when": {"event": "bought"}}
    await save(shop, Kind.STAGE, {"stages": [{"key": "all", "name": "All"}, buyer]})
    await shop.follow()
    pairs = [(f"one{number}", f"two{number}") for number in range(4)]
    happened = [
        item
        for one, two in pairs
        for item in (track(one, "bought", who=one), identify(one, n=1), track(two, "looked", who=two))
    ]
    await shop.follow(*happened, *(identify(two, n=2) for _, two in pairs))
    assert sorted((await values(shop, Kind.STAGE)).values()) == ["all"] * 4 + ["buyer"] * 4
    turns = [
        pair if number % 2 else pair[::-1] for number, pair in enumerate(pairs)
    ]  # who is known first leads
    await shop.follow(*(identify(who, f"user {min(turn)}") for turn in turns for who in turn))
    assert [*(await values(shop, Kind.STAGE)).values()] == ["buyer"] * 4


async def test_ready_made_stages_and_rfm(shop: LiveShop) -> None:
    for kind in (Kind.STAGE, Kind.RFM):
        await save(shop, kind, suggest(kind))
    await shop.follow()
    await shop.follow(track("ann", "looked", who="ann"))
    ann = await shop.home("ann")
    assert await values(shop, Kind.STAGE) == {ann: "visitor"}
    stages = []
    for items in (
        [identify("ann", email="ann@a.example")],
        [track("ann", "Signed Up")],
        [track("ann", "Order Completed", order_id="1", total=6000)],
        [track("ann", "Order Completed", order_id="2", total=15000)],
    ):
        await shop.follow(*items)
        stages.append((await values(shop, Kind.STAGE))[ann])
    assert stages == ["lead", "user", "buyer", "repeat"]
    assert await values(shop, Kind.RFM) == {ann: "323"}
    shop.ahead_ms = 91 * DAY_MS
    await shop.follow()
    assert await values(shop, Kind.STAGE) == {ann: "sleeping"}
    assert await values(shop, Kind.RFM) == {ann: "123"}
    groups = await shop.pump.pg("SELECT properties ->> '$rfm_group' FROM profiles WHERE id = %s", ann)
    assert groups == [("at_risk",)]
    await shop.follow(track("bob", "bought", who="bob"))
    bob = await shop.home("bob")
    assert (await values(shop, Kind.STAGE))[bob] == "visitor", "his first event is one that others ask of"


async def test_the_hot_lead_of_the_product_page(shop: LiveShop) -> None:
    """Came from context ads, score ≥ 26, viewed the BMW page more than twice, sent no request."""
    shown = {"property": "$url", "op": "contains", "value": "/bmw"}
    lead = await shop.add_segment(
        "Hot lead",
        {
            "all": [
                {"property": "$initial_channel_kind", "op": "eq", "value": "context_ads"},
                {"property": "$score", "op": "gte", "value": 26},
                {"event": "$page_viewed", "where": [shown], "times": {"op": "gt", "value": 2}},
                {"event": "$form_submitted", "times": {"op": "eq", "value": 0}},
            ]
        },
    )
    viewed = {"id": "bmw", "points": 9, "event": "$page_viewed", "where": [shown], "at_most": 5}
    await save(shop, Kind.SCORE, {"rules": [viewed], "levels": [HOT]})
    await shop.follow()
    url = "https://a.example/bmw?utm_source=yandex&utm_medium=cpc"
    page = {"url": url, "path": "/bmw", "title": "BMW", "who": "ann"}
    view = {"type": "page", "anonymousId": "ann", "properties": page, "context": {"page": page}}
    await shop.follow(view, view)
    ann = await shop.home("ann")
    assert (await values(shop), await shop.members(lead)) == ({ann: 18}, set())
    await shop.follow(view)
    await shop.follow()
    assert (await values(shop), await shop.members(lead)) == ({ann: 27}, {ann})
    assert await reached(shop) == [(ann, 27, "Hot")]
    await shop.follow(track("ann", "$form_submitted"))
    assert await shop.members(lead) == set(), "the request is sent"
