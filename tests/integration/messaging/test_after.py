"""After planning: pauses, stops, what is heard, what is erased, what the API says of it."""

from datetime import timedelta

from tests.conftest import MakeWorkspace
from tests.integration.messaging.ledger import NOON, Ledger

from otklik.infra.engines import Engines
from otklik.messaging import delivering, noting, planning, running
from otklik.messaging.channels.contracts import Outcome, Result
from otklik.messaging.channels.email import EmailChannel
from otklik.messaging.channels.registry import Channels
from otklik.messaging.channels.task import TaskChannel
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel, Heard, MessageKind
from otklik.messaging.erasure import erase_from_messaging
from otklik.profiles.contracts import Erased

HOUR = timedelta(hours=1)


async def test_pauses_and_stops_reach_what_waits_and_what_is_ready(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    ann, bob, eve = await ledger.make_people(3)
    ready, due, short, other, future = await ledger.plan(
        ledger.new(ann),
        ledger.new(bob, release_at=NOON + HOUR),
        ledger.new(bob, release_at=NOON + HOUR, expires_at=NOON + 2 * HOUR),
        ledger.new(eve, scenario_id=8),
        ledger.new(eve, release_at=NOON + 5 * HOUR),
    )
    await ledger.release()
    async with engines.postgres.connection() as connection:
        await planning.pause_scenario(connection, workspace_id=ledger.workspace_id, scenario_id=7)
    await ledger.work(NOON + HOUR)
    assert await ledger.states([ready, due, short, other]) == ["ready", "planned", "planned", "sent"]
    await running.keep_house(engines, now=NOON + 2 * HOUR)
    assert await ledger.states([ready, due, short]) == ["planned", "planned", "skipped:paused"]
    await ledger.work(NOON + 3 * HOUR)
    assert await ledger.states([ready, due]) == ["planned", "planned"]
    async with engines.postgres.connection() as connection:
        await planning.resume_scenario(connection, workspace_id=ledger.workspace_id, scenario_id=7)
    await running.keep_house(engines, now=NOON + 3 * HOUR)
    await ledger.work(NOON + 3 * HOUR)
    assert await ledger.states([ready, due, future]) == ["sent", "sent", "planned"]

    (run,) = await ledger.plan(ledger.new(ann, run_id=3, release_at=NOON + 4 * HOUR))
    async with engines.postgres.connection() as connection:
        stopped = await planning.stop_sends(connection, workspace_id=ledger.workspace_id, run_ids=[3])
        await planning.stop_scenario(
            connection, workspace_id=ledger.workspace_id, scenario_id=7, reason="by hand"
        )
    assert stopped == 1
    (later,) = await ledger.plan(ledger.new(bob, release_at=NOON + 4 * HOUR))
    await running.keep_house(engines, now=NOON + 3 * HOUR)
    assert await ledger.states([run, future]) == ["skipped:stopped", "skipped:stopped"], (
        "before they were due"
    )
    await ledger.work(NOON + 4 * HOUR)
    assert await ledger.states([later]) == ["sent"], "a stop is for what was planned before it"
    assert [end.reason for end in ledger.ended if end.send_id in {run, future}] == ["stopped", "stopped"]


async def test_what_is_heard_is_kept_once_and_erased_with_the_person(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    ann, bob = await ledger.make_people(2)
    ledger.sms.answer = lambda each: Outcome(
        Result.UNKNOWN
        if each.send.profile_id == ann and each.send.kind is MessageKind.PROMOTIONAL
        else Result.SENT
    )
    doubt, sent, planned = await ledger.plan(
        ledger.new(ann), ledger.new(bob), ledger.new(bob, release_at=NOON + HOUR)
    )
    await ledger.work()
    assert await ledger.states([doubt]) == ["unknown"]

    async def hear(send_id: int, what: Heard, **details: object) -> bool:
        async with engines.postgres.connection() as connection:
            return await noting.note(
                engines,
                connection,
                workspace_id=ledger.workspace_id,
                send_id=send_id,
                what=what,
                at=NOON + HOUR,
                details=details,
            )

    assert [await hear(doubt, Heard.CLICKED, link="/a"), await hear(doubt, Heard.CLICKED, link="/b")] == [
        True,
        False,
    ]
    assert not await hear(doubt, Heard.READ), "told by the click"
    assert not await hear(planned, Heard.READ), "what did not leave is not heard of"
    assert await ledger.states([doubt]) == ["sent"], "who clicks has got it"
    names = ["$message_sent", "$message_delivered", "$message_read", "$message_clicked"]
    found = {
        name: [each for each in await ledger.told(name) if each["send_id"] == str(doubt)] for name in names
    }
    assert [len(each) for each in found.values()] == [1, 1, 1, 1]
    assert found["$message_clicked"][0]["link"] == "/a"

    assert await hear(sent, Heard.BOUNCED)
    after, late = await ledger.plan(
        ledger.new(bob, kind=MessageKind.TRANSACTIONAL), ledger.new(ann, kind=MessageKind.TRANSACTIONAL)
    )
    await ledger.work()
    assert await ledger.states([after, late]) == ["skipped:suppressed", "sent"]

    erased = Erased(ledger.workspace_id, 1, ann, (ann,), {}, NOON)
    assert await erase_from_messaging(engines, erased) == {
        "form_submissions": 0, "sends": 0, "control_assignments": 0, "send_locks": 0,
        "promo_codes": 0, "promo_uses": 0, "subscription_requests": 0,
    }  # fmt: skip
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT array_agg(DISTINCT profile_id) FROM sends")
        assert await cursor.fetchone() == ([bob],)


async def test_tasks_letters_and_the_api(engines: Engines, make_workspace: MakeWorkspace) -> None:
    ledger = await Ledger.open(engines)
    shop = await make_workspace()
    ledger.workspace_id = shop.id
    (ann,) = await ledger.make_people(1)
    letters, tasks = EmailChannel(engines, None), TaskChannel(engines.bus)
    ledger.channels = Channels(ledger.sms, letters, tasks)
    answer = await shop.api.patch(
        f"/api/v1/profiles/{ann}",
        json={"operations": [{"op": "set", "key": "$email", "value": "Ann@Example.com"}]},
    )
    assert answer.status_code == 200, answer.text

    async def keep(channel: Channel, content: dict[str, object]) -> int:
        async with engines.postgres.connection() as connection:
            return await keep_content(
                connection, ledger.channels, workspace_id=shop.id, channel=channel, content=content
            )

    letter = await keep(
        Channel.EMAIL, {"subject": "{{ event.item }}", "html": "<b>{{ event.item }}</b><blink>!</blink>"}
    )
    task = await keep(Channel.TASK, {"title": "Call {{ person.phone }}", "due_minutes": 30})
    wrong = await keep(Channel.TASK, {"title": "{{ event.n | divided_by: 0 }}"})
    foreign = await keep(Channel.TASK, {"title": "For somebody", "assignee": 10**9})
    quick = {"kind": MessageKind.TRANSACTIONAL, "variables": {"event": {"item": "Tea & <cake>", "n": 1}}}
    ids = await ledger.plan(
        ledger.new(ann, channel=Channel.EMAIL, content_id=letter, **quick),
        *(ledger.new(ann, channel=Channel.TASK, content_id=each, **quick) for each in (task, wrong, foreign)),
        ledger.new(ann, content_id=task, release_at=NOON + timedelta(days=900)),
    )
    await ledger.release()
    await delivering.deliver_portion(engines, letters, by="test", now=NOON)
    await ledger.write(tasks)
    states = await ledger.states(ids)
    assert states[:3] == ["sent", "sent", "skipped:invalid_content"]
    assert states[3].startswith("failed:")
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT recipient, subject, body_text FROM mailbox WHERE send_id = %s", (ids[0],)
        )
        assert await cursor.fetchall() == [("ann@example.com", "Tea & <cake>", "Tea & <cake>!")]
        cursor = await connection.execute(
            "SELECT title, profile_id, due_at FROM tasks WHERE workspace_id = %s", (shop.id,)
        )
        assert await cursor.fetchall() == [("Call +79990000001", ann, NOON + timedelta(minutes=30))]

    listed = (await shop.api.get(f"/api/v1/profiles/{ann}/messages", params={"limit": 3})).json()
    assert [each["id"] for each in listed["items"]] == ids[:1:-1]
    assert listed["items"][0]["due_at"].startswith("2029-")
    assert listed["items"][2]["error"].startswith("title: ")
    rest = await shop.api.get(f"/api/v1/profiles/{ann}/messages", params={"cursor": listed["next_cursor"]})
    assert ([each["id"] for each in rest.json()["items"]], rest.json()["next_cursor"]) == (ids[1::-1], None)
    one = (await shop.api.get(f"/api/v1/sends/{ids[1]}")).json()
    assert one["content"]["title"] == "Call {{ person.phone }}"
    assert (await shop.api.post(f"/api/v1/sends/{ids[1]}/resend")).status_code == 409

    settings = (await shop.api.get("/api/v1/messaging/settings")).json()
    assert settings["caps"] == [{"count": 3, "period": "P7D", "channels": []}]
    assert (settings["quiet"]["start"], settings["quiet"]["end"]) == ("21:00:00", "09:00:00")
    settings["caps"] = [{"count": 1, "period": "PT1H", "channels": ["sms"]}]
    settings["global_control_percent"] = 5
    answer = await shop.api.put("/api/v1/messaging/settings", json=settings)
    assert answer.json() == settings
    for bad in (
        {"caps": [{"count": 0, "period": "P7D"}]},
        {"caps": [{"count": 1, "period": "PT1S"}]},
        {"x": 1},
    ):
        assert (await shop.api.put("/api/v1/messaging/settings", json=bad)).status_code == 422, bad
    checked = await shop.api.post("/api/v1/messaging/templates/check", json={"text": "{{ person.name | x }}"})
    assert checked.json() == {
        "faults": [{"code": "unknown_filter", "message": "There is no filter x", "line": 1, "column": 18}],
        "variables": ["person.name"],
    }
    viewer = await shop.as_role("viewer")
    assert (await viewer.put("/api/v1/messaging/settings", json=settings)).status_code == 403
    assert (await viewer.get("/api/v1/messaging/webhook-secret")).status_code == 403
    assert len((await shop.api.get("/api/v1/messaging/webhook-secret")).json()["secret"]) == 64
