"""How a definition would turn out now; nothing is stored."""

import math
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.events import service as events
from otklik.events.schemas import PersonAnswer
from otklik.infra.clickhouse import Parameter
from otklik.infra.engines import Engines
from otklik.segments import asking
from otklik.segments.computed import queries
from otklik.segments.computed.defaults import RFM
from otklik.segments.computed.definitions import Definition, Json, Kind, Scoring, Stages, read
from otklik.segments.computed.groups import CELLS, group_of
from otklik.segments.computed.parsing import ReadPart, read_parts
from otklik.segments.computed.values import Scale, make_scale
from otklik.segments.live.queries_judging import make_part, part_parameters
from otklik.segments.loading import load_names
from otklik.segments.schemas_computed import (
    LevelCount,
    RfmCell,
    RfmGrid,
    RulePoints,
    ScoredPerson,
    ScoreGroup,
    ScoringPreview,
    StageCount,
    StageCounts,
)
from otklik.segments.sets import service as sets
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import Statement, compile_answers, compile_derived

MAX_SAMPLE: Final = 10
MAX_GROUPS: Final = 25
_UNBOUNDED: Final = 1 << 40
_WIDTHS: Final = (1, 2, 5)
_RFM_FIGURES: Final = ("$orders_count", "$revenue", "$last_order_at")


class Trial(msgspec.Struct, frozen=True):
    """A definition made ready to be asked of everybody; parts are numbered from 0."""

    definition: Definition
    parts: list[ReadPart]
    scale: Scale
    asked: Asked

    @property
    def statement(self) -> Statement:
        """SQL of `person` and `holds`, the numbers of the parts that he is in."""
        return compile_answers([part.condition for part in self.parts], self.asked)

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Values of the statement beside its own."""
        return part_parameters(self.asked.counted)


async def _make_trial(engines: Engines, workspace_id: int, kind: Kind, source: Json) -> Trial:
    async with engines.postgres.connection() as connection:
        names = await load_names(connection, workspace_id=workspace_id)
    definition = read(kind, source)
    parts = read_parts(definition, names=names)
    gives = {number: each.part.gives for number, each in enumerate(parts)}
    return Trial(
        definition, parts, make_scale(kind, gives, definition), await _ask_everybody(engines, workspace_id)
    )


async def _ask_everybody(engines: Engines, workspace_id: int) -> Asked:
    asked = await sets.find_asked(engines, workspace_id=workspace_id, as_of_ms=None)
    return msgspec.structs.replace(asked, homes=make_part(asked.counted))


async def preview_scoring(engines: Engines, *, workspace_id: int, source: Json) -> ScoringPreview:
    """Scores of everybody by groups, who would be at each level, and some people with the greatest scores.

    Raises ConditionError, UnavailableError when it is too heavy.
    """
    trial = await _make_trial(engines, workspace_id, Kind.SCORE, source)
    definition = trial.definition
    assert isinstance(definition, Scoring)  # noqa: S101 - made of this kind
    with asking.told_when_heavy():
        rows = await queries.count_scores(
            engines.clickhouse,
            trial.statement,
            workspace_id=workspace_id,
            parameters=trial.parameters,
            eighths=[sum(each.part.gives.values()) for each in trial.parts],
            bounds=(
                -_UNBOUNDED if definition.lowest is None else definition.lowest,
                _UNBOUNDED if definition.highest is None else definition.highest,
            ),
        )
        sample = await _find_sample(engines, workspace_id, trial.scale, rows[:MAX_SAMPLE])
    counts = {int(row["score"]): int(row["people"]) for row in rows}
    return ScoringPreview(
        people_by_score=group_scores(counts),
        by_level=[
            LevelCount(
                name=level.name,
                at=level.at,
                people=sum(people for score, people in counts.items() if score >= level.at),
            )
            for level in definition.levels
        ],
        sample=sample,
    )


async def _find_sample(
    engines: Engines, workspace_id: int, scale: Scale, rows: Sequence[dict[str, Any]]
) -> list[ScoredPerson]:
    """One person of each of these scores, as lists show him."""
    wanted = {int(row["one"][0]): row for row in rows}
    if not wanted:
        return []
    query = events.PeopleQuery(limit=MAX_SAMPLE, among=queries.make_set([*wanted]))
    page = await events.search_people(engines, workspace_id=workspace_id, query=query)
    found = [
        ScoredPerson(
            person=PersonAnswer.of(view),
            score=wanted[view.id]["score"],
            rules=_points(scale, wanted[view.id]["one"][1]),
        )
        for view in page.items
        if view.id in wanted
    ]
    return sorted(found, key=lambda each: -each.score)


def _points(scale: Scale, holds: Sequence[int]) -> list[RulePoints]:
    found = scale.points(holds)
    return [RulePoints(id=rule, points=points) for rule, points in found.items()]


def group_scores(counts: dict[int, int]) -> list[ScoreGroup]:
    """People in at most MAX_GROUPS even groups of scores, the empty ones between them too."""
    if not counts:
        return []
    lowest, highest = min(counts), max(counts)
    width, power = 1, 0
    while highest // width - lowest // width >= MAX_GROUPS:
        power += 1
        width = _WIDTHS[power % len(_WIDTHS)] * 10 ** (power // len(_WIDTHS))
    sums = dict.fromkeys(range(lowest // width, highest // width + 1), 0)
    for score, people in counts.items():
        sums[score // width] += people
    return [
        ScoreGroup(**{"from": place * width}, to=place * width + width - 1, people=people)
        for place, people in sums.items()
    ]


async def preview_stages(engines: Engines, *, workspace_id: int, source: Json) -> StageCounts:
    """How many would be in each stage. Raises ConditionError, UnavailableError when it is too heavy."""
    trial = await _make_trial(engines, workspace_id, Kind.STAGE, source)
    definition = trial.definition
    assert isinstance(definition, Stages)  # noqa: S101 - made of this kind
    with asking.told_when_heavy():
        found = await queries.count_places(
            engines.clickhouse,
            trial.statement,
            workspace_id=workspace_id,
            parameters=trial.parameters,
            places=[max(each.part.gives.values()) for each in trial.parts],
        )
    return StageCounts(
        stages=[
            StageCount(key=stage.key, people=found.get(place, 0))
            for place, stage in enumerate(definition.stages)
        ]
    )


async def preview_rfm(engines: Engines, *, workspace_id: int, source: Json) -> RfmGrid:
    """How many would be in each cell. Raises ConditionError, UnavailableError when it is too heavy."""
    trial = await _make_trial(engines, workspace_id, Kind.RFM, source)
    with asking.told_when_heavy():
        rows = await queries.count_holdings(
            engines.clickhouse,
            trial.statement,
            workspace_id=workspace_id,
            parameters=trial.parameters,
        )
    people = dict.fromkeys(CELLS, 0)
    for row in rows:
        cell = trial.scale.value(row["holds"], had=False)
        if cell is not None:
            people[cell] += row["people"]
    return RfmGrid(
        cells=[RfmCell(rfm=cell, group=group_of(cell), people=count) for cell, count in people.items()]
    )


async def suggest_rfm(engines: Engines, *, workspace_id: int) -> Json:
    """Borders that part the workspace's buyers in thirds, nearly; without buyers ready-made ones."""
    asked = await _ask_everybody(engines, workspace_id)
    with asking.told_when_heavy():
        row = await queries.find_thirds(
            engines.clickhouse,
            compile_derived(_RFM_FIGURES, asked),
            workspace_id=workspace_id,
            parameters=part_parameters(asked.counted),
            now_ms=asked.now_ms,
        )
    if not row["buyers"]:
        return RFM
    days = _rising([math.ceil(day) for day in row["days"]], least=1)
    return {
        "recency": [f"P{day}D" for day in days],
        "frequency": _rising([int(orders) for orders in row["orders"]], least=2),
        "money": [str(sum_) for sum_ in _rising([_round_sum(sum_) for sum_ in row["money"]], least=1)],
    }


