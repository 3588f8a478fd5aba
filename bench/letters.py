"""How many letters one worker brings away a second: personal, tracked, signed; beside what the sink takes.

    python -m bench.letters [--people 50000] [--connections 8] [--workers 1] [--blocks]

A mailing to people who have a name and an address each, decided upon already: claimed, filled in, links put,
signed (RSA 2048), given to a mail server of this machine, the ledger written. The sink is a process of its
own that reads the talk and keeps nothing but a count and the Message-IDs. Yardstick: one finished letter
thrown at the same sink over the same connections. With two workers nobody may get it twice. `--blocks`: a
ready letter of blocks instead of a page of HTML.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe

import psutil
from aiosmtplib import SMTP

from bench._engines import Opened, opened_engines
from bench._meter import tree_cpu
from otklik.infra.engines import Engines
from otklik.infra.networks import read_networks
from otklik.letters.dkim import DkimKey
from otklik.letters.post import Post
from otklik.letters.smtp import Envelope, Lines
from otklik.messaging.channels.email import EmailChannel
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel
from otklik.messaging.delivering import deliver_portion
from otklik.messaging.design.gallery import read_template

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)
DOMAIN = "shop.example"
GOAL = 300
_GOODS = "".join(
    f'<tr><td><a href="https://shop.example/goods/{n}?from=letter">Товар {n}</a></td>'
    f"<td>{{{{ person.name }}}}, {n * 100} ₽</td></tr>"
    for n in range(8)
)
PAGE = (
    "<html><body><p>Здравствуйте, {{ person.name | default: 'друг' }}! Для вас {{ person.discount }} %.</p>"
    f"<table>{_GOODS}</table><p>{'Ещё немного слов о том, что у нас нового. ' * 40}</p>"
    '<p><a href="{{ unsubscribe_url }}">Отписаться</a></p></body></html>'
)
LETTER = {"subject": "{{ person.name }}, скидка", "html": PAGE, "preheader": "Только сегодня"}
_PEOPLE = """
    INSERT INTO profiles (workspace_id, id, root_id, created_at, properties, stamps, writes)
    SELECT %(workspace)s, n, n, now(), jsonb_build_object('$name', 'Имя ' || n, 'discount', n %% 50,
        '$email', 'p' || n || '@d' || n %% 200 || '.example'), '{}', '{}'
    FROM generate_series(1, %(people)s) AS n
    """
_SENDS = """
    INSERT INTO sends (workspace_id, unique_key, scenario_id, profile_id, channel, content_id, purpose, kind,
        lane, planned_at, release_at, state, released_at, address)
    SELECT %(workspace)s, 'bench:' || n, 1, n, 'email', %(content)s, 'marketing', 'promotional', 2, now(),
        timestamptz '2026-11-23 09:00Z', 'ready', now(), 'p' || n || '@d' || n %% 200 || '.example'
    FROM generate_series(1, %(people)s) AS n
    """


class Sink(asyncio.Protocol):
    """The least that a mail server says. `got` counts Message-IDs."""

    def __init__(self, got: Counter[bytes]) -> None:
        self._got = got
        self._data = b""
        self._in_text = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._out = transport
        self._say(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every whole command."""
        self._data += data
        while self._step():
            continue

    def _step(self) -> bool:
        if self._in_text:
            end = self._data.find(b"\r\n.\r\n")
            if end < 0:
                return False
            at = self._data.find(b"Message-ID: ")
            self._got[self._data[at : self._data.find(b"\r\n", at)]] += 1
            self._data, self._in_text = self._data[end + 5 :], False
            self._say(b"250 2.0.0 kept\r\n")
            return True
        line, mark, rest = self._data.partition(b"\r\n")
        if not mark:
            return False
        self._data = rest
        word = line[:4].upper()
        self._in_text = word == b"DATA"
        answers = {b"DATA": b"354 go\r\n", b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"}
        self._say(answers.get(word, b"250 ok\r\n"))
        return True

    def _say(self, words: bytes) -> None:
        self._out.write(words)  # type: ignore[attr-defined]  # a socket's


def run_sink(pipe: Pipe) -> None:
    """Take letters until asked for the counts."""

    async def serve() -> None:
        got: Counter[bytes] = Counter()
        server = await asyncio.get_running_loop().create_server(lambda: Sink(got), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        while True:
            await asyncio.to_thread(pipe.recv)
            pipe.send((sum(got.values()), len(got), max(got.values(), default=0)))
            got.clear()

    asyncio.run(serve())


async def ask_sink(pipe: Pipe) -> tuple[int, int, int]:
    """(letters, different ones, most of one) since the last time."""
    pipe.send("how many")
    found: tuple[int, int, int] = await asyncio.to_thread(pipe.recv)
    return found


async def throw(port: int, *, connections: int, letters: int) -> float:
    """The sink's limit: one letter again and again, its bytes made once."""

    async def connect() -> SMTP:
        client = SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        await client.connect()
        return client

    lines = Lines(connect, most=connections)
    data = b"Message-ID: <x@y>\r\n\r\n" + b"word word word word word word\r\n" * 300
    begun = time.perf_counter()
    left = iter(range(letters))

    async def go_on() -> None:
        for _ in left:
            await lines.send(Envelope("shop@shop.example", "anna@mail.example", data))

    await asyncio.gather(*(go_on() for _ in range(connections)))
    seconds = time.perf_counter() - begun
    await lines.close()
    return letters / seconds


async def prepare(
    opened: Opened, *, people: int, connections: int, port: int, has_blocks: bool = False
) -> int:
    """A workspace with a signed sender, people, and a ready mailing; the workspace's id."""
    engines, made = opened.engines, await opened.make_workspace()
    key = DkimKey.make(domain=DOMAIN, selector="otklik")
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "INSERT INTO mail_accounts (workspace_id, name, host, port, security, connections)"
            " VALUES (%s, 'sink', '127.0.0.1', %s, 'none', %s) RETURNING id",
            (made.workspace_id, port, connections),
        )
        row = await cursor.fetchone()
        assert row is not None
        await connection.execute(
            "INSERT INTO mail_domains (workspace_id, domain, selector, private_key, is_signed)"
            " VALUES (%s, %s, 'otklik', %s, true)",
            (made.workspace_id, DOMAIN, engines.secrets.encrypt(key.pem)),
        )
        await connection.execute(
            "INSERT INTO mail_senders (workspace_id, name, address, account_id, is_default, bounce_to)"
            " VALUES (%s, 'Ромашка', %s, %s, true, %s)",
            (made.workspace_id, f"hi@{DOMAIN}", row[0], f"bounces@{DOMAIN}"),
        )
        given = {"workspace": made.workspace_id, "people": people}
        await connection.execute(_PEOPLE, given)
        content = await keep_content(
            connection,
            Channels(EmailChannel(engines, None)),
            workspace_id=made.workspace_id,
            channel=Channel.EMAIL,
            content=read_template("cart_1", "ru").content if has_blocks else LETTER,
        )
        await connection.execute(_SENDS, {**given, "content": content})
    async with engines.postgres.connection() as connection:
        await connection.execute("ANALYZE sends")
        await connection.execute("ANALYZE profiles")
    return made.workspace_id


async def bring_all(engines: Engines, channel: EmailChannel, *, by: str) -> list[tuple[float, int]]:
    """Bring the mailing away; (seconds, memory) every 5 000."""
    own, begun, done, marks = psutil.Process(), time.perf_counter(), 0, []
    while some := await deliver_portion(engines, channel, by=by, now=NOON):
        done += some
        if done // 5_000 != (done - some) // 5_000:
            marks.append((time.perf_counter() - begun, own.memory_info().rss))
    return marks


async def measure(opened: Opened, arguments: argparse.Namespace) -> bool:
    """Print the figures; whether they are good enough."""
    engines = opened.engines
    context = get_context("spawn")
    near, far = context.Pipe()
    sink = context.Process(target=run_sink, args=(far,), daemon=True)
    sink.start()
    port = await asyncio.to_thread(near.recv)
    limit = await throw(port, connections=arguments.connections, letters=4_000)
    await ask_sink(near)
    await prepare(
        opened,
        people=arguments.people,
        connections=arguments.connections,
        port=port,
        has_blocks=arguments.blocks,
    )
    allowed = read_networks(["127.0.0.0/8"])
    posts = [Post(engines, allowed=allowed) for _ in range(arguments.workers)]
    own, server = psutil.Process(), psutil.Process(opened.postgres_pid)
    cpu, pg, begun = sum(own.cpu_times()[:2]), tree_cpu(server), time.perf_counter()
    marks = await asyncio.gather(
        *(
            bring_all(engines, EmailChannel(engines, post), by=f"bench:{number}")
            for number, post in enumerate(posts)
        )
    )
    seconds = time.perf_counter() - begun
    python, postgres = sum(own.cpu_times()[:2]) - cpu, tree_cpu(server) - pg
    for post in posts:
        await post.close()
    letters, different, most = await ask_sink(near)
    sink.kill()
    rate = arguments.people / seconds
    memory = [rss / 1e6 for _, rss in marks[0]]
    print(f"{'letters: personal, tracked, signed':40} {rate:7.0f} a second   goal {GOAL}")
    print(f"{'the sink, one finished letter':40} {limit:7.0f} a second")
    print(
        f"{'one letter':40} {python / arguments.people * 1e6:7.0f} µs python,"
        f" {postgres / arguments.people * 1e6:.0f} µs postgres"
    )
    if memory:
        print(f"{'memory, first and last 5 000':40} {memory[0]:7.0f} MB, {memory[-1]:.0f} MB")
    print(f"{'arrived, different, most of one':40} {letters:7} {different} {most}")
    is_whole = (letters, different, most) == (arguments.people, arguments.people, 1)
    return is_whole and (arguments.people < 5_000 or rate >= GOAL)


async def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--blocks", action="store_true")
    arguments = parser.parse_args()
    async with opened_engines() as opened:
        return 0 if await measure(opened, arguments) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
