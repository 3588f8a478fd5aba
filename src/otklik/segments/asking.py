"""Questions about sets of people, not saved: how many, who for example, in what words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from otklik.events.queries_people import Among
from otklik.events.service import wait_for_said
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms, to_ms
from otklik.segments import errors
from otklik.segments.dependencies import check_dependencies, find_named
from otklik.segments.errors import ConditionError
from otklik.segments.language.conditions import All, Condition
from otklik.segments.language.parsing import parse
from otklik.segments.loading import AT, KnownNames, load_names
from otklik.segments.sets import service as sets
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_members

GIVEN_UP: Final = frozenset({158, 159, 160, 167, 168, 241, 306, 307, 396})
"""ClickHouse's codes for too many rows, too slow, too large a statement, too much memory, too many bytes."""
EVERYBODY: Final = All(())
"""Of all who exist at the moment it is asked of."""


@dataclass(frozen=True, slots=True)
class Question:
    """A condition that was read, what it is asked of, and the names it may mention."""

    condition: Condition
    asked: Asked
    names: KnownNames

    @property
    def among(self) -> Among:
        """The set, for lists of people."""
        statement = compile_members(self.condition, self.asked)
        return Among(statement.sql, statement.parameters)


class _Absent:
    """Stands for "everybody", so that a condition given as null is a fault and not everybody."""


EVERYONE: Final = _Absent()


async def read_condition(
    engines: Engines, *, workspace_id: int, source: object
) -> tuple[Condition, KnownNames]:
    """The tree of a condition that came in a request. Raises ConditionError."""
    async with engines.postgres.connection() as connection:
        names = await load_names(connection, workspace_id=workspace_id)
    condition = parse(source, resolve=names, at=AT)
    faults = check_dependencies(sorted(find_named(source, AT)), graph=names.graph)
    if faults:
        raise ConditionError(faults)
    return condition, names


async def make_question(
    engines: Engines, *, workspace_id: int, source: object, as_of: datetime | None = None
) -> Question:
    """A condition of a request (or EVERYONE), asked of a moment. Raises ConditionError."""
    condition: Condition = EVERYBODY
    names = KnownNames()
    if source is not EVERYONE:
        condition, names = await read_condition(engines, workspace_id=workspace_id, source=source)
    return Question(condition, await ask_of(engines, workspace_id=workspace_id, as_of=as_of), names)


async def ask_of(engines: Engines, *, workspace_id: int, as_of: datetime | None) -> Asked:
    """What sets of the workspace are asked of at a moment; one to come is now, before 1970 is 1970.

    What the API has changed by now can be asked for.
    """
    await wait_for_said(engines.postgres)
    moment_ms = max(to_ms(as_of), 0) if as_of is not None else None
    if moment_ms is not None and moment_ms >= now_ms():
        moment_ms = None
    return await sets.find_asked(engines, workspace_id=workspace_id, as_of_ms=moment_ms)


async def count(engines: Engines, *, question: Question) -> int:
    """How many people the condition holds of. Raises UnavailableError for a question that is too heavy."""
    with told_when_heavy():
        return await sets.count_members(engines, condition=question.condition, asked=question.asked)


@contextmanager
def told_when_heavy() -> Iterator[None]:
    """Say in words that the engine gave up what runs within. Raises UnavailableError."""
    try:
        yield
    except ClickHouseError as error:
        if error.code in GIVEN_UP:
            raise errors.too_heavy() from error
        raise
