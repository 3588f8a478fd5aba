"""Laws of identity through the real batch functions on PostgreSQL, under any order, duplication and company.

The oracle knows nothing of homes, roots or merges: ids named together are one person, and an event counts for
the person whose ids it names.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.infra.engines import Engines
from otklik.profiles.contracts import IdentityCall, ListSink, Resolution
from otklik.profiles.service import RETRIED, IdentityCache, resolve_identities

WORKSPACES = count(1_000)
RULES = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


class Event(msgspec.Struct, frozen=True):
    """What an event names."""

    device: str | None
    user: str | None
    previous: str | None = None


@st.composite
def peaceful_events(draw: st.DrawFn) -> list[Event]:
    """Events in which every device belongs to one user at most."""
    owners = {f"d{number}": draw(st.sampled_from([None, "u1", "u2"])) for number in range(5)}
    events = []
    for _ in range(draw(st.integers(1, 14))):
        device = draw(st.sampled_from(sorted(owners)))
        user = owners[device]
        shapes = [Event(device, None)]
        if user is not None:
            shapes += [
                Event(device, user),
                Event(None, user),
                Event(None, user, device),
                Event(device, user, device),
            ]
        events.append(draw(st.sampled_from(shapes)))
    return events


def components(events: Sequence[Event]) -> dict[tuple[str, str], int]:
    """Each id's person, by ids named together."""
    group: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for event in events:
        ids = named(event)
        joined = set().union(*[group.get(each, {each}) for each in ids])
        for each in joined:
            group[each] = joined
    numbers = {id(members): number for number, members in enumerate(group.values())}
    return {each: numbers[id(members)] for each, members in group.items()}


def named(event: Event) -> list[tuple[str, str]]:
    pairs = [("anonymous_id", event.device), ("user_id", event.user), ("anonymous_id", event.previous)]
    return [(kind, value) for kind, value in pairs if value]


def calls_of(workspace_id: int, events: Sequence[tuple[int, Event]]) -> list[IdentityCall]:
    """`events` with the numbers that are their times, in order of arrival."""
    return [
        IdentityCall(workspace_id, event.device, event.user, event.previous, number * 10, arrival << 12)
        for arrival, (number, event) in enumerate(events, 1)
    ]


async def resolve(
    engines: Engines, batch: Sequence[IdentityCall], cache: IdentityCache, sink: ListSink
) -> list[Resolution]:
    while True:
        try:
            async with engines.postgres.connection() as connection:
                return await resolve_identities(
                    connection, calls=batch, cache=cache, sink=sink, secrets=engines.secrets
                )
        except RETRIED:
            cache.clear()


async def read(engines: Engines, sql: str, workspace_id: int) -> list[tuple[Any, ...]]:
    async with engines.postgres.connection() as connection:
        return await (await connection.execute(sql.encode(), (workspace_id,))).fetchall()


async def read_roots(engines: Engines, workspace_id: int) -> dict[int, int]:
    rows = await read(engines, "SELECT id, root_id FROM profiles WHERE workspace_id = %s", workspace_id)
    return {row[0]: row[1] for row in rows}


async def check_peace(
    engines: Engines, workspace_id: int, events: Sequence[tuple[Event, Resolution]]
) -> None:
    """The people and their counts are the oracle's."""
    roots = await read_roots(engines, workspace_id)
    expected = components([event for event, _ in events])
    counted: Counter[int] = Counter()
    person_of: dict[int, int] = {}
    for event, found in events:
        assert (found.drop, found.refusal) == (None, None)
        root = roots.get(found.person, found.person)
        counted[root] += 1
        assert person_of.setdefault(expected[named(event)[0]], root) == root
    wanted = Counter(expected[named(event)[0]] for event, _ in events)
    assert sorted(counted.values()) == sorted(wanted.values())
    rows = await read(
        engines,
        "SELECT i.kind, i.value, p.root_id FROM identities i JOIN profiles p"
        " ON p.workspace_id = i.workspace_id AND p.id = i.profile_id WHERE i.workspace_id = %s",
        workspace_id,
    )
    for kind, value, root in rows:
        assert person_of[expected[kind, value]] == root
    assert all(roots[root] == root for root in roots.values())


def cut(batch: Sequence[IdentityCall], sizes: random.Random) -> list[Sequence[IdentityCall]]:
    batches, start = [], 0
    while start < len(batch):
        size = sizes.randint(1, 6)
        batches.append(batch[start : start + size])
        start += size
    return batches


