"""Workers die at every place they come to, and work side by side: nobody twice, nobody lost, unknown said."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.integration.deadly import Deadly, DeathError
from tests.integration.messaging.ledger import NOON, Ledger

from otklik.infra.engines import Engines
from otklik.messaging import running
from otklik.messaging.channels.contracts import Delivery, Outcome, Result
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contracts import Channel, MessageKind, SendState
from otklik.messaging.delivering import LEASE, deliver_portion, lapse_portion
from otklik.messaging.testing import KeptWire

LATER = NOON + LEASE + timedelta(seconds=1)


async def _work_and_die(ledger: Ledger, now: datetime = NOON) -> list[str]:
    deadly = Deadly()
    is_busy = True
    while is_busy:
        try:
            is_busy = bool(
                await ledger.release(now, checkpoint=deadly) or await ledger.deliver(now, checkpoint=deadly)
            )
        except DeathError:
            is_busy = True
    return deadly.places


async def test_whoever_dies_where_nobody_gets_it_twice_and_nobody_is_lost(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    people = await ledger.make_people(9)
    ledger.sms.at_once = 2
    promotional = await ledger.plan(*(ledger.new(each, control_share=0.4) for each in people))
    soon = NOON + timedelta(minutes=1)  # else they go first, and nobody dies with a promotional one
    transactional = await ledger.plan(
        *(ledger.new(each, kind=MessageKind.TRANSACTIONAL, release_at=soon) for each in people)
    )
    inner = await ledger.plan(*(ledger.new(each, channel=Channel.TASK) for each in people))
    places = await _work_and_die(ledger)
    assert places == [
        "taken", "locked", "written", "told", "committed",
        "ready taken", "inner written", "ends written",
        "claimed", "on the wire", "results written",
    ]  # fmt: skip
    assert await lapse_portion(engines, now=NOON) == 0, "a lease holds until it is over"
    assert {"claimed", "on the wire", "results written"} < {*await _work_and_die(ledger, soon)}
    end = soon + LEASE + timedelta(seconds=1)
    while await lapse_portion(engines, now=end) or await ledger.release(end) or await ledger.deliver(end):
        continue

    wire = Counter(delivery.send.id for delivery in ledger.sms.delivered)
    states = dict(zip(promotional, await ledger.states(promotional), strict=True))
    assert set(states.values()) == {"sent", "skipped:control", "unknown:lease_over"}
    for send_id, state in states.items():
        expected = {"sent": {1}, "skipped:control": {0}, "unknown:lease_over": {0, 1}}[state]
        assert wire[send_id] in expected, (send_id, state)
    assert Counter(states.values())["unknown:lease_over"] <= 3 * ledger.sms.at_once, "what was on the wire"
    assert set(await ledger.states(transactional)) == {"sent"}
    assert all(wire[send_id] >= 1 for send_id in transactional), "nobody is lost"
    keys = {delivery.key for delivery in ledger.sms.delivered if delivery.send.id in transactional}
    assert len(keys) == len(transactional), "a repeat has the same key"
    assert set(await ledger.states(inner)) == {"sent"}, "what needs no wire is never in doubt"
    told = Counter(event["send_id"] for event in await ledger.told("$message_sent"))
    assert set(told.values()) == {1}
    assert told.keys() == {
        *(str(send_id) for send_id in (*transactional, *inner)),
        *(str(send_id) for send_id, state in states.items() if state == "sent"),
    }
    assert len(await ledger.told("$experiment_assigned")) == 9
    ends = {end.send_id for end in ledger.ended}
    assert ends == {*promotional, *transactional, *inner}, "every planner learns every end"


async def test_a_late_word_counts_for_its_own_attempt(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    ann, bob, eve = await ledger.make_people(3)
    slow, failed, repeated = await ledger.plan(
        ledger.new(ann), ledger.new(bob), ledger.new(eve, kind=MessageKind.TRANSACTIONAL)
    )
    await ledger.release()

    async def lapse(place: str) -> None:
        """While it is on the wire, everybody thinks that this worker is dead; another one goes on."""
        if place == "on the wire":
            await lapse_portion(engines, now=LATER)
            assert await ledger.states([slow, failed]) == ["unknown:lease_over"] * 2
            ledger.sms.answer = lambda _: Outcome(Result.SENT)
            assert await deliver_portion(engines, ledger.sms, by="other", now=LATER) == 1

    outcomes = {
        slow: Outcome(Result.SENT),
        failed: Outcome(Result.FAILED, "no"),
        repeated: Outcome(Result.FAILED),
    }
    ledger.sms.answer = lambda delivery: outcomes[delivery.send.id]
    await ledger.deliver(checkpoint=lapse)
    assert await ledger.states([slow, failed, repeated]) == ["sent", "unknown:lease_over", "sent"]
    assert [end.state for end in ledger.ended if end.send_id == slow] == [SendState.UNKNOWN, SendState.SENT]
    assert (await ledger.read(repeated)).attempts == 2


async def test_a_wire_that_surely_failed_tries_again_five_times(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    (ann,) = await ledger.make_people(1)
    (send,) = await ledger.plan(ledger.new(ann))
    ledger.sms.answer = lambda _: Outcome(Result.AGAIN, "http_503", "busy")
    now, moments = NOON, []
    await ledger.release()
    while (await ledger.read(send)).state is SendState.READY:
        now = max(now, (await ledger.read(send)).release_at)
        moments.append(now - NOON)
        assert await ledger.deliver(now) == 1
    assert [round(moment.total_seconds()) for moment in moments] == [0, 10, 70, 670, 4270]
    assert await ledger.states([send]) == ["failed:http_503"]
    assert len((await ledger.read(send)).journal) == 4
    assert (await ledger.read(send)).released_at is None, "what did not leave counts against no cap"


async def test_workers_side_by_side_share_the_work(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    people = await ledger.make_people(40)
    sends = await ledger.plan(*(ledger.new(each) for each in people for _ in range(5)))

    async def work(by: str) -> None:
        while await ledger.release() or await ledger.deliver(by=by):
            continue

    await asyncio.gather(work("one"), work("two"), work("three"))
    assert Counter(await ledger.states(sends)) == {"sent": 120, "skipped:cap": 80}
    wire = Counter(delivery.send.id for delivery in ledger.sms.delivered)
    assert set(wire.values()) == {1}
    assert set(Counter(d.send.profile_id for d in ledger.sms.delivered).values()) == {3}


class SlowWire(KeptWire):
    """A wire whose answers wait for a word."""

    def __init__(self) -> None:
        super().__init__()
        self.is_busy = asyncio.Event()
        self.may_end = asyncio.Event()

    async def deliver(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        self.is_busy.set()
        await self.may_end.wait()
        return await super().deliver(deliveries)


async def test_a_worker_that_is_told_to_stop_ends_what_is_on_the_wire(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    wire = SlowWire()
    (ann,) = await ledger.make_people(1)
    worker = asyncio.create_task(running.run(engines, Channels(wire)))
    (send,) = await ledger.plan(
        ledger.new(ann, kind=MessageKind.TRANSACTIONAL, release_at=NOON - timedelta(days=700))
    )
    running.wake()
    async with asyncio.timeout(30):
        await wire.is_busy.wait()
    worker.cancel()
    wire.may_end.set()
    await asyncio.wait([worker])
    assert await ledger.states([send]) == ["sent"]
