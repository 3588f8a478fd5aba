import asyncio

from otklik.events.prepared import PreparedBatch
from otklik.infra.postgres import Connection
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.decide import Decider
from otklik.intake.pipeline.pipeline import Pipeline, PipelineOptions
from otklik.intake.pipeline.testing import PARTITIONS, Pump


class AllergicDecider(Decider):
    """Fails on a batch that holds a certain event, as a fault of ours would."""

    async def _decide_within(self, connection: Connection, batch: Batch) -> list[PreparedBatch]:
        prepared = await super()._decide_within(connection, batch)
        if any(event.name.startswith("bad") and not event.drop for event in batch.events):
            raise ZeroDivisionError
        return prepared


async def test_an_item_on_which_a_step_fails_is_left_out_alone(pump: Pump) -> None:
    names = ["good1", "bad1", "good2", "good3", "bad2", "good4"]
    for part in range(2):
        items = [
            {"type": "track", "event": name, "messageId": f"{name}-{part}", "anonymousId": "d1"}
            for name in names
        ]
        await pump.append(*items, part=part)
    options = PipelineOptions(partitions=PARTITIONS, dedup_bytes=1 << 20)
    work = await Pipeline.start(pump.engines, pump.log, options, (), decider_type=AllergicDecider)
    task = asyncio.create_task(work.run())

    async def is_done() -> bool:
        return task.done() or await pump.is_idle()

    await pump.until(is_done)
    assert task.cancel(), task.exception()
    await asyncio.gather(task, return_exceptions=True)
    assert sorted(set(await pump.names())) == ["$session_started", "good1", "good2", "good3", "good4"]
    assert await pump.counters() == {("stored", ""): 8, ("dropped", "poison"): 4}
    rejects = await pump.pg("SELECT reason, message_id, item FROM rejects ORDER BY message_id")
    assert [row[1] for row in rejects] == ["bad1-0", "bad1-1", "bad2-0", "bad2-1"]
    assert '"event": "bad1"' in rejects[0][2]
