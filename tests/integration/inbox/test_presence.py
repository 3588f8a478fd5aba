from otklik.inbox import repository_presence
from otklik.inbox.hub import Hub
from otklik.inbox.presence import Presence
from otklik.infra.engines import Engines
from otklik.routing.repository_presence import set_away

SHOP, OTHER = 7, 8


async def visitors(engines: Engines, workspace_id: int = SHOP) -> dict[int, str]:
    async with engines.postgres.connection() as connection:
        found = await repository_presence.list_visitors(connection, workspace_id=workspace_id, limit=100)
    return {each.device_id: each.url for each in found}


async def operators(engines: Engines) -> dict[int, bool]:
    async with engines.postgres.connection() as connection:
        return await repository_presence.list_operators(connection, workspace_id=SHOP)


async def be_silent(engines: Engines, presence: Presence, seconds: int) -> None:
    async with engines.postgres.connection() as connection:
        await connection.execute(
            "UPDATE presence_processes SET seen_at = now() - make_interval(secs => %s) WHERE process = %s",
            (seconds, presence.process),
        )


async def test_who_is_here_is_known_to_all_processes_and_goes_with_a_killed_one(engines: Engines) -> None:
    hub = Hub(engines)
    one, other = Presence(engines, hub), Presence(engines, hub)
    one.enter(workspace_id=SHOP, device_id=1, profile_id=100, user_agent="Firefox")
    one.move(workspace_id=SHOP, device_id=1, url="https://shop/one", title="One")
    one.enter(workspace_id=OTHER, device_id=2, profile_id=200, user_agent="Firefox")
    other.enter(workspace_id=SHOP, device_id=3, profile_id=300, user_agent="Safari")
    other.enter(workspace_id=SHOP, device_id=3, profile_id=300, user_agent="Safari")
    other.enter_operator(workspace_id=SHOP, member_id=5)
    await one.flush()
    await other.flush()

    assert await visitors(engines) == {1: "https://shop/one", 3: ""}
    assert await visitors(engines, OTHER) == {2: ""}
    assert await operators(engines) == {5: False}

    async with engines.postgres.connection() as connection:
        await set_away(connection, workspace_id=SHOP, member_id=5, is_away=True)
        online = await repository_presence.list_online(connection, workspace_id=SHOP, people=[100, 200, 300])
    assert await operators(engines) == {5: True}
    assert online == {100, 300}

    one.move(workspace_id=SHOP, device_id=1, url="https://shop/two", title="Two")
    other.leave(workspace_id=SHOP, device_id=3)
    await one.flush()
    await other.flush()
    assert await visitors(engines) == {1: "https://shop/two", 3: ""}, "one of two tabs is closed"

    other.leave(workspace_id=SHOP, device_id=3)
    await other.flush()
    assert 3 in await visitors(engines), "he may be on his way to the next page"
    other._visitors[SHOP, 3].until = 0.0
    other.leave_operator(workspace_id=SHOP, member_id=5)
    await other.flush()
    assert await visitors(engines) == {1: "https://shop/two"}
    assert await operators(engines) == {}

    await be_silent(engines, one, 31)
    assert await visitors(engines) == {}, "its process was killed"

    await be_silent(engines, one, 121)
    other._beat_at = one._beat_at = -100.0
    await other.flush()
    await one.flush()
    assert await visitors(engines) == {1: "https://shop/two"}, "it was forgotten, but it was only slow"

    await one.close()
    assert await visitors(engines, OTHER) == {}
