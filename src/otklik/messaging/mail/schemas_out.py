"""Answers of suppression and of how sending goes."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from otklik.messaging.mail.repository_suppression import Suppressed, SuppressedAddress
from otklik.messaging.mail.suppression import MAX_ADDED


class SuppressedAnswer(BaseModel):
    """An address that gets no letters. `id` names it; `address` null: its owner was erased.

    `code`: the enhanced status (RFC 3463), `said`: words of the far side, `send_id`: by which letter,
    `source`: mail, smtp, hand or a provider, `author`: who typed it in.
    """

    id: str
    address: str | None
    reason: Suppressed
    at: datetime
    code: str
    said: str
    send_id: int | None
    source: str
    author: str

    @classmethod
    def of(cls, row: SuppressedAddress) -> "SuppressedAnswer":
        """From a row."""
        return cls(
            id=row.address_hash.hex(),
            address=row.address,
            reason=Suppressed(row.reason),
            at=row.at,
            code=row.code,
            said=row.said,
            send_id=row.send_id,
            source=row.source,
            author=row.author,
        )


class SuppressedPage(BaseModel):
    """Suppressed addresses, the newest first; `counts`: of all, by reason."""

    items: list[SuppressedAnswer]
    next_cursor: str | None
    counts: dict[str, int]


class SuppressBody(BaseModel):
    """Addresses, one a line of a file; a heading and empty lines are passed over."""

    model_config = ConfigDict(extra="forbid")

    lines: list[str] = Field(min_length=1, max_length=MAX_ADDED)


class SuppressFault(BaseModel):
    """A line that is no address."""

    line: int
    given: str
    code: str


class SuppressAnswer(BaseModel):
    """What became of the lines."""

    added: int
    known: int
    faults: list[SuppressFault]


class HourAnswer(BaseModel):
    """Letters of one hour or day."""

    at: datetime
    sent: int
    deferred: int
    refused: int
    bounced: int
    complained: int


class DomainHealth(BaseModel):
    """How a domain of recipients takes letters. `held_until`: mailings leave it alone until then."""

    domain: str
    sent: int
    deferred: int
    refused: int
    bounced: int
    complained: int
    per_minute: int | None
    held_until: datetime | None
    said: str
    said_at: datetime | None


class WarmUpHealth(BaseModel):
    """A young domain of a sender: places of today, those given away, letters that wait, when it is over."""

    domain: str
    places: int | None
    given: int
    waiting: int
    over_on: str


class StandingAnswer(BaseModel):
    """A scenario that was slowed or paused because its letters are taken badly."""

    scenario_id: int
    state: str
    why: str
    changed_at: datetime | None
    sent: int
    bounced: int
    complained: int


class MailHealth(BaseModel):
    """How sending goes. `per_minute`: letters that left in the last minute; the rest over `days`.

    `hours`: by `step` (hour or day, of the workspace's zone); those without letters are left out.
    """

    days: int
    step: Literal["hour", "day"]
    per_minute: int
    waiting: int
    unknown: int
    totals: HourAnswer
    hours: list[HourAnswer]
    domains: list[DomainHealth]
    warmups: list[WarmUpHealth]
    standings: list[StandingAnswer]
    complaint_share: float | None
    bounce_share: float | None
