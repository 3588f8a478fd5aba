"""Bodies and answers of scenarios."""

from datetime import datetime
from typing import Annotated, Any, Final, Self

import msgspec
from pydantic import Field, StringConstraints

from otklik.automation.contracts import Scenario, ScenarioKind, ScenarioStatus, Version
from otklik.automation.graph.limits import MAX_NAME_CHARS
from otklik.automation.people import MAX_RUNS
from otklik.automation.queries_listing import Outline
from otklik.kit.errors import Fault
from otklik.messaging.contracts import Purpose
from otklik.segments.schemas import GivenId, Remark
from otklik.workspaces.schemas import Answer, Body, FilledLine, Id, Moment

LARGEST_ID: Final = (1 << 63) - 1
Line = Annotated[str, StringConstraints(max_length=200, pattern="^[^\x00]*$")]
Share = Annotated[float, Field(ge=0, le=0.5)]
Graph = Annotated[Any, Field(description="A graph: docs/reference/scenarios.md")]


class ScenarioBody(Body):
    """A new draft. `control_share`: of its own control group, 0 to 0.5."""

    kind: ScenarioKind = ScenarioKind.CHAIN
    name: FilledLine
    purpose: Purpose = Purpose.MARKETING
    folder: Line = ""
    stage: Line = ""
    hypothesis: Remark = ""
    control_share: Share = 0.0


class ScenarioPatch(Body):
    """What to change."""

    name: FilledLine | None = None
    purpose: Purpose | None = None
    folder: Line | None = None
    stage: Line | None = None
    hypothesis: Remark | None = None
    control_share: Share | None = None


class GraphBody(Body):
    """A graph to check or to save."""

    graph: Graph


class FaultAnswer(Answer):
    """A wrong place of a graph."""

    path: str
    code: str
    message: str
    params: dict[str, Any]

    @classmethod
    def of(cls, fault: Fault) -> Self:
        """From a fault."""
        return cls(path=fault.path, code=fault.code, message=fault.message, params=dict(fault.params))


class CheckAnswer(Answer):
    """All that keeps a graph from running; nothing: it can be launched."""

    faults: list[FaultAnswer]


class VersionAnswer(Answer):
    """A version; `faults` are told of a draft's when it is saved."""

    id: Id
    number: int
    graph: dict[str, Any]
    created_by: str
    created_at: Moment
    faults: list[FaultAnswer] = Field(default_factory=list)

    @classmethod
    def of(cls, version: Version, faults: list[FaultAnswer] | None = None) -> Self:
        """From a row."""
        return cls(
            id=version.id,
            number=version.number,
            graph=version.graph,
            created_by=version.created_by,
            created_at=version.created_at,
            faults=faults or [],
        )


class ScenarioAnswer(Answer):
    """A scenario."""

    id: Id
    kind: ScenarioKind
    name: str
    status: ScenarioStatus
    purpose: Purpose
    folder: str
    stage: str
    hypothesis: str
    control_share: float
    version_id: Id | None
    created_by: str
    created_at: Moment
    updated_at: Moment
    launched_at: Moment | None

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """From a row."""
        values = msgspec.structs.asdict(scenario)
        values.pop("workspace_id")
        return cls(**values)


class ScenarioDetails(ScenarioAnswer):
    """A scenario with the graph that rules (null: none yet) and how many wait at each step."""

    graph: dict[str, Any] | None
    waiting: dict[str, int]


class ListedScenario(ScenarioAnswer):
    """A scenario with what its graph says at a glance: `segments` of its triggers and its audience."""

    channels: list[str]
    topics: list[str]
    steps: int
    triggers: list[dict[str, Any]]
    segments: list[Id]

    @classmethod
    def listed(cls, scenario: Scenario, outline: Outline) -> Self:
        """From a row and its graph's outline."""
        return cls(**ScenarioAnswer.of(scenario).model_dump(), **msgspec.to_builtins(outline))


class ScenarioPage(Answer):
    """Scenarios, the newest first."""

    items: list[ListedScenario]
    next_cursor: str | None = None


class StepLine(Answer):
    """What became of a run at a step."""

    node: str
    what: str
    reason: str
    at: Moment


class RunAnswer(Answer):
    """A walk of a person; `due_at`: when it is looked at next; `steps`: its log, of one person's walks."""

    id: Id
    scenario_id: Id
    scenario: str
    profile_id: Id
    node: str
    state: str
    waits: str
    reason: str
    due_at: datetime | None
    entered_at: Moment
    ended_at: datetime | None
    steps: list[StepLine] = Field(default_factory=list)


class RunPage(Answer):
    """Runs, the newest first."""

    items: list[RunAnswer]
    next_cursor: str | None = None


class RunsBody(Body):
    """Which runs."""

    run_ids: list[GivenId] = Field(min_length=1, max_length=MAX_RUNS)


class MoveBody(RunsBody):
    """Which runs, and to which step."""

    node: Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME_CHARS)]


class ChangedAnswer(Answer):
    """How many runs were changed."""

    changed: int


class CallBody(Body):
    """Who begins. The same `key` begins one run, however often it is sent."""

    profile_id: GivenId
    key: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern="^[^\x00]*$")]


class CallAnswer(Answer):
    """Whether he began: not if the repeat rule forbids it, or he is inside already."""

    begun: bool
