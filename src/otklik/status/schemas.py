"""Answers of the room's routes."""

from pydantic import Field

from otklik.workspaces.schemas import Answer


class EngineAnswer(Answer):
    """One engine: whether it answers, its version, or what is wrong."""

    name: str
    ok: bool
    detail: str
    version: str


class StageAnswer(Answer):
    """One stage of the pipeline over the last minute; times are of a batch."""

    name: str
    per_s: float = Field(description="Events a second")
    p50_ms: float
    p95_ms: float


class SystemStatusAnswer(Answer):
    """Engines, stages and disk are the installation's; counts and lag those of the workspace."""

    version: str
    engines: list[EngineAnswer]
    stages: list[StageAnswer]
    lag_ms: int
    accepted: int
    processed: int
    rejected: int
    dropped: dict[str, int]
    backlog_bytes: int = Field(description="Intake log that the pipeline has not taken yet")
    disk_free_bytes: int = Field(description="Free space where the data folder is")
