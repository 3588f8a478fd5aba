"""kill -9 of anything at any moment under load: what was accepted is stored, once."""

import os
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import psutil
import pytest
from tests.chaos.load import EVENT
from tests.chaos.queues import Queues
from tests.chaos.shop import Shop
from tests.chaos.talks import Talks
from tests.integration.infra.installation import (
    Installation,
    installation,
    wait_for,
    wait_for_async,
)

KINDS = ("web", "worker", "clickhouse", "postgres")
SEED = int(os.environ.get("OTKLIK_CHAOS_SEED", "20261122"))
KILLS = int(os.environ.get("OTKLIK_CHAOS_KILLS", "200"))
_KILL_S = 25
"""What one kill and the way back may take, on a busy machine too."""
_GROWTH_BYTES = 120_000_000
_MB = 1_000_000


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of our own: another run of pytest closes the common one to PostgreSQL's account."""
    with tempfile.TemporaryDirectory(prefix="otklik-chaos-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def running() -> Iterator[Installation]:
    """For tests after which it is whole again."""
    with (
        tempfile.TemporaryDirectory(prefix="otklik-chaos-") as name,
        installation(Path(name) / "data") as made,
    ):
        yield made


@pytest.fixture
def shop(running: Installation) -> Shop:
    """A workspace of its own."""
    return Shop(running)


async def rounds(shop: Shop, number: int) -> None:
    """So many kills, every kind of process equally often, in the order of the dice."""
    dice = random.Random(SEED)
    load = shop.load(SEED)
    killed: Counter[str] = Counter()
    lasting = await shop.add_segment("Ever", {"event": EVENT})
    passing = await shop.add_segment("Just now", {"event": EVENT, "within": {"last": "PT15S"}})
    left = list(KINDS) * (number // len(KINDS))
    dice.shuffle(left)
    async with load.running(clients=3, timeout_s=number * _KILL_S):
        while left:
            await load.wait_for_batches(dice.randrange(1, 40))
            kind = left.pop(0)
            try:
                shop.running.kill(kind)
                killed[kind] += 1
            except (LookupError, psutil.Error):  # it is away at this moment: another one
                left.append(kind)
        await load.wait_for_batches(20)
    await shop.check(load)
    await shop.check_segments(lasting, passing)
    print(f"chaos: {dict(killed)}; {load.batches} batches, {load.repeated} repeats, {load.refused} refusals")  # noqa: T201 - the figures of the run


@pytest.mark.timeout(600)
async def test_eight_kills_lose_and_double_nothing(shop: Shop) -> None:
    await rounds(shop, 2 * len(KINDS))


@pytest.mark.long
@pytest.mark.timeout(5400)
async def test_many_kills_lose_and_double_nothing(shop: Shop) -> None:
    await rounds(shop, KILLS)


def web_processes(running: Installation) -> list[psutil.Process]:
    found = []
    for each in psutil.Process(running.process.pid).children():
        with suppress(psutil.Error):
            if "otklik.app" in " ".join(each.cmdline()):
                found.append(each)
    return found


@pytest.mark.timeout(200)
async def test_two_web_processes_and_each_is_killed(folder: Path) -> None:
    """They share the port and the log; what one of them accepted is stored, whoever dies, and once."""
    with installation(folder / "data", env={"OTKLIK_WEB_PROCESSES": "2"}) as running:
        shop = Shop(running)
        load = shop.load(SEED)
        first, second = web_processes(running)
        async with load.running(clients=8):
            await load.wait_for_batches(30)
            for process in (first, second):
                process.kill()  # its clients go to the other: how they were shared before does not matter
                await load.wait_for_batches(40)
        wait_for(lambda: len(web_processes(running)) == 2)
        assert not {first.pid, second.pid} & {each.pid for each in web_processes(running)}
        await shop.check(load)


async def kill_while_talking(running: Installation, kinds: Sequence[str], *, messages: int) -> None:
    """Every accepted message is there once, in the same order for its visitor and both operators."""
    shop = Shop(running)
    talks = Talks(running.url, shop.write_key, shop.workspace_id, seed=SEED, visitors=50)
    try:
        async with talks.running(timeout_s=60 + len(kinds) * _KILL_S):
            for kind in kinds:
                await talks.wait_for_messages(messages)
                running.kill(kind)
            await talks.wait_for_messages(messages)
        await talks.check()
    finally:
        await talks.close()
    cut = sum(page.resumed for page in (*talks.visitors, *talks.operators))
    assert cut >= len(talks.visitors) // 2, "no line was cut"
    print(f"chaos: {talks.accepted} messages, lines cut {cut} times")  # noqa: T201 - the figures of the run


@pytest.mark.timeout(200)
async def test_kills_while_fifty_chats_talk(running: Installation) -> None:
    await kill_while_talking(running, ("web", "postgres"), messages=25)


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_many_kills_while_fifty_chats_talk(running: Installation) -> None:
    await kill_while_talking(running, ("web", "postgres", "worker", "clickhouse") * 10, messages=40)


async def kill_while_giving(running: Installation, kinds: Sequence[str], *, visitors: int) -> None:
    """Nobody has what another has or more than his limit, and no visitor waits for who is gone."""
    queues = Queues(Shop(running), seed=SEED, visitors=visitors)
    try:
        await queues.set_up()
        async with queues.running(timeout_s=120 + len(kinds) * _KILL_S):
            for number, kind in enumerate(kinds, start=1):
                await queues.wait_for(number * visitors // (len(kinds) + 1))
                running.kill(kind)
        print(f"chaos: {queues.said} messages, {await queues.check()} times given")  # noqa: T201 - the figures of the run
    finally:
        await queues.close()


@pytest.mark.timeout(300)
async def test_kills_while_conversations_are_given_in_turns(running: Installation) -> None:
    await kill_while_giving(running, ("web", "postgres"), visitors=24)


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_many_kills_while_conversations_are_given_in_turns(running: Installation) -> None:
    await kill_while_giving(running, ("web", "postgres", "worker") * 8, visitors=240)


@pytest.mark.timeout(300)
async def test_many_months_in_a_batch(shop: Shop) -> None:
    """150 months are more parts than ClickHouse takes in one insert (100)."""
    load = shop.load(SEED)
    months = [(year, month) for year in range(2013, 2026) for month in range(1, 13)][:150]
    items: list[dict[str, object]] = [
        {
            "type": "track",
            "event": "chaos",
            "messageId": f"m-{year}-{month}",
            "anonymousId": "old",
            "timestamp": f"{year}-{month:02}-15T12:00:00.000Z",
        }
        for year, month in months
    ]
    async with httpx.AsyncClient(timeout=30) as client:
        await load.send(client, items)
    await shop.check(load)


@pytest.mark.timeout(300)
async def test_batches_beyond_the_size_of_an_insert(shop: Shop) -> None:
    """More than 8 MB and 50 months wait at once: the pipeline splits them, each part arrives once."""
    load = shop.load(SEED)
    months = [f"{year}-{month:02}" for year in range(2018, 2026) for month in range(1, 13)][:80]

    def large(number: int) -> list[dict[str, object]]:
        return [
            {
                "type": "track",
                "event": "chaos",
                "messageId": f"big-{number}-{each}",
                "anonymousId": f"d{each}",
                "timestamp": f"{months[(number * 15 + each) % len(months)]}-15T12:00:00.000Z",
                "properties": {"text": f"{number:04}" * 7_000},
            }
            for each in range(15)
        ]

    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        shop.running.child("worker").suspend()  # all of it waits in the log
        for number in range(60):
            await load.send(client, large(number))
        shop.running.child("worker").resume()
    assert len(load.accepted) == 900
    await shop.check(load)


@pytest.mark.timeout(300)
async def test_absent_clickhouse_refuses_nothing(shop: Shop) -> None:
    """It hangs, then it is killed: doors go on with 200, the worker waits in bounded memory, all arrives."""
    load = shop.load(SEED)
    async with load.running(clients=4):
        await load.wait_for_batches(50)
        worker = shop.running.child("worker")
        before = worker.memory_info().rss
        shop.running.child("clickhouse").suspend()
        await load.wait_for_batches(400)
        refused, grown = load.refused, worker.memory_info().rss - before
        shop.running.kill("clickhouse")
        await load.wait_for_batches(100)
        assert load.refused == refused == 0
        assert grown < _GROWTH_BYTES
        assert worker.is_running()
    await shop.check(load)


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 900 MB of its own. Making one needs root."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system to fill")
    disk = folder / "disk"
    disk.mkdir()
    options = ("-t", "tmpfs", "-o", "size=900m", "tmpfs")
    subprocess.run(["mount", *options, str(disk)], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.timeout(400)
async def test_full_disk_refuses_and_recovers(small_disk: Path) -> None:
    with ExitStack() as stack:
        running = stack.enter_context(installation(small_disk / "data"))
        shop = Shop(running)
        load = shop.load(SEED)
        async with load.running(clients=3):
            await load.wait_for_batches(10)
            for left_bytes in (100_000_000, 0):  # below the bound of the log; then nothing at all
                ballast = fill(small_disk, left_bytes=left_bytes)
                refused = load.refused

                async def is_refusing(before: int = refused) -> bool:
                    return load.refused > before + 5

                await wait_for_async(is_refusing, timeout_s=60)
                ballast.unlink()
                await load.wait_for_batches(10)
        await shop.check(load)


@pytest.mark.long
@pytest.mark.timeout(200)
async def test_little_disk_refuses_and_recovers(folder: Path) -> None:
    """The same bound on the disk as it is: it stands a little below what is free, and a file crosses it."""
    free_mb = shutil.disk_usage(folder).free // _MB
    with installation(folder / "data", env={"OTKLIK_MIN_FREE_MB": str(free_mb - 1_500)}) as running:
        shop = Shop(running)
        load = shop.load(SEED)
        async with load.running(clients=3):
            await load.wait_for_batches(10)
            assert load.refused == 0
            with (folder / "ballast").open("wb") as ballast:
                os.posix_fallocate(ballast.fileno(), 0, 3_000 * _MB)

            async def is_refusing() -> bool:
                return load.refused > 5

            await wait_for_async(is_refusing, timeout_s=30)
            assert await shop.status()  # pages go on
            (folder / "ballast").unlink()
            await load.wait_for_batches(10)
        await shop.check(load)


def fill(folder: Path, *, left_bytes: int) -> Path:
    """Write a file until only so much is free."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file, suppress(OSError):
        while (free := shutil.disk_usage(folder).free) > left_bytes:
            file.write(b"\0" * min(1 << 20, free - left_bytes))
            file.flush()
    return ballast


@pytest.mark.timeout(300)
async def test_killed_supervisor_loses_nothing(running: Installation, shop: Shop) -> None:
    """Everything dies at once (a power cut of the program, not of the disk), but for PostgreSQL that hangs.

    The next server finds the orphan in the folder, waits for it, then starts. The last that has the server of
    this file.
    """
    load = shop.load(SEED)
    async with httpx.AsyncClient(timeout=15) as client:
        for _ in range(30):
            await load.send(client, load._make_batch())
    postgres = running.child("postgres")
    children = psutil.Process(running.process.pid).children(recursive=True)
    postgres.suspend()  # it cannot die with its supervisor yet
    running.process.kill()
    running.process.wait()
    for each in children:
        if each.pid != postgres.pid:
            with suppress(psutil.NoSuchProcess):
                each.kill()
    postgres.resume()
    with installation(running.data) as second:
        shop.running = second
        await shop.check(load)