@RULES
@given(events=peaceful_events(), seed=st.integers(0, 10_000), cache_size=st.sampled_from([2, 1_000]))
async def test_any_order_and_duplication_ends_in_the_same_people_and_counts(
    engines: Engines, events: list[Event], seed: int, cache_size: int
) -> None:
    workspace_id, order = next(WORKSPACES), random.Random(seed)
    numbered = list(enumerate(events))
    arrivals = [*numbered, *order.choices(numbered, k=order.randint(0, 4))]
    order.shuffle(arrivals)
    cache, found = IdentityCache(cache_size), list[Resolution]()
    for batch in cut(calls_of(workspace_id, arrivals), order):
        found += await resolve(engines, batch, cache, ListSink())

    first = {
        number: (event, where) for (number, event), where in reversed(list(zip(arrivals, found, strict=True)))
    }
    await check_peace(engines, workspace_id, list(first.values()))


@RULES
@given(events=peaceful_events(), seed=st.integers(0, 10_000))
async def test_writers_at_the_same_time_end_in_the_same_people(
    engines: Engines, events: list[Event], seed: int
) -> None:
    workspace_id, order = next(WORKSPACES), random.Random(seed)
    numbered = list(enumerate(events))
    order.shuffle(numbered)
    calls = calls_of(workspace_id, numbered)
    lanes = [calls[lane::3] for lane in range(3)]

    async def work(lane: Sequence[IdentityCall]) -> list[Resolution]:
        cache, found = IdentityCache(), list[Resolution]()
        for batch in cut(lane, random.Random(seed)):
            found += await resolve(engines, batch, cache, ListSink())
        return found

    resolved = await asyncio.gather(*[work(lane) for lane in lanes])
    pairs = [
        (numbered[(call.position >> 12) - 1][1], where)
        for lane, found in zip(lanes, resolved, strict=True)
        for call, where in zip(lane, found, strict=True)
    ]
    await check_peace(engines, workspace_id, pairs)


IDS = st.sampled_from([None, "d1", "d2", "d3", "null"])
USERS = st.sampled_from([None, "u1", "u2", "u3", "guest"])


@RULES
@given(
    events=st.lists(
        st.builds(Event, IDS, USERS, st.sampled_from([None, None, "d1", "d2", "u1", "x"])).filter(
            lambda event: event.device or event.user
        ),
        min_size=1,
        max_size=16,
    ),
    seed=st.integers(0, 10_000),
    lanes=st.sampled_from([1, 3]),
)
async def test_conflicts_never_mix_two_users_and_lose_nothing(
    engines: Engines, events: list[Event], seed: int, lanes: int
) -> None:
    workspace_id = next(WORKSPACES)
    calls = calls_of(workspace_id, list(enumerate(events)))

    async def work(lane: Sequence[IdentityCall]) -> list[Resolution]:
        cache, found = IdentityCache(), list[Resolution]()
        for batch in cut(lane, random.Random(seed)):
            found += await resolve(engines, batch, cache, ListSink())
        return found

    shares = [calls[lane::lanes] for lane in range(lanes)]
    resolved = await asyncio.gather(*[work(share) for share in shares])
    pairs = [
        pair for share, found in zip(shares, resolved, strict=True) for pair in zip(share, found, strict=True)
    ]
    await check_war(engines, workspace_id, pairs)


async def check_war(
    engines: Engines, workspace_id: int, pairs: Sequence[tuple[IdentityCall, Resolution]]
) -> None:
    """No two user ids in a cluster, nothing lost, events count for the user named, refusals logged."""
    roots = await read_roots(engines, workspace_id)
    users = dict(
        await read(
            engines,
            "SELECT value, profile_id FROM identities WHERE workspace_id = %s AND kind = 'user_id'",
            workspace_id,
        )
    )
    owned = Counter(roots[home] for home in users.values())
    assert all(number == 1 for number in owned.values())
    stored = await read(
        engines,
        "SELECT root_id, count(user_id) FROM profiles WHERE workspace_id = %s GROUP BY root_id",
        workspace_id,
    )
    assert all(number <= 1 for _, number in stored)
    noted = {
        row[0]
        for row in await read(
            engines, "SELECT reason FROM merge_refusals WHERE workspace_id = %s", workspace_id
        )
    }
    for call, found in pairs:
        assert found.refusal is None or found.refusal in noted
        illegal = {call.anonymous_id, call.user_id} & {"null", "guest"}
        if found.drop is not None:
            assert found.drop == "illegal_id"
            assert illegal
        elif call.user_id and call.user_id != "guest":
            assert roots[found.person] == roots[users[call.user_id]]


@pytest.mark.long
@settings(parent=RULES, max_examples=400)
@given(events=peaceful_events(), seed=st.integers(0, 10_000))
async def test_many_orders(engines: Engines, events: list[Event], seed: int) -> None:
    workspace_id, order = next(WORKSPACES), random.Random(seed)
    arrivals = list(enumerate(events))
    order.shuffle(arrivals)
    found = await resolve(engines, calls_of(workspace_id, arrivals), IdentityCache(), ListSink())
    await check_peace(
        engines, workspace_id, [(event, where) for (_, event), where in zip(arrivals, found, strict=True)]
    )
