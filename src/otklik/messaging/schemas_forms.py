"""Shapes of the API of submissions."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class Submitter(BaseModel):
    """Who answered, as his card says now."""

    id: str
    name: str
    email: str
    phone: str


class SubmittedAnswer(BaseModel):
    """One answer; `label` as it was asked."""

    name: str
    label: str
    value: Any


class SubmittedConsent(BaseModel):
    """What was agreed to; `channel` null: the processing of his data."""

    channel: str | None
    topic: str
    text: str


class SubmissionAnswer(BaseModel):
    """What somebody answered in a form. `at`: when he answered last; `points` once it is finished."""

    id: int
    send_id: int
    at: datetime
    person: Submitter
    page_url: str
    is_finished: bool
    answers: list[SubmittedAnswer]
    consents: list[SubmittedConsent]
    points: int


class SubmissionPage(BaseModel):
    """Submissions, the newest first; `total`: of all of them."""

    items: list[SubmissionAnswer]
    next_cursor: str | None
    total: int
