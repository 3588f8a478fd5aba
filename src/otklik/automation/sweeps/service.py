"""Mailings and other sweeps as members see and steer them: progress, stop, send again to those missed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from otklik.automation import errors, scenarios
from otklik.automation.books import Shelf
from otklik.automation.contracts import Book, Scenario, ScenarioStatus
from otklik.automation.sweeps import gathering, repository
from otklik.automation.sweeps.contracts import NewSweep, Options, Sweep, SweepKind, SweepState
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection, driver_connection
from otklik.kit.clock import now_ms
from otklik.messaging import repository_missed
from otklik.messaging import service as messaging
from otklik.messaging.repository_missed import Standing
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

RATE: Final = timedelta(minutes=1)
_WAITING: Final = frozenset({"planned", "ready", "claimed"})
_ROUNDS: Final = frozenset({SweepKind.MAILING, SweepKind.RESEND})


class Phase(StrEnum):
    """How a mailing, or what else many begin at once, stands."""

    NONE = "none"
    SCHEDULED = "scheduled"
    GATHERING = "gathering"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Progress(msgspec.Struct, frozen=True):
    """How far it is. `remaining`: people of whom nothing is decided yet.

    `per_minute`: what left in the last one; `ends_at`: when it will be over, None: not known.
    """

    phase: Phase
    sweeps: list[Sweep]
    standings: list[Standing]
    total: int
    remaining: int
    per_minute: int
    ends_at: datetime | None

    def count(self, state: str) -> int:
        """Sends that stand so."""
        return sum(each.count for each in self.standings if each.state == state)


async def read_progress(connection: Connection, *, workspace_id: int, scenario_id: int) -> Progress:
    """How far a scenario's sweeps are. Raises NotFoundError."""
    scenario = await scenarios.get_scenario(connection, workspace_id=workspace_id, scenario_id=scenario_id)
    sweeps = await repository.list_sweeps(connection, workspace_id=workspace_id, scenario_id=scenario_id)
    now = datetime.now(UTC)
    standings = await repository_missed.list_standings(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, since=now - RATE
    )
    waiting = sum(each.count for each in standings if each.state in _WAITING)
    ahead = sum(each.total - each.done for each in sweeps if each.state is SweepState.GATHERED)
    per_minute = sum(each.latest for each in standings)
    last = await repository_missed.find_last_release(
        connection, workspace_id=workspace_id, scenario_id=scenario_id
    )
    return Progress(
        _find_phase(scenario, sweeps, waiting + ahead),
        sweeps,
        standings,
        sum(each.total for each in sweeps if each.kind is not SweepKind.RESEND),
        waiting + ahead,
        per_minute,
        _find_end(now, last, waiting + ahead, per_minute),
    )


def _find_phase(scenario: Scenario, sweeps: Sequence[Sweep], left: int) -> Phase:
    latest = next((each for each in sweeps if each.kind is not SweepKind.SCHEDULE), None)
    latest = latest or (sweeps[0] if sweeps else None)
    if latest is None:
        return Phase.NONE
    if latest.state in {SweepState.STOPPED, SweepState.FAILED}:
        return Phase(latest.state.value)
    is_over = latest.state is SweepState.DONE and not left
    if scenario.status is ScenarioStatus.PAUSED and not is_over:
        return Phase.PAUSED
    if latest.state is SweepState.WAITING:
        is_ahead = latest.starts_at > datetime.now(UTC)
        return Phase.SCHEDULED if is_ahead else Phase.GATHERING
    if latest.state is SweepState.GATHERED and latest.starts_at > datetime.now(UTC):
        return Phase.SCHEDULED
    return Phase.DONE if is_over else Phase.SENDING


def _find_end(now: datetime, last: datetime | None, left: int, per_minute: int) -> datetime | None:
    """The later of both: the last planned moment, and what is left at the present rate."""
    if not left:
        return None
    moments = [last] if last is not None and last > now else []
    if per_minute:
        moments.append(now + timedelta(minutes=left / per_minute))
    return max(moments, default=None)


async def stop(session: Session, *, actor: Actor, scenario_id: int) -> None:
    """End its sweeps at once and for good; of a mailing, nothing that is planned leaves any more.

    Raises NotFoundError, ConflictError for a scenario that does not run.
    """
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    scenario = await scenarios.get_scenario(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, is_locked=True
    )
    if scenario.status not in {ScenarioStatus.ACTIVE, ScenarioStatus.PAUSED}:
        raise errors.wrong_status(scenario.status)
    book = await _find_book(connection, scenario_id)
    await repository.stop_sweeps(connection, workspace_id=workspace_id, scenario_id=scenario_id)
    if book.graph.entry.mailing is not None:
        await messaging.stop_scenario(
            connection, workspace_id=workspace_id, scenario_id=scenario_id, reason="stopped"
        )
    await scenarios.note(session, actor, scenarios.STOPPED, scenario)


async def resend(session: Session, *, actor: Actor, scenario_id: int, reasons: Sequence[str]) -> None:
    """Plan a mailing's message again for those it missed: whose last send ended by one of these reasons.

    Raises NotFoundError, ConflictError unless it is a mailing whose rounds are over.
    """
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    scenario = await scenarios.get_scenario(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, is_locked=True
    )
    if scenario.status is not ScenarioStatus.ACTIVE:
        raise errors.wrong_status(scenario.status)
    book = await _find_book(connection, scenario_id)
    sweeps = await repository.list_sweeps(connection, workspace_id=workspace_id, scenario_id=scenario_id)
    rounds = [each for each in sweeps if each.kind in _ROUNDS]
    if book.graph.entry.mailing is None or not rounds:
        raise errors.no_mailing()
    if any(each.state in {SweepState.WAITING, SweepState.GATHERED} for each in rounds):
        raise errors.still_sending()
    number, at_ms = len(rounds) + 1, now_ms()
    new = NewSweep(
        scenario_id=scenario_id,
        version_id=book.version_id,
        kind=SweepKind.RESEND,
        key=str(number),
        starts_ms=at_ms,
        gathers_ms=at_ms,
        options=Options(reasons=tuple(reasons), round=number),
        author=actor.author,
    )
    await repository.insert_sweep(connection, workspace_id=workspace_id, new=new)
    await scenarios.note(session, actor, scenarios.RESENT, scenario)


async def count_inside(engines: Engines, *, workspace_id: int, scenario_id: int) -> int:
    """How many would begin at the launch: those inside its triggers' segments, or a mailing's audience."""
    async with engines.postgres.connection() as connection:
        await scenarios.get_scenario(connection, workspace_id=workspace_id, scenario_id=scenario_id)
        book = await _find_book(connection, scenario_id)
    kind = SweepKind.INSIDE if book.graph.entry.mailing is None else SweepKind.MAILING
    return await gathering.count(
        engines, workspace_id=workspace_id, condition=gathering.find_condition(kind, book)
    )


async def _find_book(connection: Connection, scenario_id: int) -> Book:
    books = await Shelf().load_books(connection, scenario_ids=[scenario_id])
    if scenario_id not in books:
        raise errors.no_graph()
    return books[scenario_id]
