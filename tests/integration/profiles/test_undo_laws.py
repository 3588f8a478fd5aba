"""Undoing is exact: after any merges and undoings, people and cards are those of the merges in force."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import count

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import now_ms, to_datetime
from otklik.kit.errors import ConflictError
from otklik.profiles.contracts import (
    ListSink,
    ProfileRow,
    PropertyNowRow,
    PropertyWrite,
    RedirectRow,
    SystemEvent,
)
from otklik.profiles.properties import OwnWrite, fold_card
from otklik.profiles.service import (
    Edit,
    apply_writes,
    edit_properties,
    in_transaction,
    merge_people,
    register_shipper,
    undo_merge,
)
from otklik.workspaces.models import Session

WORKSPACES = count(1_000)
HOMES = range(1, 6)
SEEN = to_datetime(1_700_000_000_000)


class Shipped:
    """What ClickHouse would hold: redirects and present values by their versions."""

    def __init__(self) -> None:
        self.redirects: dict[int, RedirectRow] = {}
        self.present: dict[tuple[int, str], PropertyNowRow] = {}

    def take(self, row: ProfileRow) -> None:
        if isinstance(row, RedirectRow):
            assert row.src not in self.redirects or row.version > self.redirects[row.src].version
            self.redirects[row.src] = row
        elif isinstance(row, PropertyNowRow):
            key = (row.person, row.property)
            assert key not in self.present or row.version > self.present[key].version
            self.present[key] = row

    async def ship(
        self,
        _connection: Connection,
        rows: Mapping[str, Sequence[ProfileRow]],
        _events: Sequence[SystemEvent],
    ) -> None:
        for each in rows.values():
            for row in each:
                self.take(row)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("merge"), st.sampled_from(HOMES), st.sampled_from(HOMES)),
            st.tuples(st.just("undo"), st.integers(0, 5), st.just(0)),
            st.tuples(st.just("write"), st.sampled_from(HOMES), st.integers(0, 9)),
        ),
        max_size=14,
    )
)
async def test_any_merges_and_undoings_leave_the_merges_in_force(
    engines: Engines, steps: list[tuple[str, int, int]]
) -> None:
    workspace_id, shipped = next(WORKSPACES), Shipped()
    register_shipper(shipped.ship)
    edges: dict[int, tuple[int, int]] = {}
    for number, (step, one, other) in enumerate(steps, 1):
        async with engines.postgres.connection() as connection:
            if step == "write":
                write = PropertyWrite(
                    workspace_id,
                    one,
                    "set",
                    f"p{other % 2}",
                    other,
                    number * 10,
                    number << 12,
                    0,
                    "s",
                    "",
                    "",
                )
                sink = ListSink()
                await apply_writes(connection, writes=[write], sink=sink, secrets=engines.secrets)
                await shipped.ship(connection, sink.rows, [])
            elif step == "undo" and edges:
                merge_id = sorted(edges)[one % len(edges)]
                await undo_merge(connection, workspace_id=workspace_id, merge_id=merge_id, author="t")
                del edges[merge_id]
            elif step == "merge" and one != other:
                edge = await merge(connection, workspace_id, one, other)
                edges.update(edge)
    await check(engines, workspace_id, list(edges.values()), shipped)


async def merge(
    connection: Connection, workspace_id: int, one: int, other: int
) -> dict[int, tuple[int, int]]:
    try:
        await merge_people(
            connection, workspace_id=workspace_id, one=(one, SEEN), other=(other, SEEN), author="t"
        )
    except ConflictError:
        return {}
    cursor = await connection.execute(
        "SELECT id, src_home, dst_home FROM merges WHERE workspace_id = %s ORDER BY id DESC LIMIT 1",
        (workspace_id,),
    )
    row = await cursor.fetchone()
    assert row is not None
    return {row[0]: (row[1], row[2])}


async def check(engines: Engines, workspace_id: int, edges: list[tuple[int, int]], shipped: Shipped) -> None:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT id, root_id, writes::text, properties FROM profiles WHERE workspace_id = %s",
            (workspace_id,),
        )
        rows = await cursor.fetchall()
    group = {row[0]: {row[0]} for row in rows}
    for one, other in edges:
        joined = group[one] | group[other]
        group.update(dict.fromkeys(joined, joined))
    writes = {row[0]: msgspec.json.decode(row[2], type=dict[str, list[OwnWrite]]) for row in rows}
    for home, root, _, properties in rows:
        assert {row[0] for row in rows if row[1] == root} == group[home]
        card = fold_card([writes[member] for member in group[home]]) if home == root else None
        assert properties == (card.properties if card else {})
        redirect = shipped.redirects.get(home)
        assert (redirect.dst if redirect else home) == root
        present = {name: row.value for (person, name), row in shipped.present.items() if person == home}
        told = {name: value for name, value in present.items() if value}
        assert told == {name: str(value) for name, value in properties.items()}


async def test_edits_merges_and_batches_at_the_same_time_lose_nothing(engines: Engines) -> None:
    workspace_id, shipped = next(WORKSPACES), Shipped()
    register_shipper(shipped.ship)
    people = [1, 2, 3]

    async def add(_session: Session, connection: Connection, person: int) -> None:
        edits = [Edit("add", "points", 1)]
        await edit_properties(
            connection,
            workspace_id=workspace_id,
            person_id=person,
            edits=edits,
            author="t",
            phone_region="RU",
            secrets=engines.secrets,
        )

    async def edit(person: int) -> None:
        for _ in range(10):
            await in_transaction(engines, lambda session, connection: add(session, connection, person))

    async def join() -> None:
        for other in (2, 3):

            async def work(_session: Session, connection: Connection, other: int = other) -> int:
                seen = to_datetime(now_ms())
                return await merge_people(
                    connection, workspace_id=workspace_id, one=(1, seen), other=(other, seen), author="t"
                )

            await in_transaction(engines, work)

    await asyncio.gather(*[edit(person) for person in people], join())
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT properties FROM profiles WHERE workspace_id = %s AND id = root_id", (workspace_id,)
        )
        assert await cursor.fetchall() == [({"points": 30},)]
