"""Bus, jobs, blobs, mail, secrets, migrations."""

import asyncio
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import text

from otklik.infra.blobs import BlobNotFoundError, Blobs
from otklik.infra.bus import RESYNC, Bus
from otklik.infra.engines import Engines
from otklik.infra.keyfile import load_key
from otklik.infra.listener import free_port
from otklik.infra.mail import Mailer, Relay
from otklik.infra.migrate import clickhouse_pending, migrate_clickhouse, migrate_postgres, postgres_state
from otklik.infra.secrets import SealError, Secrets


@asynccontextmanager
async def working(engines: Engines) -> AsyncIterator[None]:
    """The jobs' worker runs meanwhile."""
    task = asyncio.create_task(engines.jobs.run(concurrency=1))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_bus_delivers_to_every_subscriber(engines: Engines) -> None:
    other = Bus(engines.postgres)
    async with engines.bus.subscribe("live") as mine, other.subscribe("live") as theirs:
        await engines.bus.publish("other", "not for us")
        await engines.bus.publish("live", '{"batch": 1}\nand more')
        assert await anext(mine) == await anext(theirs) == '{"batch": 1}\nand more'
    await other.close()


async def test_bus_publishes_with_the_transaction(engines: Engines) -> None:
    async with engines.bus.subscribe("live") as items:
        async with (
            engines.postgres.connection() as connection,
            connection.transaction(force_rollback=True),
        ):
            await engines.bus.publish("live", "rolled back", connection=connection)
        await engines.bus.publish("live", "kept")
        assert await anext(items) == "kept"


async def test_bus_resyncs_after_a_lost_connection(engines: Engines) -> None:
    async with engines.bus.subscribe("live") as items:
        async with engines.postgres.connection() as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'otklik bus' AND datname = current_database()"
            )
        assert await anext(items) is RESYNC
        await engines.bus.publish("live", "after")
        assert await anext(items) == "after"


async def test_bus_refuses_long_messages(engines: Engines) -> None:
    with pytest.raises(ValueError, match="reference"):
        await engines.bus.publish("live", "ё" * 3_501)


async def test_job_runs_only_when_its_transaction_commits(engines: Engines) -> None:
    done: asyncio.Queue[str] = asyncio.Queue()

    async def work(word: str) -> None:
        await done.put(word)

    engines.jobs.register("test.work", work)
    async with engines.postgres.session() as session:
        await engines.jobs.enqueue("test.work", within=session, word="rolled back")
        await session.rollback()
    async with engines.postgres.session() as session:
        await engines.jobs.enqueue("test.work", within=session, word="kept")
    async with working(engines):
        assert await asyncio.wait_for(done.get(), 20) == "kept"
    assert done.empty()


async def test_letters_are_kept_until_a_relay_is_set(engines: Engines) -> None:
    async with engines.postgres.session() as session:
        await engines.mailer.send(session, to="a@b.example", subject="Hi\r\nBcc: x@y.example", text="Привет")
    async with engines.postgres.session() as session:
        rows = (await session.execute(text("SELECT recipient, subject, body_text FROM mailbox"))).all()
    assert [tuple(row) for row in rows] == [("a@b.example", "Hi Bcc: x@y.example", "Привет")]


async def test_letters_go_out_through_the_relay(engines: Engines) -> None:
    received: list[str] = []
    has_come = asyncio.Event()
    loop = asyncio.get_running_loop()

    class Keep(Message):
        def handle_message(self, message: object) -> None:
            received.append(str(message))
            loop.call_soon_threadsafe(has_come.set)

    relay = Controller(Keep(), hostname="127.0.0.1", port=free_port())
    relay.start()
    try:
        url = f"smtp://127.0.0.1:{relay.port}"
        mailer = Mailer(
            jobs=engines.jobs, postgres=engines.postgres, relay=Relay(url), sender="Otklik <o@k.example>"
        )
        mailer.register_jobs()
        await mailer.check()
        async with engines.postgres.session() as session:
            await mailer.send(
                session, to="a@b.example", subject="Приглашение", text="текст", html="<p>текст</p>"
            )
        async with asyncio.timeout(20), working(engines):
            await has_come.wait()
    finally:
        relay.stop()
    assert "To: a@b.example" in received[0]
    assert "<letter-1@k.example>" in received[0]


async def test_blobs(tmp_path: Path) -> None:
    blobs = Blobs.open(f"file://{tmp_path}/new folder")
    await blobs.put("a/b.txt", b"x" * 3_000_000)
    assert await blobs.get("a/b.txt") == b"x" * 3_000_000
    assert sum([len(chunk) async for chunk in blobs.stream("a/b.txt")]) == 3_000_000
    assert [key async for key in blobs.list("a")] == ["a/b.txt"]
    await blobs.delete("a/b.txt")
    await blobs.delete("a/b.txt")
    with pytest.raises(BlobNotFoundError):
        await blobs.get("a/b.txt")


def test_secrets_open_only_with_the_same_key() -> None:
    mine, other = Secrets(b"a" * 32), Secrets(b"b" * 32)
    assert mine.decrypt(mine.encrypt(b"x")) == b"x"
    with pytest.raises(SealError):
        other.decrypt(mine.encrypt(b"x"))
    signed = mine.sign({"member": 1}, purpose="invitation")
    assert mine.unsign(signed, purpose="invitation", max_age_s=60) == {"member": 1}
    for secrets, purpose in ((other, "invitation"), (mine, "reset")):
        with pytest.raises(SealError):
            secrets.unsign(signed, purpose=purpose)


def test_key_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    key = load_key(path)
    assert load_key(path) == key
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert load_key(path, given="from the environment") != key


async def test_migrations_may_race_and_repeat(engines: Engines) -> None:
    dsn = engines.postgres.dsn
    await asyncio.gather(*(asyncio.to_thread(migrate_postgres, dsn) for _ in range(3)))
    revision, head = await asyncio.to_thread(postgres_state, dsn)
    assert revision == head
    await migrate_clickhouse(engines.clickhouse)
    assert await clickhouse_pending(engines.clickhouse) == 0


async def test_killed_clickhouse_migration_resumes(engines: Engines) -> None:
    """A table was made but its record was not written."""
    clickhouse = engines.clickhouse
    await clickhouse.command("TRUNCATE TABLE migrations", comment="test")
    assert await clickhouse_pending(clickhouse) > 0
    await migrate_clickhouse(clickhouse)
    assert await clickhouse_pending(clickhouse) == 0


async def test_session_rolls_back_on_error(engines: Engines) -> None:
    async def fail() -> None:
        async with engines.postgres.connection() as connection:
            await connection.execute("INSERT INTO watermarks (name, state) VALUES ('a', '{}')")
            await connection.execute("SELECT 1/0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        await fail()
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT count(*) FROM watermarks")
        assert await cursor.fetchone() == (0,)


async def test_public_address_has_no_slash(engines: Engines) -> None:
    assert replace(engines, public_url="http://test").public_url == engines.public_url
