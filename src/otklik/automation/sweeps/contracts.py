"""Sweeps: people of a condition begin a scenario, or get its message, all at once. Shapes only."""

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

PORTION: Final = 2_000
"""People gone through in one transaction."""


class SweepKind(StrEnum):
    """What it is for."""

    MAILING = "mailing"
    RESEND = "resend"
    INSIDE = "inside"
    SCHEDULE = "schedule"


class SweepState(StrEnum):
    """How far it is: waiting for its moment, its people taken down, over."""

    WAITING = "waiting"
    GATHERED = "gathered"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Options(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one kind needs beside: the trigger's number, the reading of clocks, reasons to send again."""

    trigger: int | None = None
    reading: datetime | None = None
    reasons: tuple[str, ...] = ()
    round: int = 1


class NewSweep(msgspec.Struct, frozen=True, kw_only=True):
    """One to be made. Its people are taken down at `gathers_ms`, the first may begin at `starts_ms`."""

    scenario_id: int
    version_id: int
    kind: SweepKind
    key: str
    starts_ms: int
    gathers_ms: int
    options: Options = Options()
    author: str


class Sweep(msgspec.Struct, frozen=True):
    """A row of `scenario_sweeps`; `slots`: moments that the throttle gave away."""

    id: int
    workspace_id: int
    scenario_id: int
    version_id: int
    kind: SweepKind
    key: str
    state: SweepState
    due_at: datetime | None
    starts_at: datetime
    gathers_at: datetime
    options: Options
    total: int
    done: int
    begun: int
    slots: list[list[int]]
    tries: int
    error: str
    created_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
