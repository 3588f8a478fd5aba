"""Takes the people of a sweep down: those of its condition, or those whom a mailing has missed."""

from collections.abc import AsyncIterator
from typing import Final

from otklik.automation.contracts import Book
from otklik.automation.filtering import audience_of
from otklik.automation.graph.entries import OnSegment, Turn
from otklik.automation.sweeps import queries, repository
from otklik.automation.sweeps.contracts import PORTION, Sweep, SweepKind
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.messaging import repository_missed
from otklik.segments.language.conditions import All, AnyOf, Condition, InSegment
from otklik.segments.sets.queries_compile import compile_members
from otklik.segments.sets.service import count_members, find_asked

STRETCH: Final = 100_000
"""People asked for at once."""
_SMALLEST: Final = 20


async def gather(
    engines: Engines, connection: Connection, sweep: Sweep, book: Book, *, portion: int = PORTION
) -> int:
    """Write them down in portions, in the caller's transaction; how many."""
    size = find_portion(book, portion)
    number, total, left = 1, 0, list[int]()
    async for people in _list_people(engines, connection, sweep, book):
        left += people
        total += len(people)
        full = len(left) // size * size
        portions = [left[start : start + size] for start in range(0, full, size)]
        await repository.insert_portions(connection, sweep=sweep, first=number, portions=portions)
        number, left = number + len(portions), left[full:]
    if left:
        await repository.insert_portions(connection, sweep=sweep, first=number, portions=[left])
    return total


def find_portion(book: Book, portion: int) -> int:
    """People a transaction: of a throttled mailing no more than leave in two minutes."""
    mailing = book.graph.entry.mailing
    if mailing is None or mailing.per_minute is None:
        return portion
    return max(_SMALLEST, min(portion, 2 * mailing.per_minute))


async def _list_people(
    engines: Engines, connection: Connection, sweep: Sweep, book: Book
) -> AsyncIterator[list[int]]:
    if sweep.kind is SweepKind.RESEND:
        async for people in _list_missed(connection, sweep):
            yield people
        return
    asked = await find_asked(engines, workspace_id=sweep.workspace_id, as_of_ms=None)
    statement, after = compile_members(find_condition(sweep.kind, book), asked), 0
    while True:
        people = await queries.list_after(
            engines.clickhouse, statement, workspace_id=sweep.workspace_id, after=after, limit=STRETCH
        )
        yield people
        if len(people) < STRETCH:
            return
        after = people[-1]


async def _list_missed(connection: Connection, sweep: Sweep) -> AsyncIterator[list[int]]:
    after = 0
    while True:
        people = await repository_missed.list_missed(
            connection,
            workspace_id=sweep.workspace_id,
            scenario_id=sweep.scenario_id,
            reasons=sweep.options.reasons,
            after=after,
            limit=STRETCH,
        )
        yield people
        if len(people) < STRETCH:
            return
        after = people[-1]


def find_condition(kind: SweepKind, book: Book) -> Condition:
    """Whom a sweep is of: the audience, and of those inside at the launch the segments of the triggers."""
    audience = audience_of(book.graph.entry.audience, book.graph.entry.filters)
    if kind is not SweepKind.INSIDE:
        return audience if audience is not None else All(())
    inside = AnyOf(
        tuple(
            InSegment(each.segment_id)
            for each in book.graph.entry.triggers
            if isinstance(each, OnSegment) and each.turn is Turn.ENTERED
        )
    )
    return inside if audience is None else All((inside, audience))


async def count(engines: Engines, *, workspace_id: int, condition: Condition) -> int:
    """How many people a condition holds of now."""
    asked = await find_asked(engines, workspace_id=workspace_id, as_of_ms=None)
    return await count_members(engines, condition=condition, asked=asked)
