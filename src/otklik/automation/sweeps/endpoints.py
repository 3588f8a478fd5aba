"""Mailings, people inside at the launch and schedules over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from otklik.automation.endpoints import ReadAccess, ScenarioId, WriteAccess
from otklik.automation.sweeps import service
from otklik.automation.sweeps.contracts import Sweep, SweepKind, SweepState
from otklik.automation.sweeps.service import Phase, Progress
from otklik.infra.postgres import driver_connection
from otklik.infra.web import EnginesDep, SessionDep
from otklik.segments.asking import told_when_heavy
from otklik.workspaces.schemas import Answer, Body, Id, Moment

router = APIRouter(tags=["scenarios"])
Reason = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern="^[a-z_]+$")]


class SweepAnswer(Answer):
    """A round of a mailing, those inside at the launch, or an occasion of a schedule."""

    id: Id
    kind: SweepKind
    key: str
    state: SweepState
    starts_at: Moment
    total: int
    done: int
    begun: int
    error: str
    created_at: Moment
    began_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, sweep: Sweep) -> Self:
        """From a row."""
        names = [name for name in cls.model_fields if name in Sweep.__struct_fields__]
        values: dict[str, Any] = {name: getattr(sweep, name) for name in names}
        return cls(**values)


class ReasonCount(Answer):
    """How many sends were decided against by a reason."""

    reason: str
    count: int


class ProgressAnswer(Answer):
    """How far it is; counts are of sends. `remaining`: people of whom nothing is decided yet.

    `per_minute`: what left in the last minute; `ends_at`: when it will be over, null: not known.
    """

    state: Phase
    rounds: list[SweepAnswer]
    total: int
    remaining: int
    planned: int
    sent: int
    failed: int
    unknown: int
    skipped: list[ReasonCount]
    per_minute: int
    ends_at: datetime | None

    @classmethod
    def of(cls, progress: Progress) -> Self:
        """From what is known."""
        skipped = [each for each in progress.standings if each.state == "skipped"]
        return cls(
            state=progress.phase,
            rounds=[SweepAnswer.of(each) for each in progress.sweeps],
            total=progress.total,
            remaining=progress.remaining,
            planned=sum(progress.count(state) for state in ("planned", "ready", "claimed")),
            sent=progress.count("sent"),
            failed=progress.count("failed"),
            unknown=progress.count("unknown"),
            skipped=[ReasonCount(reason=each.reason, count=each.count) for each in skipped],
            per_minute=progress.per_minute,
            ends_at=progress.ends_at,
        )


class ResendBody(Body):
    """Whom to send again: "failed", "unknown", or reasons of skips (docs/reference/sends.md)."""

    reasons: list[Reason] = Field(min_length=1, max_length=30)


class SweepPeopleAnswer(Answer):
    """How many."""

    people: int


@router.get("/scenarios/{scenario_id}/progress")
async def get_progress(scenario_id: ScenarioId, actor: ReadAccess, engines: EnginesDep) -> ProgressAnswer:
    """How far a mailing is, or what else many begin at once."""
    async with engines.postgres.connection() as connection:
        found = await service.read_progress(
            connection, workspace_id=actor.workspace_id, scenario_id=scenario_id
        )
    return ProgressAnswer.of(found)


@router.get("/scenarios/{scenario_id}/inside")
async def count_inside(scenario_id: ScenarioId, actor: ReadAccess, engines: EnginesDep) -> SweepPeopleAnswer:
    """How many would begin at the launch: those inside the segments of triggers, or a mailing's audience."""
    with told_when_heavy():
        people = await service.count_inside(engines, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    return SweepPeopleAnswer(people=people)


@router.post("/scenarios/{scenario_id}/stop")
async def stop(scenario_id: ScenarioId, actor: WriteAccess, session: SessionDep) -> ProgressAnswer:
    """End a mailing at once and for good; of other scenarios, what many begin at once."""
    await service.stop(session, actor=actor, scenario_id=scenario_id)
    connection = await driver_connection(session)
    found = await service.read_progress(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    return ProgressAnswer.of(found)


@router.post("/scenarios/{scenario_id}/resend")
async def resend(
    scenario_id: ScenarioId, body: ResendBody, actor: WriteAccess, session: SessionDep
) -> ProgressAnswer:
    """Send a mailing again to those it missed for one of the reasons; nobody who got it gets it twice."""
    await service.resend(session, actor=actor, scenario_id=scenario_id, reasons=body.reasons)
    connection = await driver_connection(session)
    found = await service.read_progress(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    return ProgressAnswer.of(found)
