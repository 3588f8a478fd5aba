"""Counting segments: a million people, 20 M events, beside SQL by hand on the same store and on others.

    python -m bench.segments [--events 20000000] [--people 1000000] [--rounds 5] [--only WORD] [--alone]

The shop is made once by SQL inside the store and kept in bench/cache (ten minutes), with its copies in DuckDB
and PostgreSQL (a few more; `--alone` leaves them out). Each figure is the median of `rounds`, with the CPU of
both cores; "hand" is the best SQL we can write on the same store, with merges, asked of the same server in
the same run. To reach: 1.3 times the SQL by hand; lifetime 200 ms, windows with properties and properties as
of a moment 500 ms.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import psutil

from bench._shop import WORKSPACE, Opened, open_shop
from bench._shop_questions import QUESTIONS, SEGMENTS, Question
from bench._yardsticks import PLAIN, Yardstick, open_yardsticks
from otklik.infra.clickhouse import ClickHouse
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.sets import queries_members
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_members

CACHE = Path(__file__).parent / "cache"


def ask_of(question: Question) -> Asked:
    members = {number: parse(source, resolve=AnyNames()) for number, source in SEGMENTS.items()}
    return Asked(
        workspace_id=WORKSPACE,
        now_ms=question.now_ms,
        is_present=question.is_present,
        zone=ZoneInfo("Europe/Moscow"),
        members=members,
        operated=None if question.is_present else frozenset(),
    )


async def count_ours(clickhouse: ClickHouse, question: Question) -> int:
    statement = compile_members(parse(question.condition, resolve=AnyNames()), ask_of(question))
    return await queries_members.count(clickhouse, statement, workspace_id=WORKSPACE, max_seconds=60)


async def count_by_hand(clickhouse: ClickHouse, question: Question) -> int:
    rows = await clickhouse.system_query(
        question.hand + queries_members.ALL_THREADS,
        comment="bench",
        max_seconds=60,
        max_memory_bytes=queries_members.MAX_BYTES,
    )
    return int(rows[0]["n"])


class Timed(NamedTuple):
    """The answer, the median of the clock and the mean of the CPU, milliseconds."""

    people: int
    clock: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.clock:6.0f} ms, CPU{self.cpu:6.0f}"


async def timed(work: Callable[[], Awaitable[int]], server: psutil.Process, rounds: int) -> Timed:
    found, times = 0, []
    before = sum(server.cpu_times()[:2])
    for _ in range(rounds):
        started = time.perf_counter()
        found = await work()
        times.append((time.perf_counter() - started) * 1000)
    cpu = (sum(server.cpu_times()[:2]) - before) * 1000 / rounds
    return Timed(found, statistics.median(times), cpu)


async def run(arguments: argparse.Namespace) -> None:
    folder = arguments.folder or CACHE / f"shop-{arguments.events}-{arguments.people}"
    async with open_shop(folder, events=arguments.events, people=arguments.people) as shop:
        print(f"{'':40}{'people':>9}{'ours':>20}{'by hand':>20}  ratio  CPU's  target")
        asked = [question for question in QUESTIONS if arguments.only in question.name]
        for question in asked:
            await compare(shop.clickhouse, question, psutil.Process(shop.pid), arguments.rounds)
        if not arguments.alone:
            async with open_yardsticks(folder, shop.url) as yardsticks:
                await compare_engines(shop, asked, yardsticks, arguments.rounds)


async def compare(clickhouse: ClickHouse, question: Question, server: psutil.Process, rounds: int) -> None:
    ours = await timed(lambda: count_ours(clickhouse, question), server, rounds)
    hand = await timed(lambda: count_by_hand(clickhouse, question), server, rounds)
    ratios = f"{ours.clock / hand.clock:7.2f}{ours.cpu / max(hand.cpu, 1):7.2f}"
    target = f"{question.target_ms} ms" if question.target_ms else ""
    told = "" if ours.people == hand.people else f"  by hand {hand.people:,}!"
    print(f"{question.name:40}{ours.people:9,}{ours!s:>20}{hand!s:>20}{ratios}{target:>8}{told}", flush=True)


async def compare_engines(
    shop: Opened, asked: Sequence[Question], yardsticks: Sequence[Yardstick], rounds: int
) -> None:
    """The same questions to the same rows elsewhere; ours again, beside them."""
    print(f"\n{'':40}{'people':>9}{'ours':>20}" + "".join(f"{each.name:>20}" for each in yardsticks))
    for question in asked:
        plain = PLAIN.get(question.name)
        if plain is None:
            continue
        ours = await timed(partial(count_ours, shop.clickhouse, question), psutil.Process(shop.pid), rounds)
        line = f"{question.name:40}{ours.people:9,}{ours!s:>20}"
        for yardstick in yardsticks:
            theirs = await timed(partial(yardstick.ask, plain), yardstick.process, rounds)
            line += f"{theirs!s:>20}" + ("" if theirs.people == ours.people else f" {theirs.people:,}!")
        print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--alone", action="store_true")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
