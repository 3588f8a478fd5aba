"""The ledger decides, delivers and tells: once each, with reasons."""

from datetime import UTC, datetime, timedelta

from tests.integration.messaging.ledger import NOON, Ledger

from otklik.infra.engines import Engines
from otklik.messaging.contracts import Channel, MessageKind, SendState
from otklik.profiles import service as profiles
from otklik.profiles.contracts_marks import MarkKind


async def test_a_send_goes_its_way_once_and_tells_of_it(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    ann, bob = await ledger.make_people(2)
    first, second = await ledger.plan(ledger.new(ann, run_id=5), ledger.new(bob, channel=Channel.TASK))
    assert await ledger.plan(ledger.new(ann, unique_key="test:1")) == [first], "the same key is the same send"
    assert await ledger.release(NOON - timedelta(seconds=1)) == 0, "not before its time"
    await ledger.work()
    await ledger.work()

    assert await ledger.states([first, second]) == ["sent", "sent"]
    assert [each.content["text"] for each in ledger.sms.delivered] == ["Hi +79990000001"]
    assert [each.key for each in ledger.sms.delivered] == [f"send-{first}"]
    assert len(ledger.task.delivered) == 1
    assert sorted((end.send_id, end.state) for end in ledger.ended) == [
        (first, SendState.SENT),
        (second, SendState.SENT),
    ]
    assert [end.run_id for end in ledger.ended if end.send_id == first] == [5]
    sent = {event["send_id"]: event for event in await ledger.told("$message_sent")}
    assert sent.keys() == {str(first), str(second)}
    assert sent[str(first)] == {
        "message_id": "7", "send_id": str(first), "node": "a", "channel": "sms",
        "purpose": "marketing", "kind": "promotional",
    }  # fmt: skip
    row = await ledger.read(first)
    assert (row.address, row.attempts, row.sent_at, row.released_at) == ("+79990000001", 1, NOON, NOON)


async def test_each_reason_not_to_send_has_its_word(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    silent, left, withdrawn, topic, agreed = await ledger.make_people(5, is_subscribed=False)
    async with engines.postgres.connection() as connection:
        await ledger.mark(connection, [left], MarkKind.SUBSCRIPTION, "sms")
        await ledger.mark(connection, [left], MarkKind.SUBSCRIPTION, "sms", is_on=False)
        await ledger.mark(connection, [withdrawn], MarkKind.SUBSCRIPTION, "sms")
        await ledger.mark(connection, [withdrawn], MarkKind.CONSENT, "advertising", is_on=False)
        await ledger.mark(connection, [topic], MarkKind.SUBSCRIPTION, "sms/news")
        await ledger.mark(connection, [agreed], MarkKind.CONSENT, "advertising")
    sends = await ledger.plan(
        ledger.new(silent),
        ledger.new(left),
        ledger.new(left, kind=MessageKind.TRANSACTIONAL),
        ledger.new(withdrawn),
        ledger.new(topic),
        ledger.new(topic, topic="news"),
        ledger.new(agreed),
        ledger.new(12345),  # a nameless visitor
        ledger.new(agreed, channel=Channel.TELEGRAM),
        ledger.new(agreed, expires_at=NOON),
    )
    await ledger.work()
    assert await ledger.states(sends) == [
        "skipped:no_consent", "skipped:unsubscribed", "sent", "skipped:no_consent", "skipped:no_consent",
        "sent", "sent", "skipped:no_address", "skipped:no_channel", "skipped:expired",
    ]  # fmt: skip
    reasons = sorted(event["reason"] for event in await ledger.told("$message_skipped"))
    assert reasons == sorted(["no_consent"] * 3 + ["unsubscribed", "no_address", "no_channel", "expired"])


async def test_caps_count_over_merged_homes_and_shared_addresses(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    ann, twin, bob = await ledger.make_people(3)
    async with engines.postgres.connection() as connection:
        first_seen = NOON - timedelta(days=400)
        await profiles.merge_people(
            connection,
            workspace_id=ledger.workspace_id,
            one=(ann, first_seen),
            other=(twin, first_seen),
            author="test",
        )
    sends = await ledger.plan(
        ledger.new(ann),
        ledger.new(twin),
        ledger.new(ann, priority=5),
        ledger.new(ann, kind=MessageKind.TRANSACTIONAL),
        ledger.new(twin, priority=-1),
        ledger.new(bob),
    )
    await ledger.work()
    assert await ledger.states(sends) == ["sent", "sent", "sent", "sent", "skipped:cap", "sent"]
    late = await ledger.plan(ledger.new(twin, release_at=NOON + timedelta(days=7)))
    await ledger.work(NOON + timedelta(days=7))
    assert await ledger.states(late) == ["sent"], "a week later there is room again"


async def test_one_letter_an_address_and_no_chase(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    ann, bob = await ledger.make_people(2)
    await ledger.set_property(bob, "$phone", "+79990000001")
    mailing = await ledger.plan(*(ledger.new(each, address_group="mailing:1") for each in (ann, bob, ann)))
    await ledger.work()
    assert await ledger.states(mailing) == ["sent", "skipped:duplicate_address", "skipped:duplicate_address"]
    one, two = await ledger.plan(
        ledger.new(bob, cause_send_id=mailing[0]), ledger.new(bob, cause_send_id=mailing[1])
    )
    await ledger.work()
    assert await ledger.states([one, two]) == ["sent", "planned"], "thirty seconds lie between them"
    waiting = await ledger.read(two)
    assert waiting.release_at == NOON + timedelta(seconds=30)
    assert [entry["what"] for entry in waiting.journal] == ["loop"]
    await ledger.work(NOON + timedelta(seconds=30))
    assert await ledger.states([two]) == ["sent"]


async def test_a_night_is_slept_through_by_each_ones_clock(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    moscow, kamchatka = await ledger.make_people(2)
    await ledger.set_property(kamchatka, "$time_zone", "Asia/Kamchatka")
    day, night, short, quick = await ledger.plan(
        ledger.new(moscow),
        ledger.new(kamchatka),  # 21:00 there
        ledger.new(kamchatka, expires_at=NOON + timedelta(hours=2)),
        ledger.new(kamchatka, kind=MessageKind.TRANSACTIONAL),
    )
    await ledger.work()
    assert await ledger.states([day, night, short, quick]) == [
        "sent", "planned", "skipped:quiet_expired", "sent",
    ]  # fmt: skip
    waiting = await ledger.read(night)
    morning = datetime(2026, 11, 23, 21, tzinfo=UTC)
    assert morning <= waiting.release_at < morning + timedelta(minutes=10)
    assert [entry["what"] for entry in waiting.journal] == ["quiet"]
    await ledger.work(waiting.release_at)
    assert await ledger.states([night]) == ["sent"]


async def test_control_groups_stay_as_they_were_drawn(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    people = await ledger.make_people(40)
    first = await ledger.plan(*(ledger.new(each, control_share=0.5) for each in people))
    await ledger.work()
    states = await ledger.states(first)
    control = [person for person, state in zip(people, states, strict=True) if state == "skipped:control"]
    assert 8 < len(control) < 32
    assert set(states) == {"sent", "skipped:control"}
    told = await ledger.told("$experiment_assigned")
    assert sorted(event["variant"] for event in told) == ["control"] * len(control) + ["message"] * (
        40 - len(control)
    )
    treated = next(person for person in people if person not in control)
    async with engines.postgres.connection() as connection:
        await profiles.merge_people(
            connection,
            workspace_id=ledger.workspace_id,
            one=(control[0], NOON - timedelta(days=3)),
            other=(control[1], NOON - timedelta(days=2)),
            author="test",
        )
    again = await ledger.plan(
        *(ledger.new(each, control_share=0.01) for each in (*control, treated)),
        ledger.new(treated, control_share=1.0),
        ledger.new(control[0], scenario_id=8, control_share=0.0),
    )
    await ledger.work()
    assert await ledger.states(again) == ["skipped:control"] * len(control) + ["sent", "sent", "sent"]
    assert len(await ledger.told("$experiment_assigned")) == 40, "drawn once"
