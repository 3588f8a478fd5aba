"""Lists and search of an inbox with a million parts.

    python -m bench.inbox_search [--parts 1000000] [--times 40]

Starts PostgreSQL in memory, fills it with conversations whose words are as unevenly common as people's are,
and asks from inside, as the routes do, with other words each time. Targets, p95: a list 50 ms, a search
200 ms, its words mistyped too. Yardstick of the same run: `SELECT 1` of the same connection. The CPU time of
PostgreSQL stands beside: on a machine that others keep busy it says what an answer needs.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import psutil
import psycopg

from otklik.desk.searching import search_words
from otklik.inbox import repository_lists
from otklik.inbox.contracts import ConversationStatus
from otklik.inbox.repository_lists import View
from otklik.infra.embedded import postgres as embedded_postgres
from otklik.infra.embedded.process import spawn, stop, wait_until
from otklik.infra.migrate import migrate_postgres
from otklik.infra.postgres import Connection
from otklik.infra.postgres_lists import ADAPTERS

WORKSPACE: Final = 7
PARTS_EACH: Final = 10
LIST_MS, SEARCH_MS = 50, 200
_LETTERS: Final = "абвгдежзиклмнопрстуфхцчшэюя"
_COMMON: Final = [
    *("заказ", "доставка", "оплата", "возврат", "размер", "товар", "склад", "курьер", "скидка", "магазин"),
    *("адрес", "телефон", "письмо", "номер", "деньги", "карта", "вопрос", "ответ", "ждать", "звонить"),
    *("привезти", "срок", "день", "утро", "вечер", "спасибо", "помочь", "нужно"),
]
_TALKS: Final = """
    INSERT INTO conversations (workspace_id, seq, profile_id, channel, reply_channel, status, assignee,
        started_by, started_at, last_at, visitor_part, last_part)
    SELECT %(workspace)s, %(parts)s + i, i, 'chat', 'chat',
        CASE WHEN i %% 10 = 1 THEN 'open' ELSE 'closed' END,
        CASE WHEN i %% 3 > 0 THEN i %% 5 END, 'visitor', now(), now() - make_interval(secs => i),
        i * 10, i * 10
    FROM generate_series(1, %(talks)s) i"""
_PARTS: Final = """
    COPY conversation_parts (workspace_id, id, seq, conversation_id, kind, author_kind, author_id, channel,
        body, data, at) FROM STDIN"""


class Words:
    """Words of talks: a few common ones, and a long tail of rare ones."""

    def __init__(self) -> None:
        self.dice = random.Random(1)
        made = ("".join(self.dice.choices(_LETTERS, k=self.dice.randint(5, 11))) for _ in range(60_000))
        self.all = [*_COMMON, *made]

    def one(self) -> str:
        """A word, the common ones more often."""
        if self.dice.random() < 0.4:
            return self.dice.choice(_COMMON)
        return self.all[min(len(self.all) - 1, int(self.dice.paretovariate(0.4)))]

    def body(self) -> str:
        """What somebody says."""
        return " ".join(self.one() for _ in range(self.dice.randint(4, 24)))

    def slip(self, word: str) -> str:
        """The word with a letter left out, or two in the wrong order."""
        place = self.dice.randrange(1, len(word) - 1)
        wrong = (
            word[:place] + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        )
        return self.dice.choice(wrong)


async def fill(connection: Connection, words: Words, parts: int) -> None:
    talks = parts // PARTS_EACH
    await connection.execute(_TALKS, {"workspace": WORKSPACE, "parts": parts, "talks": talks})
    async with connection.cursor() as cursor, cursor.copy(_PARTS) as copy:
        for number in range(1, parts + 1):
            talk = (number - 1) // PARTS_EACH + 1
            author = "visitor" if number % 2 else "operator"
            row = (
                WORKSPACE,
                number,
                number,
                talk,
                "message",
                author,
                1,
                "chat",
                words.body(),
                "{}",
                "2026-11-01",
            )
            await copy.write_row(row)
    await connection.execute("VACUUM ANALYZE")


async def measure(
    name: str,
    ask: Callable[[], Awaitable[object]],
    *,
    server: psutil.Process,
    times: int,
    bound_ms: int,
) -> bool:
    taken, before = [], server.cpu_times()
    for _ in range(times):
        began = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - began) * 1_000)
    after = server.cpu_times()
    cpu = (after.user + after.system - before.user - before.system) / times * 1_000
    taken.sort()
    half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"{name:34} p50 {half:7.1f} ms   p95 {most:7.1f} ms   CPU {cpu:6.1f}   of {bound_ms} ms")
    return most <= bound_ms


def questions(words: Words) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    rare = words.all[len(_COMMON) :]
    yield "a common word", lambda: [words.dice.choice(_COMMON)]
    yield "two words", lambda: [words.dice.choice(_COMMON), words.one()]
    yield "a rare word", lambda: [words.dice.choice(rare)]
    yield "a common word, mistyped", lambda: [words.slip(words.dice.choice(_COMMON))]
    yield "a rare word, mistyped", lambda: [words.slip(words.dice.choice(rare))]
    yield (
        "two words, mistyped",
        lambda: [words.slip(words.dice.choice(_COMMON)), words.slip(words.dice.choice(rare))],
    )
    yield "a word nobody said", lambda: ["".join(words.dice.choices(_LETTERS, k=8))]


async def run(dsn: str, parts: int, times: int) -> bool:
    words, views = (
        Words(),
        {"all": View(), "open": View(status=ConversationStatus.OPEN), "mine": View(assignee=1)},
    )
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True, context=ADAPTERS) as connection:
        began = time.monotonic()
        await fill(connection, words, parts)
        print(f"{parts} parts in {time.monotonic() - began:.0f} s")
        asked = partial(measure, server=psutil.Process(connection.info.backend_pid), times=times)
        good = [await asked("SELECT 1", lambda: connection.execute("SELECT 1"), bound_ms=LIST_MS)]
        for name, view in views.items():

            def list_it(view: View = view) -> Awaitable[object]:
                return repository_lists.list_page(
                    connection, workspace_id=WORKSPACE, view=view, before=None, limit=51
                )

            good.append(await asked(f"list: {name}", list_it, bound_ms=LIST_MS))
        for name, choose in questions(words):

            async def find(choose: Callable[[], list[str]] = choose) -> None:
                async with connection.transaction():
                    await search_words(connection, workspace_id=WORKSPACE, words=choose())

            good.append(await asked(f"search: {name}", find, bound_ms=SEARCH_MS))
    return all(good)


def main() -> None:
    parser = argparse.ArgumentParser(description="Lists and search of a large inbox")
    parser.add_argument("--parts", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        plan = embedded_postgres.prepare(Path(folder), extra={"fsync": "off", "autovacuum": "off"})
        process = spawn(plan.spec)
        try:
            wait_until(plan.is_ready, process, spec=plan.spec, timeout_s=60)
            plan.ensure_database()
            migrate_postgres(plan.dsn())
            is_good = asyncio.run(run(plan.dsn(), given.parts, given.times))
        finally:
            stop(process, plan.spec)
    raise SystemExit(0 if is_good else 1)


if __name__ == "__main__":
    main()
