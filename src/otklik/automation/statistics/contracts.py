"""Numbers of messages: what is counted, in which cuts, and what each rate is made of. Shapes only."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

MAX_DAYS: Final = 366
USUAL_DAYS: Final = 28


class Number(StrEnum):
    """What a number counts: sends, or (`people`) the people they went to."""

    PEOPLE = "people"
    SENT = "sent"
    DELIVERED = "delivered"
    SHOWN = "shown"
    READ = "read"
    CLICKED = "clicked"
    REPLIED = "replied"
    CLOSED = "closed"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"
    BOUNCED = "bounced"
    FAILED = "failed"
    SKIPPED = "skipped"
    GOAL = "goal"
    ASSISTED = "assisted"


class By(StrEnum):
    """In which cut numbers are told."""

    TOTAL = "total"
    DAY = "day"
    STEP = "step"
    VARIANT = "variant"


class Order(StrEnum):
    """What a list of messages is sorted by, the most first."""

    MONEY = "money"
    SENT = "sent"
    READ = "read"
    CONVERSION = "conversion"


class Rate(StrEnum):
    """Shares, each with its formula in FORMULAS."""

    DELIVERY = "delivery"
    READING = "read"
    CLICK = "click"
    CLICK_TO_READ = "click_to_read"
    REPLY = "reply"
    UNSUBSCRIBE = "unsubscribe"
    COMPLAINT = "complaint"
    BOUNCE = "bounce"
    CONVERSION = "conversion"
    CONVERSION_OF_READ = "conversion_of_read"


FORMULAS: Final[Mapping[Rate, tuple[Number, Number]]] = {
    Rate.DELIVERY: (Number.DELIVERED, Number.SENT),
    Rate.READING: (Number.READ, Number.DELIVERED),
    Rate.CLICK: (Number.CLICKED, Number.DELIVERED),
    Rate.CLICK_TO_READ: (Number.CLICKED, Number.READ),
    Rate.REPLY: (Number.REPLIED, Number.DELIVERED),
    Rate.UNSUBSCRIBE: (Number.UNSUBSCRIBED, Number.DELIVERED),
    Rate.COMPLAINT: (Number.COMPLAINED, Number.DELIVERED),
    Rate.BOUNCE: (Number.BOUNCED, Number.SENT),
    Rate.CONVERSION: (Number.GOAL, Number.SENT),
    Rate.CONVERSION_OF_READ: (Number.GOAL, Number.READ),
}
"""Each rate: this number over that one."""


class Figures(msgspec.Struct, frozen=True):
    """Numbers of some sends. `goal`: sends that were credited with the goal; `purchases`: how often.

    `people`: None in lists of many messages. Money has six places: `gross` of what was credited, `refunds`
    of that, `net` the difference.
    """

    people: int | None = None
    sent: int = 0
    delivered: int = 0
    shown: int = 0
    read: int = 0
    clicked: int = 0
    replied: int = 0
    closed: int = 0
    unsubscribed: int = 0
    complained: int = 0
    bounced: int = 0
    failed: int = 0
    skipped: int = 0
    goal: int = 0
    assisted: int = 0
    purchases: int = 0
    gross: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        """What is left when refunds are taken off."""
        return self.gross - self.refunds

    def rate(self, rate: Rate) -> float | None:
        """A share; None: of nothing."""
        number, of = FORMULAS[rate]
        whole: int = getattr(self, of.value)
        part: int = getattr(self, number.value)
        return part / whole if whole else None


class Row(msgspec.Struct, frozen=True):
    """A line: a day (2026-11-22), a step, a variant ("" for none), or "" for all."""

    key: str
    figures: Figures


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which sends: of a scenario, ended on these days of the workspace's zone (None: ever), further cut.

    `goal`: of which goal is told; `split`: the step whose arms are the variants.
    """

    scenario_id: int
    goal: str = ""
    split: str = ""
    first: date | None = None
    last: date | None = None
    node: str | None = None
    variant: str | None = None
    day: date | None = None
