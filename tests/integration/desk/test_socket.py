"""Operators on their sockets: what each is pushed, who looks and types, who is not let in."""

from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import Desk
from tests.integration.desk.wire import connected
from tests.integration.infra.installation import wait_for_async

from otklik.app import Application


async def test_two_operators_on_the_line(app: Application, make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    place = desk.workspace.id
    talk = await desk.visitor_says("Hi")
    async with (
        connected(app, desk.anna, workspace=place) as anna,
        connected(app, desk.boris, workspace=place) as boris,
    ):
        anna.say(type="resume", after=0)
        caught_up = await anna.hear("changes")
        assert [part["body"] for part in caught_up["parts"]] == ["Hi"]
        assert caught_up["counts"]["unassigned"] == 1
        boris.say(type="resume", after=10**9)
        await boris.hear("stale")
        seq = (await desk.get(desk.boris, "/conversations"))["seq"]
        boris.say(type="resume", after=seq)
        await boris.hear("ready", seq=seq)

        anna.say(type="looking", conversation_id=talk)
        anna.say(type="typing", conversation_id=talk)
        who = f"operator:{desk.ids['anna']}"
        for kind in ("looking", "typing"):
            sign = await boris.hear("sign", kind=kind)
            assert (sign["who"], sign["name"], sign["conversation_id"]) == (who, "Operator", talk)
        sent = await desk.answers(desk.anna, talk, "Hello")
        pushed = await boris.hear_words("Hello")
        assert pushed["counts"] == {"mine": 0, "unassigned": 0, "mentions": 0, "open": 1, "teams": {}}
        assert pushed["seq"] >= sent["seq"]
        anna.say(type="nonsense")
        anna.say(type="resume", after="x")
        anna.say(type="away", is_away=True)
        for page in (boris, anna):
            assert (await page.hear("sign", kind="away"))["who"] == who
        anna.say(type="ping")
        await anna.hear("pong")

        async def are_told_apart() -> bool:
            items = (await desk.get(desk.boris, "/operators"))["items"]
            states = {row["id"]: row["state"] for row in items}
            return (states[desk.ids["anna"]], states[desk.ids["boris"]]) == ("away", "online")

        await wait_for_async(are_told_apart)
        async with connected(app, desk.anna, workspace=place) as again:
            again.say(type="resume", after=seq)
            assert (await again.hear("changes"))["seq"] >= sent["seq"]
        app.stopping.set()
        assert await anna.code() == 1012
    stranger = await make_workspace(name="Other")
    other = await stranger.owner()
    async with (
        connected(app, desk.anna, workspace=place, origin="https://evil.example") as evil,
        connected(app, other, workspace=place) as foreign,
        connected(app, desk.workspace.make_client(), workspace=place) as nobody,
    ):
        assert await evil.code() == 4403
        assert await foreign.code() == 4401
        assert await nobody.code() == 4401
        assert evil.frames.empty()
        assert foreign.frames.empty()


async def test_a_long_poll_answers_with_the_first_change(
    app: Application, make_workspace: MakeWorkspace
) -> None:
    desk = await Desk.make(make_workspace)
    await desk.visitor_says("Hi")
    first = await desk.get(desk.anna, "/changes?after=0")
    assert [part["body"] for part in first["parts"]] == ["Hi"]
    async with connected(app, desk.boris, workspace=desk.workspace.id) as boris:
        boris.say(type="resume", after=first["seq"])
        await boris.hear("ready")
        waiting = desk.poll(desk.anna, first["seq"])
        await desk.visitor_says("Again", person=2)
        await boris.hear_words("Again")
        assert [part["body"] for part in (await waiting)["parts"]] == ["Again"]
    ahead = await desk.get(desk.anna, "/changes?after=999999")
    assert ahead["stale"] is True
