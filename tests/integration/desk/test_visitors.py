"""Who is on the site now: those whose chat listens, and those whose pages only tell."""

from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import Desk
from tests.integration.infra.installation import wait_for_async

from otklik.app import Application

CHATTING, HEARD, GONE = 11, 12, 13


async def test_visitors_online_come_by_chat_and_by_events(
    app: Application, make_workspace: MakeWorkspace
) -> None:
    desk = await Desk.make(make_workspace)
    place = desk.workspace.id
    await desk.know(HEARD, name="Vera", email="vera@mail.example")
    async with desk.engines.postgres.connection() as connection:
        await connection.execute(
            """
            INSERT INTO presence (workspace_id, device, person, url, title, started_at, last_at) VALUES
                (%(w)s, 1, %(chatting)s, 'https://a.example/', 'Home', now(), now()),
                (%(w)s, 2, %(heard)s, 'https://a.example/tea', 'Tea', now(), now()),
                (%(w)s, 3, %(gone)s, 'https://a.example/', 'Home', now(), now() - interval '10 minutes'),
                (%(w)s + 1, 4, %(gone)s, 'https://b.example/', 'Other', now(), now())
            """,
            {"w": place, "chatting": CHATTING, "heard": HEARD, "gone": GONE},
        )
    app.presence.enter(workspace_id=place, device_id=7, profile_id=CHATTING, user_agent="")
    app.presence.move(workspace_id=place, device_id=7, url="https://a.example/cart", title="Cart")

    async def is_listening() -> bool:
        items = (await desk.get(desk.anna, "/visitors"))["items"]
        return {item["url"] for item in items} == {"https://a.example/cart", "https://a.example/tea"}

    await wait_for_async(is_listening)
    told = await desk.get(desk.anna, "/visitors")
    assert told["total"] == 2, "nobody twice"
    people = {item["profile_id"]: (item["name"], item["title"]) for item in told["items"]}
    assert people == {str(CHATTING): ("", "Cart"), str(HEARD): ("Vera", "Tea")}
    first = await desk.get(desk.anna, "/visitors?limit=1")
    assert (len(first["items"]), first["total"]) == (1, 2)
    assert (await desk.anna.get("/api/v1/inbox/visitors?limit=0")).status_code == 422
