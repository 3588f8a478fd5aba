"""Who came and went, hour by hour and one by one."""

from datetime import UTC, datetime, timedelta
from itertools import count

from tests.conftest import MakeWorkspace
from tests.integration.events.store import Store, make_event

from otklik.infra.engines import Engines

SEGMENTS = "/api/v1/segments"
ANN, PHONE, VISITOR = 21, 22, 23


async def test_changes_are_read_both_ways(engines: Engines, make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    store, api = Store(engines, workspace.id), workspace.api
    ours, other = [
        (await api.post(SEGMENTS, json={"name": name, "filter": {"tag": "x"}})).json()["id"]
        for name in ("Ours", "Other")
    ]
    await store.add_profile(ANN, name="Анна", email="ann@a.example")
    await store.add_profile(PHONE, root=ANN)

    seconds = count()

    async def tell(*told: tuple[int, str, str]) -> None:
        await store.add(
            *[
                make_event(
                    person, name, at_s=next(seconds), properties={"segment_id": segment, "segment": "n"}
                )
                for person, name, segment in told
            ]
        )

    entered, left = "$segment_entered", "$segment_left"
    await tell((ANN, entered, ours), (VISITOR, entered, other), (PHONE, left, ours), (VISITOR, entered, ours))
    path = f"{SEGMENTS}/{ours}/changes"
    newest = (await api.get(path)).json()
    assert [(each["kind"], each["person"]["id"]) for each in newest["items"]] == [
        ("entered", str(VISITOR)),
        ("left", str(ANN)),
        ("entered", str(ANN)),
    ]
    assert newest["next_cursor"] is None
    assert newest["items"][2]["person"] == {
        "id": str(ANN),
        "name": "Анна",
        "email": "ann@a.example",
        "phone": None,
    }
    first = (await api.get(path, params={"limit": 2})).json()
    rest = (await api.get(path, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert first["items"] + rest["items"] == newest["items"]

    oldest = (await api.get(path, params={"order": "oldest"})).json()
    assert oldest["items"] == newest["items"][::-1]
    nothing = (await api.get(path, params={"order": "oldest", "cursor": oldest["next_cursor"]})).json()
    assert (nothing["items"], nothing["next_cursor"]) == ([], oldest["next_cursor"])
    await tell((ANN, entered, ours))
    new = (await api.get(path, params={"order": "oldest", "cursor": nothing["next_cursor"]})).json()
    assert [(each["kind"], each["person"]["id"]) for each in new["items"]] == [("entered", str(ANN))]


async def test_growth_is_what_the_follower_wrote(engines: Engines, make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    api = workspace.api
    segment = (await api.post(SEGMENTS, json={"name": "Ours", "filter": {"tag": "x"}})).json()["id"]
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    async with engines.postgres.connection() as connection:
        for days, members in ((40, 1), (2, 5), (0, 7)):
            await connection.execute(
                "INSERT INTO segment_counts (workspace_id, segment_id, at, members, entered, left_)"
                " VALUES (%s, %s, %s, %s, 3, 1)",
                (workspace.id, int(segment), hour - timedelta(days=days), members),
            )
    path = f"{SEGMENTS}/{segment}/growth"
    points = (await api.get(path)).json()["items"]
    assert [(point["members"], point["entered"], point["left"]) for point in points] == [(5, 3, 1), (7, 3, 1)]
    assert len((await api.get(path, params={"days": 60})).json()["items"]) == 3
    assert (await api.get(path, params={"days": 0})).status_code == 422
