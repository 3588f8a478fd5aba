"""Identities through the real batch function on PostgreSQL."""

from typing import Any

import msgspec
import pytest

from otklik.infra.engines import Engines
from otklik.kit.ids import derive_person_id
from otklik.profiles.contracts import IdentityCall, ListSink, PropertyWrite, Resolution
from otklik.profiles.repository_identity import trim_refusals
from otklik.profiles.service import IdentityCache, apply_writes, resolve_identities

W = 7
FIELDS = {"previous": "previous_id", "at": "ts_ms"}


def call(
    device: str | None = None,
    user: str | None = None,
    previous: str | None = None,
    *,
    at: int = 1_000,
    position: int = 1 << 12,
    is_proved: bool = True,
    is_kept: bool = False,
) -> IdentityCall:
    return IdentityCall(W, device, user, previous, at, position, is_proved, is_kept)


class People:
    """Batches against one database, each in a transaction of its own."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self.cache = IdentityCache()
        self.sink = ListSink()

    async def resolve(self, *calls: IdentityCall) -> list[Resolution]:
        async with self.engines.postgres.connection() as connection:
            return await resolve_identities(
                connection,
                calls=calls,
                cache=self.cache,
                sink=self.sink,
                secrets=self.engines.secrets,
            )

    async def one(self, device: str | None = None, user: str | None = None, **rest: object) -> Resolution:
        return (
            await self.resolve(
                msgspec.structs.replace(
                    call(device, user), **{FIELDS.get(name, name): value for name, value in rest.items()}
                )
            )
        )[0]

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        async with self.engines.postgres.connection() as connection:
            return await (await connection.execute(sql.encode())).fetchall()

    async def refusals(self) -> list[str]:
        return [row[0] for row in await self.rows("SELECT reason FROM merge_refusals ORDER BY id")]


@pytest.fixture
def people(engines: Engines) -> People:
    return People(engines)


async def test_a_nameless_device_needs_no_row(people: People) -> None:
    found = await people.one("d1")
    assert found.person == found.root == derive_person_id(W, "anonymous_id", "d1")
    assert await people.rows("SELECT * FROM profiles") == []
    assert await people.one("d1") == found


async def test_a_device_that_leaves_something_gets_its_rows(people: People) -> None:
    found = await people.one("d1", is_kept=True)
    assert await people.rows("SELECT id, root_id FROM profiles") == [(found.person, found.person)]
    assert await people.rows("SELECT kind, value, profile_id FROM identities") == [
        ("anonymous_id", "d1", found.person)
    ]


async def test_identify_keeps_the_devices_id(people: People) -> None:
    visitor = await people.one("d1")
    user = await people.one("d1", "u1")
    assert user.person == visitor.person
    assert user.merged == ()
    assert (await people.one(None, "u1")).person == visitor.person
    assert "redirects" not in people.sink.rows


async def test_two_devices_of_one_user_merge(people: People) -> None:
    first, second = await people.resolve(call("d1", "u1"), call("d2", "u1", at=2_000))
    assert second.person == derive_person_id(W, "anonymous_id", "d2")
    assert second.root == first.root == first.person
    assert second.merged == (second.person,)
    assert await people.rows("SELECT src, dst, members, reason FROM merges") == [
        (second.person, first.person, [second.person], "identify")
    ]
    redirect = people.sink.rows["redirects"][0]
    assert (redirect.src, redirect.dst) == (second.person, first.person)  # type: ignore[union-attr] # - a redirect
    assert (await people.one("d2")).root == first.root


async def test_one_device_with_two_users_switches(people: People) -> None:
    first = await people.one("d1", "u1")
    other = await people.one("d1", "u2")
    assert other.person == derive_person_id(W, "user_id", "u2") != first.person
    assert other.refusal == "other_user"
    assert (await people.one("d1")).person == first.person
    assert await people.refusals() == ["other_user"]
    again = await people.one("d1", "u2")
    assert (again.person, again.refusal) == (other.person, "other_user")
    assert await people.refusals() == ["other_user"]


async def test_alias_joins_a_device_or_an_unknown_id(people: People) -> None:
    visitor = await people.one("d1")
    alias = await people.one(None, "u1", previous="d1")
    assert alias.root == visitor.person
    late = await people.one(None, "u1", previous="later")
    assert late.merged == (derive_person_id(W, "anonymous_id", "later"),)


async def test_alias_of_itself_or_again_does_nothing(people: People) -> None:
    await people.one("d1", "u1")
    for found in await people.resolve(call(None, "u1", "u1"), call("d1", "u1", "d1"), call("d1", "u1", "d1")):
        assert (found.merged, found.refusal) == ((), None)


async def test_alias_of_two_users_is_refused(people: People) -> None:
    await people.resolve(call(None, "u1"), call(None, "u2"))
    found = await people.one(None, "u2", previous="u1")
    assert found.refusal == "two_users"
    assert await people.rows("SELECT * FROM merges") == []


@pytest.mark.parametrize(
    "value",
    ["guest", "UNDEFINED", "null", "NaN", '"null"', "0", "000-00", "  ", "[object Object]", "x" * 256],
)
async def test_illegal_ids_identify_nobody(people: People, value: str) -> None:
    found = await people.one("d1", value)
    assert found.person == derive_person_id(W, "anonymous_id", "d1")
    assert found.refusal == "illegal_id"
    assert (await people.one(value)).drop == "illegal_id"
    assert (await people.one(None, value)).drop == "illegal_id"
    assert set(await people.refusals()) == {"illegal_id"}


async def test_an_unproved_user_id_is_not_believed(people: People) -> None:
    found = await people.one("d1", "u1", is_proved=False)
    assert found.refusal == "unproved_user"
    assert await people.rows("SELECT * FROM identities") == []
    assert (await people.one(None, "u1", is_proved=False)).drop == "unproved_user"


async def test_caps_refuse_and_keep_the_event(people: People) -> None:
    await people.resolve(*[call(f"d{number}", "u1") for number in range(101)])
    assert (await people.one("d101", "u1")).refusal == "merge_cap"
    assert await people.rows("SELECT count(*) FROM merges") == [(100,)]
    found = await people.one("d101", "u1")
    assert found.root == (await people.one("d0")).root


async def test_merging_joins_the_cards(people: People) -> None:
    first, second = (
        (await people.one("d1", is_kept=True)).person,
        (await people.one("d2", is_kept=True)).person,
    )
    async with people.engines.postgres.connection() as connection:
        changes = await apply_writes(
            connection,
            writes=[
                PropertyWrite(W, first, "set", "$email", "old@x.ru", 10, 1 << 12, 0, "browser", "", "m1"),
                PropertyWrite(W, second, "set", "$email", "New@x.ru", 20, 2 << 12, 0, "browser", "", "m2"),
                PropertyWrite(W, second, "add", "visits", 2, 20, 2 << 12, 1, "browser", "", "m2"),
            ],
            sink=people.sink,
            secrets=people.engines.secrets,
        )
    assert [(change.property, change.old, change.new, change.is_first) for change in changes] == [
        ("$email", None, "old@x.ru", True),
        ("$email", None, "New@x.ru", True),
        ("visits", None, 2, True),
    ]
    people.sink.rows.clear()
    await people.resolve(call("d1", "u1"), call("d2", "u1"))
    assert await people.rows("SELECT id, email, properties FROM profiles ORDER BY properties DESC") == [
        (first, "new@x.ru", {"$email": "New@x.ru", "$user_id": "u1", "visits": 2}),
        (second, None, {}),
    ]
    shipped = {(row.person, row.property): row.value for row in people.sink.rows["property_now"]}  # type: ignore[union-attr] # - rows of one table
    assert shipped == {
        (first, "$email"): '"New@x.ru"',
        (first, "$user_id"): '"u1"',
        (first, "visits"): "2",
        (second, "$email"): "",
        (second, "visits"): "",
    }


async def test_the_journal_of_refusals_stays_short(people: People) -> None:
    await people.resolve(*[call("d1", f"u{number}") for number in range(6)])
    async with people.engines.postgres.connection() as connection:
        await trim_refusals(connection, keep=2)
    rows = await people.rows("SELECT detail ->> 'user_id' FROM merge_refusals ORDER BY id")
    assert rows == [("u4",), ("u5",)]
