"""Promo codes: pools, their rules, what a message is given. Shapes only."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what looks alike on paper or by phone: 0 O, 1 I L, U V."""
MAX_CODES: Final = 1_000_000
"""In one go of making."""
MAX_CODE: Final = 64
MAX_POOLS: Final = 200
DEFAULT: Final = ""
"""The name under which a template asks for the pool of `{{ promo_code }}`."""


class DiscountKind(StrEnum):
    """What a code takes off."""

    PERCENT = "percent"
    AMOUNT = "amount"
    OTHER = "other"


class OnePer(StrEnum):
    """Whether a person gets one code of a pool in all, or one in each message."""

    MESSAGE = "message"
    PERSON = "person"


class WhenEmpty(StrEnum):
    """What becomes of a message for which no code is left."""

    SKIP = "skip"
    TEXT = "text"


class State(StrEnum):
    """How a code stands."""

    FREE = "free"
    GIVEN = "given"
    USED = "used"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a pool's codes are worth and how they are given.

    `ends_on`: the last day of every code, by the workspace's clocks; `days`: so many days from the giving,
    the last of them whole; neither: a code does not end. `value` in per cent or in `currency`; `minimum`: of
    an order. `empty_text` stands in place of a code when none is left and `when_empty` is a text.
    """

    discount: DiscountKind = DiscountKind.OTHER
    value: Decimal | None = None
    currency: str = ""
    minimum: Decimal | None = None
    ends_on: date | None = None
    days: int | None = None
    one_per: OnePer = OnePer.MESSAGE
    when_empty: WhenEmpty = WhenEmpty.SKIP
    empty_text: str = ""
    prefix: str = ""
    length: int = 8


class Pool(msgspec.Struct, frozen=True):
    """A row of `promo_pools`."""

    id: int
    workspace_id: int
    name: str
    title: str
    is_default: bool
    rules: Rules
    making: int
    is_low: bool
    created_by: str
    created_at: datetime


class Figures(msgspec.Struct, frozen=True):
    """How many codes; `orders`, `gross`, `net`: of orders that named one, cancelled ones left out."""

    total: int = 0
    free: int = 0
    given: int = 0
    used: int = 0
    orders: int = 0
    gross: Decimal = Decimal(0)
    net: Decimal = Decimal(0)


class Code(msgspec.Struct, frozen=True):
    """A code that somebody has."""

    id: int
    pool_id: int
    code: str
    until: datetime | None
