"""Shapes of the API of promo codes."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from otklik.messaging.promo import making
from otklik.messaging.promo.contracts import (
    MAX_CODE,
    MAX_CODES,
    DiscountKind,
    Figures,
    OnePer,
    Pool,
    Rules,
    State,
    WhenEmpty,
)
from otklik.messaging.promo.repository_codes import Listed
from otklik.workspaces.schemas import Answer, Body, FilledLine, Id, Moment, Page

_Money = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]
_Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_Prefix = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9][A-Za-z0-9_-]*)?$", max_length=20)]


class Discount(Body):
    """What a code takes off: `value` per cent, or of `currency`; `minimum`: of an order."""

    kind: DiscountKind = DiscountKind.OTHER
    value: _Money | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    minimum: _Money | None = None


class Term(Body):
    """The last day of every code, or so many days from the giving; both: what is sooner; neither: no end."""

    ends_on: date | None = None
    days: Annotated[int | None, Field(ge=0, le=3_650)] = None


class PoolBody(Body):
    """A pool. `name`: as templates call it; `is_default`: `{{ promo_code }}` is a code of it.

    `one_per`: a person has one code of the pool in each message, or one in all. `when_empty`: what becomes of
    a message for which no code is left: it is skipped, or says `empty_text`. `prefix`, `length` (of what
    follows it): how codes look that are made.
    """

    name: _Word
    title: FilledLine
    is_default: bool = False
    discount: Discount = Discount()
    term: Term = Term()
    one_per: OnePer = OnePer.MESSAGE
    when_empty: WhenEmpty = WhenEmpty.SKIP
    empty_text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    prefix: _Prefix = ""
    length: Annotated[int, Field(ge=4, le=20)] = 8

    def rules(self) -> Rules:
        """The rules of the pool."""
        return Rules(
            discount=self.discount.kind,
            value=self.discount.value,
            currency=self.discount.currency,
            minimum=self.discount.minimum,
            ends_on=self.term.ends_on,
            days=self.term.days,
            one_per=self.one_per,
            when_empty=self.when_empty,
            empty_text=self.empty_text,
            prefix=self.prefix,
            length=self.length,
        )


class FiguresAnswer(Answer):
    """How many codes; `used`: named by an order; `gross`, `net` (refunds taken off): money of such orders."""

    total: int
    free: int
    given: int
    used: int
    orders: int
    gross: Decimal
    net: Decimal


class PoolAnswer(FiguresAnswer):
    """A pool with what came of it. `making`: codes still to be made; `is_low`: a tenth or less is left."""

    id: Id
    name: str
    title: str
    is_default: bool
    discount: Discount
    term: Term
    one_per: OnePer
    when_empty: WhenEmpty
    empty_text: str
    prefix: str
    length: int
    sample: str
    making: int
    is_low: bool
    created_by: str
    created_at: Moment

    @classmethod
    def of(cls, pool: Pool, figures: Figures) -> Self:
        """From a row and its figures."""
        rules = pool.rules
        return cls(
            id=pool.id,
            name=pool.name,
            title=pool.title,
            is_default=pool.is_default,
            discount=Discount.model_construct(
                kind=rules.discount, value=rules.value, currency=rules.currency, minimum=rules.minimum
            ),
            term=Term.model_construct(ends_on=rules.ends_on, days=rules.days),
            one_per=rules.one_per,
            when_empty=rules.when_empty,
            empty_text=rules.empty_text,
            prefix=rules.prefix,
            length=rules.length,
            sample=making.make_sample(rules),
            making=pool.making,
            is_low=pool.is_low,
            created_by=pool.created_by,
            created_at=pool.created_at,
            **FiguresAnswer.model_validate(figures).model_dump(),
        )


class GenerateBody(Body):
    """How many codes to make."""

    count: Annotated[int, Field(ge=1, le=MAX_CODES)]


class RefusedAnswer(Answer):
    """A line of a file that brought no code; `reason`: too_long, bad_code, repeated."""

    line: int
    code: str
    reason: str


class AddedAnswer(Answer):
    """What a file brought; `repeated`: codes that the workspace had already."""

    added: int
    repeated: int
    refused: list[RefusedAnswer]
    refused_total: int


class CodeAnswer(Answer):
    """A code with who has it, whose message gave it, and the last order that named it."""

    id: Id
    code: str
    state: State
    profile_id: Id | None
    scenario_id: int | None
    given_at: Moment | None
    until: Moment | None
    used_at: Moment | None
    order_id: str | None
    amount: Decimal | None

    @classmethod
    def of(cls, found: Listed) -> Self:
        """From a row."""
        return cls.model_validate(found)


class MessageCodes(FiguresAnswer):
    """What came of the codes that a scenario gave; null: of those that no message gave."""

    scenario_id: int | None
    name: str


class MessageCodesList(Answer):
    """All scenarios that gave codes of a pool."""

    items: list[MessageCodes]


PoolPage = Page[PoolAnswer]
CodePage = Page[CodeAnswer]
CODE_QUERY = MAX_CODE
