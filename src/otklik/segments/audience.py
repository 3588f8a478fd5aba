"""Whom an export or a bulk action is about: a saved segment, a condition, or people chosen by hand."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from otklik.infra.engines import Engines
from otklik.segments import asking, errors, repository
from otklik.segments.bulk.errors import no_such_people
from otklik.segments.exports import queries as export_queries
from otklik.segments.exports import repository as export_repository
from otklik.segments.exports.service import PORTION
from otklik.segments.sets import service as sets

MAX_CHOSEN: Final = PORTION
"""People chosen by hand: one portion."""


@dataclass(frozen=True, slots=True)
class Audience:
    """One of the three is given. `segment_name` is told to the asker, and typed by him before an erasure."""

    segment_id: int | None = None
    filter: object = None
    people: tuple[int, ...] = ()
    segment_name: str = ""

    @property
    def is_chosen(self) -> bool:
        """Whether the people were chosen one by one."""
        return bool(self.people)

    def as_given(self) -> dict[str, Any]:
        """What is noted of it: nobody by name."""
        if self.segment_id is not None:
            return {"segment_id": self.segment_id, "segment": self.segment_name}
        return {"count": len(self.people)} if self.people else {"filter": self.filter}

    @property
    def source(self) -> object:
        """The condition."""
        return {"segment": self.segment_id} if self.segment_id is not None else self.filter


def restore(given: Mapping[str, Any]) -> Audience:
    """The audience of what `as_given` told, chosen people apart: they are kept with the action."""
    return Audience(
        segment_id=given.get("segment_id"),
        filter=given.get("filter"),
        segment_name=given.get("segment", ""),
    )


async def complete(engines: Engines, *, workspace_id: int, audience: Audience) -> Audience:
    """The audience with its segment's name, or with who was chosen by their roots.

    Raises NotFoundError for a segment or a person that the workspace does not have.
    """
    if audience.is_chosen:
        people = await _find_people(engines, workspace_id, audience.people)
        return Audience(people=tuple(dict.fromkeys(people)))
    if audience.segment_id is None:
        return audience
    async with engines.postgres.connection() as connection:
        row = await repository.find_segment(
            connection, workspace_id=workspace_id, segment_id=audience.segment_id
        )
    if row is None:
        raise errors.no_segment()
    return Audience(segment_id=row.id, segment_name=row.name)


async def _find_people(engines: Engines, workspace_id: int, chosen: Sequence[int]) -> list[int]:
    async with engines.postgres.connection() as connection:
        rows = await export_repository.list_contacts(connection, workspace_id=workspace_id, people=chosen)
    roots = {row.asked: row.root for row in rows}
    nameless = [person for person in chosen if person not in roots]
    if nameless:
        seen = await export_queries.list_places(
            engines.clickhouse, workspace_id=workspace_id, people=nameless
        )
        roots |= {person: person for person in nameless if person in seen}
    if any(person not in roots for person in chosen):
        raise no_such_people()
    return [roots[person] for person in chosen]


async def count_people(engines: Engines, *, workspace_id: int, audience: Audience) -> int:
    """How many they are now. Raises ConditionError."""
    if audience.is_chosen:
        return len(audience.people)
    question = await asking.make_question(engines, workspace_id=workspace_id, source=audience.source)
    return await asking.count(engines, question=question)


async def stream_people(
    engines: Engines, *, workspace_id: int, audience: Audience
) -> AsyncIterator[list[int]]:
    """Their ids, each once, in batches. Raises ConditionError at the first."""
    if audience.is_chosen:
        yield list(audience.people)
        return
    question = await asking.make_question(engines, workspace_id=workspace_id, source=audience.source)
    async for batch in sets.stream_members(engines, condition=question.condition, asked=question.asked):
        yield batch
