"""Bodies and answers of the room's routes."""

from typing import Annotated, Any, Literal

from pydantic import Field

from otklik.intake.imports_mapping import ImportMapping
from otklik.workspaces.schemas import Answer, Body, Id, Moment


class StatusAnswer(Answer):
    """accepted = stored + dropped + pending; processed = stored + dropped, in the event store."""

    accepted: int
    processed: int
    pending: int
    dropped: dict[str, int] = Field(description="Accepted items that were dropped, by reason")
    rejected: dict[str, int] = Field(description="Refused items, by reason; they were never accepted")
    lag_ms: int = Field(description="Age of the oldest accepted item on its way, 0 when idle")


class RejectAnswer(Answer):
    """One refused item."""

    id: Id
    at: Moment
    door: str
    reason: str
    path: str = Field(description="Where in the item, in dots")
    detail: str
    message_id: str
    item: str = Field(description="The beginning of the item as it came")


class ImportAnswer(Answer):
    """An import and how far it is; `position` lines of about `total` are handed to the pipeline."""

    id: Id
    name: str
    format: str
    status: Literal["pending", "running", "done", "failed", "cancelled"]
    total: int | None
    position: int
    rejected: int
    error: str
    consent_source: str
    created_by: str
    created_at: Moment
    finished_at: Moment | None


class ImportErrorAnswer(Answer):
    """One refused line."""

    line: int
    reason: str
    detail: str


class ImportDetails(ImportAnswer):
    """An import with its mapping and its first refused lines."""

    mapping: dict[str, Any]
    errors: list[ImportErrorAnswer]


class ItemsBody(Body):
    """History as items of a Segment batch, each with `type`, an id and a `timestamp`."""

    name: Annotated[str, Field(max_length=200)] = "API"
    consent_source: Annotated[str, Field(max_length=500)] = ""
    items: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=100_000)]


class ImportPreviewAnswer(Answer):
    """The beginning of a file: cells, the mapping (given or guessed), the items it makes, refused lines."""

    format: str
    columns: list[str]
    rows: list[list[str]]
    mapping: ImportMapping | None
    items: list[dict[str, Any]]
    errors: list[ImportErrorAnswer]
