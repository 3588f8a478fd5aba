"""A cancellation that comes in the same turn of the loop as what the task waits for is not lost."""

import asyncio

import pytest

from otklik.infra.cancellation import heed_cancellations


async def test_a_cancellation_beside_the_awaited_thing_ends_the_task() -> None:
    heed_cancellations()
    free, went_on = asyncio.Event(), False

    async def work() -> None:
        nonlocal went_on
        await asyncio.wait_for(free.wait(), 5)
        went_on = True

    task = asyncio.create_task(work())
    for _ in range(3):
        await asyncio.sleep(0)
    free.set()
    for _ in range(8):  # whichever turn it falls into
        if not task.done():
            task.cancel()
        await asyncio.sleep(0)
    assert task.cancelled()
    assert not went_on


async def test_the_time_limit_still_holds() -> None:
    heed_cancellations()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), 0.01)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), 0)
    assert await asyncio.wait_for(asyncio.sleep(0, "there"), 1) == "there"
