"""Scenarios and their versions as rows, and who may begin one. Shapes only."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation.engine.runs import Context, Run
from otklik.automation.graph.nodes import Graph
from otklik.messaging.contracts import Purpose


class ScenarioKind(StrEnum):
    """Which editor a scenario was made in; the engine is one."""

    MESSAGE = "message"
    CHAIN = "chain"
    MAILING = "mailing"


class ScenarioStatus(StrEnum):
    """Whether people begin and walk."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


class Scenario(msgspec.Struct, frozen=True):
    """A row of `scenarios`."""

    id: int
    workspace_id: int
    kind: ScenarioKind
    name: str
    status: ScenarioStatus
    purpose: Purpose
    folder: str
    stage: str
    hypothesis: str
    control_share: float
    version_id: int | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    launched_at: datetime | None


class Version(msgspec.Struct, frozen=True):
    """A row of `scenario_versions`; `graph` is the JSON that was saved."""

    id: int
    scenario_id: int
    number: int
    graph: dict[str, Any]
    created_by: str
    created_at: datetime


class Book(msgspec.Struct, frozen=True):
    """A scenario as the engine needs it: how it stands, and the graph that rules.

    `launched_ms`: what happened before begins nothing. In the graph, saved triggers stand as what they are
    now (`saved`: which one, by the trigger's number), goals that end walks among the events that do.
    """

    scenario_id: int
    workspace_id: int
    status: ScenarioStatus
    purpose: Purpose
    control_share: float
    version_id: int
    graph: Graph
    zone: ZoneInfo
    launched_ms: int = 0
    saved: Mapping[int, int] = {}


class Stored(msgspec.Struct, frozen=True):
    """A run with where it belongs.

    `lines`: how long its log is; `outcome`: what was decided about the send it waits for, "" nothing yet.
    """

    run: Run
    workspace_id: int
    scenario_id: int
    version_id: int
    profile_id: int
    lines: int
    send_id: int | None = None
    outcome: str = ""


class Beginning(msgspec.Struct, frozen=True):
    """Somebody who may begin by something that happened at `at_ms`; his first step is due at `due_ms`.

    `url`, `device`: where it happened, "" on no page.
    """

    scenario_id: int
    version_id: int
    home: int
    key: str
    at_ms: int
    due_ms: int
    context: Context
    url: str = ""
    device: str = ""


class Entrant(msgspec.Struct, frozen=True):
    """What is known of somebody in a scenario: when he last began, how often, his arms."""

    entered_ms: int | None = None
    entries: int = 0
    arms: Mapping[str, str] = {}
