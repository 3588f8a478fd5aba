"""Answers about segments in time: why somebody is in, who came and went, how they grew."""

from typing import Any, Literal, Self

from pydantic import Field

from otklik.segments.repository_growth import GrowthRow
from otklik.segments.schemas import NamedSegment, Words
from otklik.workspaces.schemas import Answer, Id, Moment


class ExplainedNode(Answer):
    """A part of a condition and its answer for one person.

    `path`: where the part stands in the condition (in a segment it begins anew); `kind`: its JSON key.
    `found`: the value or figure that was compared (null: unset), `count`: how many events fit. `begins`,
    `ends`: the window; of a value held, when it came and when its time is full. `since`: when the value came,
    the mark was set, the sequence began. `matched`: the value that `same` found. `step`: the number, from 0,
    of the first step that fails, `failing`: why (missing, followed, waiting; absent: he did not exist yet).
    """

    path: str
    kind: str
    holds: bool
    words: Words
    found: Any = None
    count: int | None = None
    begins: str | None = None
    ends: str | None = None
    since: str | None = None
    matched: dict[str, Any] | None = None
    step: int | None = None
    failing: str | None = None
    segment: NamedSegment | None = None
    parts: list["ExplainedNode"] = Field(default_factory=list)


class ExplainAnswer(Answer):
    """Whether the condition holds of the person at the moment, and why."""

    person_id: Id
    holds: bool
    as_of: Moment
    explanation: ExplainedNode


class GrowthPoint(Answer):
    """An hour of a segment: its members at the end of it (of this hour: now), who came and went in it."""

    at: Moment
    members: int
    entered: int
    left: int

    @classmethod
    def of(cls, row: GrowthRow) -> Self:
        """The answer for a row."""
        return cls(at=row.at, members=row.members, entered=row.entered, left=row.left)


class ChangedPerson(Answer):
    """Who came or went, as his card names him now."""

    id: Id
    name: str | None
    email: str | None
    phone: str | None


class MembershipChange(Answer):
    """Somebody came into the segment, or left it."""

    id: str
    at: Moment
    kind: Literal["entered", "left"]
    person: ChangedPerson
