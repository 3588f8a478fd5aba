"""Workers are killed (SIGKILL) while mail comes and goes: each mail once, none lost, doubt is said."""

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest
from tests.conftest import MakeWorkspace
from tests.integration.correspondence.real_servers import free_port, running_dovecot
from tests.integration.correspondence.test_arriving import Post, letter
from tests.integration.correspondence.test_fetching import Reading
from tests.integration.correspondence.workers import Worker, fetch_mail, receive_mail, send_letters, until
from tests.integration.messaging.ledger import NOON
from tests.integration.messaging.test_reports import RECEIPT, Shop, open_shop
from tests.unit.letters.test_cuts import Sink, listening

from otklik.app import Application
from otklik.infra.addresses import EngineAddresses
from otklik.infra.engines import Engines
from otklik.letters.marks import Use, find_mark
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel, SendState
from otklik.messaging.delivering import LEASE, lapse_portion

MAILS = 200
ROUNDS = 20
WORDS = {"subject": "Hi", "text": "All of it. {{ unsubscribe_url }}"}


async def count_mails(engines: Engines) -> tuple[int, int]:
    """(kept, read)."""
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE state <> 'waiting') FROM inbound_mails"
        )
        row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1]


async def is_let_go(engines: Engines) -> bool:
    """Whether the server has noticed that a worker is dead, and its locks are free."""
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
        )
        return await cursor.fetchone() == (0,)


async def list_parts(engines: Engines) -> list[str]:
    """Message-IDs of what stands in conversations."""
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT m.message_id FROM inbound_mails m JOIN conversation_parts p"
            " ON p.workspace_id = m.workspace_id AND p.conversation_id = m.conversation_id"
            " AND p.kind = 'message'"
        )
        return [row[0] for row in await cursor.fetchall()]