def _rising(borders: Sequence[int], *, least: int) -> list[int]:
    found: list[int] = []
    for border in borders:
        found.append(max(border, found[-1] + 1 if found else least))
    return found


def _round_sum(money: float) -> int:
    """To two figures: nobody reads 19 837 as a border."""
    whole = int(money)
    unit: int = 10 ** max(len(str(whole)) - 2, 0)
    return round(whole / unit) * unit


async def count_stages(engines: Engines, *, workspace_id: int, source: Json) -> StageCounts:
    """How many people are in each stage of a definition now."""
    found = await queries.count_values(engines.clickhouse, workspace_id=workspace_id, property_name="$stage")
    people = {msgspec.json.decode(text): count for text, count in found.items()}
    return StageCounts(
        stages=[
            StageCount(key=stage["key"], people=people.get(stage["key"], 0)) for stage in source["stages"]
        ]
    )


async def count_cells(engines: Engines, *, workspace_id: int) -> RfmGrid:
    """How many people are in each cell now, and what they have brought in."""
    rows = await queries.count_cells(engines.clickhouse, workspace_id=workspace_id)
    known = {row["cell"]: row for row in rows}
    return RfmGrid(
        cells=[
            RfmCell(
                rfm=cell,
                group=group_of(cell),
                people=known[cell]["people"] if cell in known else 0,
                revenue=known[cell]["revenue"] if cell in known else "0",
            )
            for cell in CELLS
        ]
    )
