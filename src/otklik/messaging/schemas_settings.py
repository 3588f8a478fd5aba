"""How a workspace wants its people to be written to: caps, quiet hours, consent, the global control group."""

from datetime import time, timedelta
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from otklik.messaging.contracts import Channel

MAX_CAPS: Final = 10
_SHORTEST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(days=366)
_ASKING: Final = (
    *(Channel.EMAIL, Channel.SMS, Channel.CALLBACK, Channel.WEB_PUSH, Channel.APP_PUSH),
    *(Channel.TELEGRAM, Channel.VK, Channel.MAX, Channel.FACEBOOK),
)


def _in_order(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    return tuple(sorted(set(channels)))


ChannelSet: TypeAlias = Annotated[tuple[Channel, ...], AfterValidator(_in_order)]
"""Channels in one order, each once: the same settings are spelt the same."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CapRule(_Strict):
    """No more than `count` promotional messages to one human in any `period` (1 minute to 366 days).

    `channels`: those it counts and holds back; none named = all.
    """

    count: int = Field(ge=1, le=1_000)
    period: timedelta = Field(ge=_SHORTEST, le=_LONGEST)
    channels: ChannelSet = ()

    def counts(self, channel: Channel) -> bool:
        """Whether a message of the channel counts and may be held back."""
        return not self.channels or channel in self.channels


class QuietRule(_Strict):
    """When promotional messages wait, by the clock of the person (else of the workspace); may wrap midnight.

    `channels`: none = those that ring. `spread_minutes`: over which a night's backlog leaves.
    """

    is_on: bool = True
    start: time = time(21)
    end: time = time(9)
    channels: ChannelSet | None = None
    spread_minutes: int = Field(default=10, ge=0, le=120)


class PopupRule(_Strict):
    """Popups and forms on a page: promotional ones a visit (None: any number), seconds between two."""

    per_session: int | None = Field(default=1, ge=1, le=20)
    gap_seconds: int = Field(default=30, ge=0, le=3_600)


SiteName: TypeAlias = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, pattern=r"^[^\s/:@?#.]+(\.[^\s/:@?#.]+)+$", max_length=253
    ),
]
MarkText: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]


class UtmRule(_Strict):
    """UTM marks in links to the workspace's own `sites` (with what is under them); Liquid may stand in each.

    What is empty has its usual value: `otklik`; the channel; the message's name as a slug; none.
    """

    is_on: bool = True
    sites: Annotated[tuple[SiteName, ...], Field(max_length=50)] = ()
    source: MarkText = ""
    medium: MarkText = ""
    campaign: MarkText = ""
    content: MarkText = ""


class MessagingSettings(_Strict):
    """The settings; what is left out has its default.

    `consent_channels`: silence is no leave there, who has said nothing gets nothing promotional.
    `global_control_percent`: of all people, who get no promotional message at all.
    `loop_guard_seconds`: between two messages to one human that messages have triggered.
    """

    caps: Annotated[tuple[CapRule, ...], Field(max_length=MAX_CAPS)] = (
        CapRule(count=3, period=timedelta(days=7)),
    )
    quiet: QuietRule = QuietRule()
    consent_channels: ChannelSet = _in_order(_ASKING)
    global_control_percent: float = Field(default=0.0, ge=0, le=50)
    loop_guard_seconds: int = Field(default=30, ge=0, le=86_400)
    popups: PopupRule = PopupRule()
    utm: UtmRule = UtmRule()