async def test_a_mailbox_is_read_once_whatever_dies(
    app: Application,
    engines: Engines,
    make_workspace: MakeWorkspace,
    addresses: EngineAddresses,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    del app
    with running_dovecot(tmp_path_factory.mktemp("dovecot")) as dovecot:
        # Most are newsletters, which are read quickly: what is tried is the way here.
        dovecot.deliver(*(_write(n, **({} if n % 4 == 0 else {"List-Id": "<news>"})) for n in range(MAILS)))
        reading = await Reading.open(engines, make_workspace, dovecot.port)
        await reading.change(since="2020-01-01")

        async def has(kept: int, read: int) -> bool:
            found = await count_mails(engines)
            return found[0] >= kept and found[1] >= read

        for kept, read in ((1, 0), (101, 0), (MAILS, 30), (MAILS, 120), (MAILS, MAILS)):
            worker = await Worker.start(fetch_mail, addresses)
            await until(partial(has, kept, read))
            worker.kill()
            assert await worker.wait() == -9
            await until(partial(is_let_go, engines))
    assert await count_mails(engines) == (MAILS, MAILS)
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT message_id FROM inbound_mails")
        kept_ids = Counter(row[0] for row in await cursor.fetchall())
    assert kept_ids == {f"{n}@mail.example": 1 for n in range(MAILS)}
    assert Counter(await list_parts(engines)) == {f"{n}@mail.example": 1 for n in range(0, MAILS, 4)}


def _write(number: int, **headers: str) -> bytes:
    return letter(
        f"words {number}", number=f"{number}@mail.example", From=f"p{number}@mail.example", **headers
    )


STAGES = ("hello", "EHLO", "MAIL", "RCPT", "DATA", "half", "text", "kept")
"""After which word of the talk the receiver dies: an answer heard, half of a text, all of it, and its 250."""


async def test_what_the_receiver_has_promised_is_there_once(
    app: Application, engines: Engines, make_workspace: MakeWorkspace, addresses: EngineAddresses
) -> None:
    del app
    post = await Post.open(engines, await make_workspace())
    inbound = {"domain": "in.shop.example", "addresses": ["help"]}
    assert (await post.api.post("/api/v1/mail/inbound/domains", json=inbound)).status_code == 201
    port = free_port()
    unsaid: list[int] = []
    for number, stage in enumerate((*STAGES, "never")):
        worker = await Worker.start(receive_mail, addresses, f"127.0.0.1:{port}")
        for each in [*unsaid]:
            assert await talk(port, each, until_stage="never", worker=worker)
            unsaid.remove(each)
        if not await talk(port, number, until_stage=stage, worker=worker):
            unsaid.append(number)
        worker.kill()
        assert await worker.wait() == -9
    assert unsaid == []
    await post.read()
    expected = {f"{n}@mail.example": 1 for n in range(len(STAGES) + 1)}
    page = (await post.api.get("/api/v1/mail/inbound/mails?state=all&limit=100")).json()["items"]
    assert Counter(each["message_id"] for each in page if each["state"] == "taken") == expected
    assert {each["reason"] for each in page if each["state"] != "taken"} <= {"duplicate"}
    assert Counter(await list_parts(engines)) == expected


async def talk(port: int, number: int, *, until_stage: str, worker: Worker) -> bool:
    """Bring a mail; the receiver is killed after a stage. Whether it has said that it keeps it."""
    raw = _write(number)
    steps = [
        ("hello", b""),
        ("EHLO", b"EHLO far.example\r\n"),
        ("MAIL", b"MAIL FROM:<a@far.example>\r\n"),
        ("RCPT", b"RCPT TO:<help@in.shop.example>\r\n"),
        ("DATA", b"DATA\r\n"),
    ]
    reader, writer = await _connect(port)
    try:
        for stage, words in steps:
            writer.write(words)
            while (await reader.readline())[3:4] == b"-":
                continue
            if stage == until_stage:
                worker.kill()
                return False
        half = len(raw) // 2 if until_stage == "half" else len(raw)
        writer.write(raw[:half] + (b"" if until_stage == "half" else b".\r\n"))
        await writer.drain()
        if until_stage in {"half", "text"}:
            worker.kill()
        return (await reader.readline()).startswith(b"250")
    except ConnectionError:
        return False
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def _connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    found: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def listens() -> bool:
        with contextlib.suppress(ConnectionError):
            found.append(await asyncio.open_connection("127.0.0.1", port))
        return bool(found)

    await until(listens)
    return found[0]


@dataclass
class DeadlySink(Sink):
    """Whoever talks to it dies where the line is cut."""

    worker: Worker | None = None
    letters: Counter[int] = field(default_factory=Counter)

    def cut(self) -> None:
        """Nobody hears or says a byte more."""
        if self.worker is not None:
            self.worker.kill()


async def test_a_sender_that_is_killed_in_the_talk_doubles_and_loses_nothing(
    app: Application, engines: Engines, make_workspace: MakeWorkspace, addresses: EngineAddresses
) -> None:
    del app
    async with listening(DeadlySink()) as sink:
        assert isinstance(sink, DeadlySink)
        shop = await open_shop(engines, make_workspace, sink)
        await _send_round(shop, sink, addresses, 0, is_receipt=True)
        heard, said = sink.talk
        unknown = 0
        for number in range(1, ROUNDS + 1):
            share = number / (ROUNDS + 1)
            if number % 3:
                sink.heard = int(heard * share)
            else:
                sink.said = int(said * share)
            unknown += await _send_round(shop, sink, addresses, number, is_receipt=number % 2 == 0)
        assert unknown, "somewhere nobody can know"
        assert shop.post is not None
        await shop.post.close()
        assert set(await shop.ledger.states(shop.ids)) <= {"sent", "unknown:lease_over"}


async def _send_round(
    shop: Shop, sink: DeadlySink, addresses: EngineAddresses, number: int, *, is_receipt: bool
) -> int:
    """Two letters, a worker that dies with them, and whoever comes after; how many are in doubt."""
    ledger, engines = shop.ledger, shop.ledger.engines
    now = NOON + number * timedelta(minutes=5)
    async with engines.postgres.connection() as connection:
        content_id = await keep_content(
            connection,
            ledger.channels,
            workspace_id=ledger.workspace_id,
            channel=Channel.EMAIL,
            content=WORDS,
        )
    given = {"channel": Channel.EMAIL, "content_id": content_id, "release_at": now, "scenario_id": None}
    given |= RECEIPT if is_receipt else {}
    shop.ids = await ledger.plan(*(ledger.new(shop.person, **given) for _ in range(2)))
    assert await ledger.release(now) == 2
    sink.worker = await Worker.start(send_letters, addresses, now)
    code = await sink.worker.wait()
    sink.worker = None
    sink.heard = sink.said = 1_000_000
    assert code == (-9 if number else 0)
    later = now + LEASE + timedelta(seconds=1)
    await lapse_portion(engines, now=later)
    await shop.bring(seconds=(later - NOON).total_seconds())
    return _judge(shop, sink, [(await ledger.read(each)).state for each in shop.ids], is_receipt=is_receipt)


def _judge(shop: Shop, sink: DeadlySink, states: list[SendState], *, is_receipt: bool) -> int:
    """What arrived against what is said of it."""
    secrets = shop.ledger.engines.secrets
    arrived = Counter(
        find_mark(lambda data: secrets.mac(data, purpose="letters"), Use.MESSAGE, raw.decode())
        for raw in sink.arrived
    )
    for send_id, state in zip(shop.ids, states, strict=True):
        if is_receipt:
            assert state is SendState.SENT
            assert 1 <= arrived[send_id] <= 2, "a repeat has the same Message-ID"
        else:
            assert state in {SendState.SENT, SendState.UNKNOWN}
            assert arrived[send_id] <= 1
            assert arrived[send_id] == 1 or state is SendState.UNKNOWN
    return states.count(SendState.UNKNOWN)
