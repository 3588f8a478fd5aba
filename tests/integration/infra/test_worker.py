"""A task of the worker that fails is begun again, however it failed."""

import asyncio

from otklik.infra.engines import Engines
from otklik.settings import Settings
from otklik.worker import keep_running


async def test_a_group_of_tasks_that_fails_ends_nothing_for_good(
    engines: Engines, settings: Settings
) -> None:
    """In Python 3.11 such a group leaves its task looking cancelled."""
    tries, third = 0, asyncio.Event()

    async def fail() -> None:
        raise OSError("the database went away")

    async def work(engines: Engines, settings: Settings) -> None:
        nonlocal tries
        del engines, settings
        tries += 1
        if tries == 3:
            third.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            group.create_task(asyncio.Event().wait())

    running = asyncio.create_task(keep_running("pipeline", work, engines, settings))
    async with asyncio.timeout(60):
        await third.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert running.done()


async def test_what_fails_while_it_is_cancelled_is_not_begun_again(
    engines: Engines, settings: Settings
) -> None:
    begun = asyncio.Event()

    async def work(engines: Engines, settings: Settings) -> None:
        del engines, settings
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise OSError("the database went first")

    running = asyncio.create_task(keep_running("pipeline", work, engines, settings))
    async with asyncio.timeout(60):
        await begun.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert running.done()
