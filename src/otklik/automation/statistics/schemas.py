"""Answers of the statistics of messages; every number is told in docs/reference/message-statistics.md."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, PlainSerializer, WithJsonSchema

from otklik.automation.statistics.contracts import FORMULAS, By, Choice, Figures, Number, Rate, Row
from otklik.automation.statistics.service import Line, Message, Reason, Report, Statistics
from otklik.workspaces.schemas import Answer, Id, Moment

Money = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:f}", return_type=str),
    WithJsonSchema({"type": "string"}),
]


class MessageNumbers(Answer):
    """Numbers of sends (`people`: of those they went to; null in lists) and money, decimals as text."""

    people: int | None
    sent: int
    delivered: int
    shown: int
    read: int
    clicked: int
    replied: int
    closed: int
    unsubscribed: int
    complained: int
    bounced: int
    failed: int
    skipped: int
    goal: int
    assisted: int
    purchases: int
    gross: Money
    refunds: Money
    net: Money


class MessageRate(Answer):
    """A share: `number` over `of`; null where `of` is nothing."""

    value: float | None
    number: Number
    of: Number


class FiguresOfMessage(Answer):
    """Numbers, and each rate with its formula."""

    numbers: MessageNumbers
    rates: dict[Rate, MessageRate]

    @classmethod
    def parts(cls, figures: Figures) -> dict[str, object]:
        """What both answers with figures are made of."""
        rates = {
            rate: MessageRate(value=figures.rate(rate), number=number, of=of)
            for rate, (number, of) in FORMULAS.items()
        }
        return {"numbers": MessageNumbers.model_validate(figures), "rates": rates}


class StatisticsRow(FiguresOfMessage):
    """A line; `key`: a day, a step, a variant, or "" of all."""

    key: str

    @classmethod
    def of(cls, row: Row) -> Self:
        """From a row."""
        return cls.model_validate({"key": row.key, **cls.parts(row.figures)})


class ReasonAnswer(Answer):
    """Why sends were skipped or failed (`ended`)."""

    ended: str
    reason: str
    count: int

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """From a row."""
        return cls(ended=reason.ended, reason=reason.reason, count=reason.count)


class NumbersOfChoice(Answer):
    """Of which days and sends numbers tell. `goal`: the id of theirs; `splits`: steps with variants.

    `recounted_at`: its goals were changed then after they had been set, and history was counted anew.
    """

    first: date | None
    last: date | None
    zone: str
    goal: str | None
    without_goal: bool
    split: str | None
    splits: list[str]
    recounted_at: Moment | None
    reasons: list[ReasonAnswer]

    @classmethod
    def frame(cls, found: Statistics | Report, choice: Choice) -> dict[str, object]:
        """What both answers of a choice are made of."""
        goals = found.frame.goals
        return {
            "first": choice.first,
            "last": choice.last,
            "zone": found.frame.zone,
            "goal": found.frame.goal or None,
            "without_goal": goals.is_without,
            "split": found.frame.split or None,
            "splits": list(found.frame.splits),
            "recounted_at": goals.created_at if goals.number > 1 else None,
            "reasons": [ReasonAnswer.of(reason) for reason in found.reasons],
        }


class MessageStatistics(NumbersOfChoice):
    """The numbers of a scenario in one cut."""

    by: By
    items: list[StatisticsRow]

    @classmethod
    def of(cls, found: Statistics, choice: Choice, by: By) -> Self:
        """From what was counted."""
        items = [StatisticsRow.of(row) for row in found.rows]
        return cls.model_validate({**cls.frame(found, choice), "by": by, "items": items})


class MessageReport(NumbersOfChoice):
    """The numbers of a scenario in every cut. `variants`: of the arms of `split`, or of a chain's control."""

    total: StatisticsRow
    days: list[StatisticsRow]
    steps: list[StatisticsRow]
    variants: list[StatisticsRow]

    @classmethod
    def of(cls, found: Report, choice: Choice) -> Self:
        """From what was counted."""
        rows = {by: [StatisticsRow.of(row) for row in found.cuts[by]] for by in By}
        cuts = {
            "total": rows[By.TOTAL][0],
            "days": rows[By.DAY],
            "steps": rows[By.STEP],
            "variants": rows[By.VARIANT],
        }
        return cls.model_validate({**cls.frame(found, choice), **cuts})


class SendLine(Answer):
    """A send behind a number, and what it brought."""

    send_id: Id
    profile_id: Id
    name: str | None
    at: Moment
    node: str
    channel: str
    variant: str
    reason: str
    is_read: bool
    is_clicked: bool
    purchases: int
    gross: Money
    refunds: Money

    @classmethod
    def of(cls, line: Line) -> Self:
        """From a line."""
        return cls(
            send_id=line.send,
            profile_id=line.person,
            name=line.name,
            at=line.at,
            node=line.node,
            channel=line.channel,
            variant=line.variant,
            reason=line.reason,
            is_read=line.is_read,
            is_clicked=line.is_clicked,
            purchases=line.purchases,
            gross=line.gross,
            refunds=line.refunds,
        )


class SendLines(Answer):
    """A page of the sends behind a number, the newest first: as many in all as the number says."""

    items: list[SendLine]
    next_cursor: str | None


class MessageFigures(FiguresOfMessage):
    """A scenario in the list. `goal`: `set`, `without` (decided), or `undecided`."""

    id: Id
    goal: Annotated[str, Field(pattern="^(set|without|undecided)$")]

    @classmethod
    def of(cls, message: Message) -> Self:
        """From figures."""
        goals = message.goals
        state = "set" if goals.goals else "without" if goals.is_without else "undecided"
        return cls.model_validate({"id": message.scenario_id, "goal": state, **cls.parts(message.figures)})


class MessageFiguresList(Answer):
    """Figures of messages, in the order asked for."""

    items: list[MessageFigures]


class AudienceDay(Answer):
    """So many subscribed and left on a day; `total`: subscribers at its end."""

    day: date
    came: int
    left: int
    total: int


class AudienceAnswer(Answer):
    """Subscribers of a channel, or of its `topic`: before the period, at its end, what changed between."""

    channel: str
    topic: str
    before: int
    now: int
    came: int
    left: int
    days: list[AudienceDay]


class AudienceList(Answer):
    """Every channel and topic that somebody ever subscribed to."""

    items: list[AudienceAnswer]
