"""How a workspace sends letters: how quickly, what suppresses, what slows or stops. Set, journalled."""

from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from otklik.infra.postgres import Connection, driver_connection
from otklik.messaging.mail import repository_settings
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

DomainName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=253
    ),
]
MAX_PACES: Final = 50
MAX_WARMUPS: Final = 20


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PassingRule(_Strict):
    """`count` passing failures on at least `days` days within `within_days` suppress an address."""

    count: int = Field(default=5, ge=1, le=100)
    days: int = Field(default=3, ge=1, le=30)
    within_days: int = Field(default=30, ge=1, le=365)


class DomainPace(_Strict):
    """No more promotional letters a minute to mailboxes of a domain (`*`: each domain that is not named)."""

    domain: DomainName | Annotated[str, StringConstraints(pattern=r"^\*$")]
    per_minute: int = Field(ge=1, le=100_000)


class WarmUp(_Strict):
    """Promotional letters a day from a young domain: `first`, then `growth` times the day before.

    Done when a day would bring more than `most`.
    """

    domain: DomainName
    started_on: date
    first: int = Field(default=50, ge=1, le=1_000_000)
    growth: float = Field(default=1.5, ge=1.01, le=10)
    most: int = Field(default=100_000, ge=1, le=100_000_000)


class ReputationRule(_Strict):
    """When a mailing is slowed or paused: shares of what was sent, in per cent, after `least` letters.

    Complaints: Google and Yahoo ask for less than 0.1 %, never 0.3 %; bounces: Amazon SES reviews at 5 %,
    stops at 10 % (sources: docs/reference/mail.md).
    """

    is_on: bool = True
    least: int = Field(default=200, ge=10, le=1_000_000)
    slow_complaints: float = Field(default=0.1, gt=0, le=100)
    pause_complaints: float = Field(default=0.3, gt=0, le=100)
    slow_bounces: float = Field(default=3.0, gt=0, le=100)
    pause_bounces: float = Field(default=5.0, gt=0, le=100)
    slow_per_minute: int = Field(default=30, ge=1, le=100_000)


class MailSettings(_Strict):
    """The settings; what is left out has its default."""

    passing: PassingRule = PassingRule()
    paces: Annotated[tuple[DomainPace, ...], Field(max_length=MAX_PACES)] = ()
    warmups: Annotated[tuple[WarmUp, ...], Field(max_length=MAX_WARMUPS)] = ()
    reputation: ReputationRule = ReputationRule()

    def pace_of(self, domain: str) -> int | None:
        """Letters a minute to a domain; None: as quickly as they go."""
        named = {pace.domain: pace.per_minute for pace in self.paces}
        return named.get(domain, named.get("*"))

    def warmup_of(self, domain: str) -> WarmUp | None:
        """The plan of a sender's domain."""
        return next((each for each in self.warmups if each.domain == domain), None)


async def get_settings(connection: Connection, *, workspace_id: int) -> MailSettings:
    """The settings of a workspace; what was never set has its default."""
    return MailSettings.model_validate(await repository_settings.read(connection, workspace_id=workspace_id))


async def set_settings(session: Session, *, actor: Actor, new: MailSettings) -> MailSettings:
    """Set all of them; what is sent from now on goes by them."""
    connection = await driver_connection(session)
    old = await get_settings(connection, workspace_id=actor.workspace_id)
    stored, before = new.model_dump(mode="json"), old.model_dump(mode="json")
    await repository_settings.write(connection, workspace_id=actor.workspace_id, settings=stored)
    changed = {name: value for name, value in stored.items() if before[name] != value}
    if changed:
        await record_audit(session, actor=actor, action="mail_settings.updated", details=changed)
    return new
