"""A subscription that somebody asked for, and its proof. Shapes only."""

from datetime import datetime
from enum import StrEnum

import msgspec


class RequestState(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"


class Proof(msgspec.Struct, frozen=True):
    """What somebody agreed to, where, from which address of the network.

    `source`: form or api; `form_send_id`, `scenario_id`: of the form.
    """

    text: str
    url: str
    ip: str
    source: str
    form_send_id: int | None = None
    scenario_id: int | None = None


class Request(msgspec.Struct, frozen=True):
    """A row of `subscription_requests`. `topic` "": the whole channel; `letters`: how many were sent."""

    id: int
    workspace_id: int
    profile_id: int
    channel: str
    topic: str
    address: str
    asked_at: datetime
    expires_at: datetime
    text: str
    url: str
    ip: str
    source: str
    form_send_id: int | None
    scenario_id: int | None
    letters: int
    letter_send_id: int | None
    letter_at: datetime | None
    confirmed_at: datetime | None
    confirmed_ip: str
    confirmed_agent: str
    confirmed_send_id: int | None

    def state(self, now: datetime) -> RequestState:
        """At a moment."""
        if self.confirmed_at is not None:
            return RequestState.CONFIRMED
        return RequestState.EXPIRED if self.expires_at <= now else RequestState.WAITING
