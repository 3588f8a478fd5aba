"""Shapes of the API of messaging."""

from datetime import datetime
from typing import Any, Self

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from otklik.messaging.contracts import Channel, MessageKind, Purpose, Send, SendState
from otklik.messaging.templates.limits import MAX_TEMPLATE

_HEARD = (
    *("delivered", "shown", "read", "clicked", "replied", "closed"),
    *("unsubscribed", "complained", "bounced"),
)


class SendAnswer(BaseModel):
    """One message for one person, and what became of it.

    `reason`: a code, of a skipped, failed or unknown one; `error`: words of the far side. `journal`: delays
    and repeats (`what`: quiet, zone, loop, paused, retry, resent). `heard`: moments by what was heard.
    `due_at`: of one that has not left, when it is looked at next; null while its scenario is paused.
    """

    id: int
    profile_id: str
    scenario_id: int | None
    version_id: int | None
    node: str
    run_id: int | None
    channel: Channel
    content_id: int
    purpose: Purpose
    kind: MessageKind
    topic: str
    priority: int
    variant: str | None
    state: SendState
    reason: str
    error: str
    address: str | None
    planned_at: datetime
    due_at: datetime | None
    expires_at: datetime | None
    sent_at: datetime | None
    heard: dict[str, datetime]
    attempts: int
    journal: list[dict[str, Any]]

    @classmethod
    def of(cls, send: Send, *, parked: datetime) -> Self:
        """A row of the ledger; `parked`: the moment that means "when it is resumed"."""
        given = msgspec.structs.asdict(send)
        heard = {name: given[f"{name}_at"] for name in _HEARD if given[f"{name}_at"] is not None}
        is_waiting = send.state in {SendState.PLANNED, SendState.READY} and send.release_at != parked
        known = {name: given[name] for name in cls.model_fields if name in given}
        return cls(
            **known
            | {
                "profile_id": str(send.profile_id),
                "variant": send.arm,
                "due_at": send.release_at if is_waiting else None,
                "heard": heard,
            }
        )


class SendDetails(SendAnswer):
    """A send with what it says: the content before its templates are filled in."""

    content: dict[str, Any]


class SendList(BaseModel):
    """Sends, the newest first."""

    items: list[SendAnswer]
    next_cursor: str | None


class TemplateBody(BaseModel):
    """A template to check."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=MAX_TEMPLATE)


class TemplateFault(BaseModel):
    """A wrong place in a template; lines and columns count from 1."""

    code: str
    message: str
    line: int
    column: int


class TemplateAnswer(BaseModel):
    """What there is to say of a template: faults, and the variables it asks for."""

    faults: list[TemplateFault]
    variables: list[str]


class WebhookSecret(BaseModel):
    """What calls of this workspace are signed with."""

    secret: str
