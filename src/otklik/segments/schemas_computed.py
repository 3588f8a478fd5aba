"""Bodies and answers of scoring, stages and RFM."""

from typing import Annotated, Any, Generic, Literal, TypeAlias, TypeVar

from pydantic import Field, StringConstraints

from otklik.events.schemas import PersonAnswer
from otklik.segments.computed.definitions import (
    MAX_BOUND,
    MAX_COUNTED,
    MAX_LEVELS,
    MAX_POINTS,
    MAX_RULES,
    MAX_STAGES,
)
from otklik.segments.schemas import ConditionJson
from otklik.workspaces.schemas import Answer, Body, FilledLine, Line, Moment

Slug: TypeAlias = Annotated[str, StringConstraints(pattern="^[a-z0-9][a-z0-9_-]{0,63}$")]
Points: TypeAlias = Annotated[int, Field(strict=True, ge=-MAX_POINTS, le=MAX_POINTS)]
Bound: TypeAlias = Annotated[int, Field(strict=True, ge=-MAX_BOUND, le=MAX_BOUND)]
Span: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern="^[A-Z0-9.,]+$")]
EventName: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Money: TypeAlias = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$")]
Orders: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class RuleBody(Body):
    """Points (never 0) while `when` holds; or for each of the latest `at_most` events called `event`.

    `lasts`: a duration after which an event's points are gone; or `halves_every`: they halve after each, and
    are gone after four.
    """

    id: Slug
    points: Points
    name: Line = ""
    when: ConditionJson = None
    event: EventName | None = None
    where: Annotated[list[Any], Field(max_length=100)] | None = None
    at_most: Annotated[int, Field(strict=True, ge=1, le=MAX_COUNTED)] = 1
    lasts: Span | None = None
    halves_every: Span | None = None


class LevelBody(Body):
    """A score that is told when it is reached."""

    name: FilledLine
    at: Bound


class ScoringBody(Body):
    """How scores are made."""

    rules: Annotated[list[RuleBody], Field(min_length=1, max_length=MAX_RULES)]
    levels: Annotated[list[LevelBody], Field(max_length=MAX_LEVELS, default_factory=list)]
    highest: Bound | None = None
    lowest: Bound | None = None


class StageTitles(Body):
    """A name in both languages."""

    ru: FilledLine
    en: FilledLine


class StageBody(Body):
    """A stage; without a condition it is everybody's."""

    key: Slug
    name: FilledLine | StageTitles
    when: ConditionJson = None


class StagesBody(Body):
    """Stages from the first to the last: the last that fits is the person's."""

    stages: Annotated[list[StageBody], Field(min_length=1, max_length=MAX_STAGES)]


class RfmBody(Body):
    """Two borders each: bought within the shorter duration, so many orders, so much money is best."""

    recency: Annotated[list[Span], Field(min_length=2, max_length=2)]
    frequency: Annotated[list[Orders], Field(min_length=2, max_length=2)]
    money: Annotated[list[Money], Field(min_length=2, max_length=2)]


DefinitionT = TypeVar("DefinitionT")


class SavedBody(Body, Generic[DefinitionT]):
    """A definition to keep.

    `announce`: who is at a level already is told as reaching it. `keep_values`: switched off, it leaves the
    values it wrote last; else they are unset.
    """

    definition: DefinitionT
    is_on: bool
    announce: bool = False
    keep_values: bool = False


class PreviewBody(Body, Generic[DefinitionT]):
    """A definition to try; nothing is stored."""

    definition: DefinitionT


ComputedStatus: TypeAlias = Literal["off", "preparing", "live"]


class ComputedAnswer(Answer, Generic[DefinitionT]):
    """What is saved; what is suggested when nothing ever was (`updated_at` is null then).

    `suggested`: the ready-made one, in the language of the request. `status`: `preparing` until everybody has
    his value. `parts`: conditions that are kept up to date for it.
    """

    is_on: bool
    status: ComputedStatus
    definition: DefinitionT
    suggested: DefinitionT
    parts: int
    updated_at: Moment | None


class ScoreGroup(Answer):
    """People whose score is `from` … `to`, both included."""

    from_: Annotated[int, Field(serialization_alias="from", validation_alias="from")]
    to: int
    people: int


class LevelCount(Answer):
    """People who are at this level or above."""

    name: str
    at: int
    people: int


class RulePoints(Answer):
    """Points of a rule."""

    id: str
    points: float


class ScoredPerson(Answer):
    """Somebody, his score, and the rules that make it."""

    person: PersonAnswer
    score: int
    rules: list[RulePoints]


class ScoringPreview(Answer):
    """How a scoring would turn out now; who has no score at all is not counted."""

    people_by_score: list[ScoreGroup]
    by_level: list[LevelCount]
    sample: list[ScoredPerson]


class StageCount(Answer):
    """People in a stage."""

    key: str
    people: int


class StageCounts(Answer):
    """People by stage."""

    stages: list[StageCount]


class RfmCell(Answer):
    """A cell of RFM; `revenue`: what its people brought in, a decimal number; null in a preview."""

    rfm: str
    group: str
    people: int
    revenue: str | None = None


class RfmGrid(Answer):
    """All 27 cells, the best first."""

    cells: list[RfmCell]


class NamedPoints(Answer):
    """Points of a rule, with its name."""

    id: str
    name: str
    points: float


class ScoreMoment(Answer):
    """The score that somebody came to have, null for none."""

    at: Moment
    score: float | None


class PersonScore(Answer):
    """What is computed of somebody, and why; null where it is off or he has none."""

    score: int | None
    level: LevelBody | None
    rules: list[NamedPoints]
    history: list[ScoreMoment]
    stage: str | None
    stage_since: Moment | None
    rfm: str | None
    rfm_group: str | None
