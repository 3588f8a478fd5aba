"""Membership follows what happens: who enters and leaves is told once, in order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.integration.items import identify, track
from tests.integration.segments.live_shop import DAY_MS, LiveShop

from otklik.app import create_app
from otklik.infra.engines import Engines
from otklik.kit.clock import format_ms, now_ms
from otklik.profiles import service as profiles
from otklik.segments import repository, repository_deleted
from otklik.segments.language.durations import read_duration, subtract
from otklik.segments.live import gathering
from otklik.segments.repository import SegmentsAsked
from otklik.settings import Settings


@pytest.fixture
async def shop(engines: Engines) -> LiveShop:
    return await LiveShop.open(engines)


async def test_events_properties_and_newcomers(shop: LiveShop, settings: Settings) -> None:
    bought = await shop.add_segment("Bought", {"event": "bought"})
    idle = await shop.add_segment("Never bought", {"not": {"event": "bought"}})
    pro = await shop.add_segment("Pro", {"property": "plan", "op": "eq", "value": "pro"})
    await shop.follow()
    assert {await shop.status(each) for each in (bought, idle, pro)} == {"live"}

    await shop.follow(track("ann", "looked", who="ann"))
    ann = await shop.home("ann")
    assert await shop.told() == [(ann, "entered", "Never bought")], "a newcomer is in what denies"
    await shop.follow(track("ann", "looked", who="ann"))
    assert len(await shop.told()) == 1, "he is known now"

    await shop.follow(track("ann", "bought"), track("ann", "bought"))
    assert (await shop.told())[1:] == [(ann, "left", "Never bought"), (ann, "entered", "Bought")]
    assert await shop.members(bought) == {ann}
    assert await shop.members(idle) == set()
    async with shop.engines.postgres.connection() as connection:
        listed = await repository.list_segments(
            connection, workspace_id=shop.pump.workspace_id, asked=SegmentsAsked(sort="count")
        )
    sizes = [(row.name, row.count_seen) for _, row in listed]
    assert sorted(sizes) == [("Bought", 1), ("Never bought", 0), ("Pro", 0)], "a list tells them as they are"
    assert sizes[-1] == ("Bought", 1)
    async with create_app(shop.engines, settings).running():  # says who reads the segments of a card
        person = await profiles.get_person(shop.engines, workspace_id=shop.pump.workspace_id, person_id=ann)
        card = await profiles.get_profile(shop.engines, workspace_id=shop.pump.workspace_id, person=person)
    assert [(each.id, each.name) for each in card.segments] == [(str(bought), "Bought")]

    await shop.follow(identify("ann", plan="pro"))
    await shop.follow(identify("ann", plan="free"), identify("ann", plan="pro"), identify("ann", plan=None))
    assert (await shop.told())[3:] == [(ann, "entered", "Pro"), (ann, "left", "Pro")]
    assert await shop.members(pro) == set()


async def test_new_and_edited_segments_are_right_at_once_and_silent_unless_asked(shop: LiveShop) -> None:
    await shop.happen(
        *(track(f"d{number}", "looked", who=f"d{number}") for number in range(6)),
        *(track(f"d{number}", "bought") for number in range(3)),
    )
    people = [await shop.home(f"d{number}") for number in range(6)]
    bought = await shop.add_segment("Bought", {"event": "bought"})
    loud = await shop.add_segment("Loud", {"event": "looked"}, is_announcing=True)
    both = await shop.add_segment("Not in it", {"not": {"segment": bought}})
    await shop.follow()
    assert await shop.members(bought) == set(people[:3])
    assert await shop.members(both) == set(people[3:])
    assert sorted(await shop.told()) == sorted((person, "entered", "Loud") for person in people)
    sizes = await shop.pump.pg(
        "SELECT s.id, s.count_seen, (array_agg(c.members ORDER BY c.at DESC))[1], sum(c.entered)::int"
        " FROM segments s LEFT JOIN segment_counts c ON c.segment_id = s.id GROUP BY s.id ORDER BY s.id"
    )
    assert sizes == [(bought, 3, 3, 0), (loud, 6, 6, 6), (both, 3, 3, 0)]

    await shop.edit_segment(bought, {"event": "bought", "times": {"op": "eq", "value": 0}})
    await shop.edit_segment(both, {"not": {"segment": bought}})
    await shop.follow()
    assert await shop.members(bought) == set(people[3:])
    assert await shop.members(both) == set(people[:3])
    assert len(await shop.told()) == 6

    await shop.edit_segment(bought, {"event": "bought"}, is_announcing=True)
    await shop.edit_segment(both, {"not": {"segment": bought}})
    await shop.follow()
    assert await shop.members(bought) == set(people[:3])
    told = (await shop.told())[6:]
    assert sorted(told) == sorted(
        [(person, "entered", "Bought") for person in people[:3]]
        + [(person, "left", "Bought") for person in people[3:]]
    )

    await shop.pump.pg("DELETE FROM segments WHERE id = %s", loud)
    await shop.follow()
    assert await shop.members(loud) == set()
    assert await shop.members(bought) == set(people[:3])


async def test_a_deleted_segment_comes_back_with_its_growth(shop: LiveShop) -> None:
    bought = await shop.add_segment("Bought", {"event": "bought"})
    await shop.add_segment("Other", {"event": "looked"})
    await shop.follow()
    await shop.follow(track("ann", "bought", who="ann"), track("bob", "bought", who="bob"))
    ann, bob = await shop.home("ann"), await shop.home("bob")
    workspace_id, postgres = shop.pump.workspace_id, shop.engines.postgres

    async def delete() -> None:
        async with postgres.connection() as connection:
            await repository_deleted.delete_segment(connection, workspace_id=workspace_id, segment_id=bought)

    async def restore() -> None:
        async with postgres.connection() as connection:
            await repository_deleted.restore_segment(
                connection, workspace_id=workspace_id, segment_id=bought, depends_on=[], version=1
            )

    await delete()
    await restore()
    await shop.follow()
    assert await shop.members(bought) == {ann, bob}

    await delete()
    await shop.follow(track("eve", "bought", who="eve"))
    assert await shop.members(bought) == set(), "upkeep has taken it out of the rows"
    await restore()
    await shop.follow()
    assert await shop.members(bought) == {ann, bob, await shop.home("eve")}
    told = [(person, what) for person, what, name in await shop.told() if name == "Bought"]
    assert told == [(ann, "entered"), (bob, "entered")], "what it missed is not told"
    sizes = "SELECT members, entered FROM segment_counts WHERE segment_id = %s"
    assert await shop.pump.pg(sizes, bought) == [(3, 2)], "its growth goes on"

    await delete()
    await repository_deleted.forget_deleted(postgres)
    assert len(await shop.pump.pg("SELECT 1 FROM deleted_segments")) == 1, "kept a while"
    await shop.pump.pg("UPDATE deleted_segments SET deleted_at = now() - make_interval(days => 31)")
    await repository_deleted.forget_deleted(postgres)
    assert await shop.pump.pg("SELECT 1 FROM deleted_segments") == []
    assert await shop.pump.pg(sizes, bought) == []


async def test_a_paused_segment_rests_and_what_it_missed_is_not_told(shop: LiveShop) -> None:
    bought = await shop.add_segment("Bought", {"event": "bought"})
    await shop.follow()
    await shop.pump.pg("UPDATE segments SET status = 'paused' WHERE id = %s", bought)
    await shop.follow(track("ann", "bought", who="ann"))
    assert await shop.members(bought) == set()
    await shop.pump.pg("UPDATE segments SET status = 'preparing' WHERE id = %s", bought)
    await shop.follow()
    assert await shop.members(bought) == {await shop.home("ann")}
    assert await shop.told() == []


async def test_a_merge_carries_memberships_over_and_its_undoing_is_silent(shop: LiveShop) -> None:
    bought = await shop.add_segment("Bought", {"event": "bought"})
    twice = await shop.add_segment("Twice", {"event": "bought", "times": {"op": "gte", "value": 2}})
    idle = await shop.add_segment("Never bought", {"not": {"event": "bought"}})
    await shop.follow()
    await shop.follow(
        track("phone", "bought", who="phone"),
        identify("phone", n=1),
        track("desk", "bought", who="desk"),
        identify("desk", n=2),
        track("third", "looked", who="third"),
        identify("third", n=3),
    )
    phone, desk, third = [await shop.home(name) for name in ("phone", "desk", "third")]
    assert await shop.members(bought) == {phone, desk}
    assert await shop.members(idle) == {third}
    before = len(await shop.told())

    await shop.follow(identify("phone", "7"), identify("desk", "7"))
    (root,) = await shop.members(bought)
    assert (await shop.told())[before:] == [(root, "entered", "Twice")], "he was in the others already"
    rows = await shop.pump.pg("SELECT person FROM segment_members ORDER BY person")
    assert [row[0] for row in rows] == sorted([root, third]), "the row of the one who gave way goes"

    ((merge,),) = await shop.pump.pg("SELECT id FROM merges")
    async with shop.engines.postgres.connection() as connection:
        roots = await profiles.undo_merge(
            connection, workspace_id=shop.pump.workspace_id, merge_id=merge, author="test"
        )
    await shop.pump.settle()
    await shop.follow()
    assert set(roots) == {phone, desk}
    assert await shop.members(bought) == {phone, desk}
    assert await shop.members(twice) == set()
    assert (await shop.told())[before + 1 :] == [(root, "left", "Twice")]
    growth = await shop.pump.pg("SELECT segment_id, members FROM segment_counts ORDER BY segment_id")
    assert growth == [(bought, 2), (twice, 0), (idle, 1)]


async def test_windows_run_out_and_dates_come_without_events(shop: LiveShop) -> None:
    recent = await shop.add_segment("This week", {"event": "bought", "within": {"last": "P7D"}})
    quiet = await shop.add_segment("Quiet", {"not": {"event": "bought", "within": {"last": "P2D"}}})
    soon = await shop.add_segment("Soon", {"property": "until", "op": "within_next", "value": "P3D"})
    in_ten = (datetime.now(UTC) + timedelta(days=10)).isoformat()
    await shop.happen(track("old", "bought", who="old"))
    await shop.follow()
    assert await shop.members(recent) == {await shop.home("old")}
    await shop.follow(track("ann", "bought", who="ann"), identify("ann", until=in_ten))
    ann, old = await shop.home("ann"), await shop.home("old")
    before = await shop.told(ann)
    assert before == [(ann, "entered", "This week")]
    assert await shop.told(old) == []

    for day, leaving, entering in ((1, [], []), (3, [], ["Quiet"]), (8, ["This week"], ["Soon"])):
        shop.ahead_ms = day * DAY_MS
        await shop.follow()
        expected = [(ann, "left", name) for name in leaving] + [(ann, "entered", name) for name in entering]
        told = await shop.told(ann)
        assert told == before + expected, f"after {day} days"
        before = told
    assert await shop.told(old) == [(old, "entered", "Quiet"), (old, "left", "This week")]
    assert await shop.members(recent) == set()
    assert await shop.members(quiet) == {ann, old}
    shop.ahead_ms = 20 * DAY_MS
    await shop.follow()
    assert await shop.members(soon) == set()
    assert await shop.pump.pg("SELECT person FROM segment_dues") == [], "nothing more can change by itself"


async def test_while_events_come_who_is_due_and_must_be_read_waits_for_others(
    shop: LiveShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "COLD_EVERY_S", 3_600.0)
    today = await shop.add_segment("Today", {"event": "bought", "within": {"last": "P1D"}})
    looked = await shop.add_segment("Looked", {"event": "looked"})
    begun_ms = now_ms()
    earlier = {"timestamp": format_ms(begun_ms - DAY_MS // 12)}
    await shop.happen({**track("ann", "bought", who="ann"), **earlier}, track("bob", "bought", who="bob"))
    await shop.follow()
    ann, bob = await shop.home("ann"), await shop.home("bob")
    assert await shop.members(today) == {ann, bob}

    shop.follower = shop.make_follower()
    for visitor, ahead_ms, left in (("carl", DAY_MS - DAY_MS // 24, {bob}), ("dan", DAY_MS * 2, {bob})):
        shop.ahead_ms = ahead_ms
        await shop.happen(track(visitor, "looked", who=visitor))
        await shop.follower.step()
        assert await shop.home(visitor) in await shop.members(looked), "what happens is followed at once"
        assert await shop.members(today) == left
    await shop.follower.step()
    assert await shop.members(today) == set(), "nothing comes any more"


async def test_the_next_one_leaves_a_month_on_time_though_another_has_just_left(shop: LiveShop) -> None:
    """An average, so that the store is asked."""
    average = {"of": "n", "as": "avg", "op": "gt", "value": 5}
    segment = await shop.add_segment(
        "Month", {"event": "read", "measure": average, "within": {"last": "P1M"}}
    )
    now = now_ms()
    begins = subtract(now, read_duration("P1M"), ZoneInfo("Europe/Moscow"))
    for at_ms in (begins - 3_600_000, begins + 600_000):
        happened = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat()
        await shop.happen({**track("ann", "read", who="ann", n=10), "timestamp": happened})
    await shop.follow()
    assert await shop.members(segment) == {await shop.home("ann")}
    shop.ahead_ms = 1_200_000
    await shop.follow()
    assert await shop.members(segment) == set()


async def test_history_changes_membership_and_starts_no_reaction(shop: LiveShop) -> None:
    """Transitions that an import or late events brought are told as quiet events."""
    bought = await shop.add_segment("Bought", {"event": "bought"})
    pro = await shop.add_segment("Pro", {"property": "plan", "op": "eq", "value": "pro"})
    await shop.add_segment("Not Bought", {"not": {"event": "bought"}})
    await shop.follow()
    long_ago = format_ms(now_ms() - 40 * DAY_MS)
    await shop.follow(track("ann", "looked", who="ann"), track("bob", "looked", who="bob"))
    before = len(await shop.told())

    await shop.pump.append(
        {**track("ann", "bought", who="ann"), "timestamp": long_ago},
        {**track("new", "bought", who="new"), "timestamp": long_ago},
        {**identify("new", plan="pro"), "timestamp": long_ago},
        door="import",
        is_quiet=True,
    )
    await shop.pump.append({**track("bob", "bought", who="bob"), "timestamp": long_ago})  # late
    await shop.pump.settle()
    await shop.follow()
    ann, bob, new = [await shop.home(name) for name in ("ann", "bob", "new")]
    assert await shop.members(bought) == {ann, bob, new}
    assert await shop.members(pro) == {new}
    rows = [row for row in await shop.pump.events() if row["name"].startswith("$segment_")][before:]
    told = sorted((row["person"], row["properties"]["segment"], row["quiet"]) for row in rows)
    assert told == sorted(
        [
            *((person, name, 1) for person in (ann, bob) for name in ("Not Bought", "Bought")),
            *((new, name, 1) for name in ("Bought", "Pro")),
        ]
    ), "each is told, none may start anything"

    await shop.pump.append({**track("eve", "bought", who="eve"), "timestamp": long_ago}, door="import")
    await shop.follow(track("eve", "looked", who="eve"))
    eve = await shop.home("eve")
    loud = [row["quiet"] for row in await shop.pump.events() if row["person"] == eve]
    assert 0 in loud, "what is live is no history"
    assert (eve, "entered", "Bought") in await shop.told(eve)
    quiet_of = {
        row["properties"]["segment"]: row["quiet"]
        for row in await shop.pump.events()
        if row["person"] == eve and row["name"] == "$segment_entered"
    }
    assert quiet_of["Bought"] == 0
