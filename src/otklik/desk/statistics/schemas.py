"""Answers of the inbox's statistics; every number is told in docs/reference/inbox-statistics.md."""

from datetime import date

from pydantic import Field

from otklik.desk.schemas import ConversationAnswer, People
from otklik.desk.statistics.contracts import Group, Measure
from otklik.workspaces.schemas import Answer, Moment


class TimesAnswer(Answer):
    """Seconds that half and nine tenths took at most, by all time and by working time; null without any."""

    median_s: int | None
    p90_s: int | None
    working_median_s: int | None
    working_p90_s: int | None


class FiguresAnswer(Answer):
    """Numbers of requests that began in a period, and of ratings given in it.

    `new` = `answered` (in time) + `missed` + `waiting`; `late`: missed, but answered since; `replied` =
    `answered` + `late`, whose times `first_reply` tells; `satisfied`: ratings of 4 and 5.
    """

    new: int
    answered: int
    missed: int
    late: int
    waiting: int
    replied: int
    resolved: int
    first_reply: TimesAnswer
    resolution: TimesAnswer
    rated: int
    satisfied: int
    commented: int


class RequestDayAnswer(Answer):
    """Requests that began on a day of the workspace's zone."""

    at: date
    new: int
    answered: int
    missed: int


class RequestHourAnswer(Answer):
    """Requests that began in an hour of a day of the week (0 is Monday) by the workspace's clock."""

    weekday: int
    hour: int
    new: int
    missed: int


class StatisticsAnswer(Answer):
    """The numbers of a period of whole days, and of as many days before it.

    `before_until`: a period that is not over is compared with as much of the one before. `left`:
    conversations that are still to be counted; ask again.
    """

    first: date
    last: date
    zone: str
    before_since: Moment
    before_until: Moment
    left: int
    figures: FiguresAnswer
    before: FiguresAnswer
    scores: list[int] = Field(description="How many gave 1, 2, 3, 4 and 5")
    days: list[RequestDayAnswer]
    hours: list[RequestHourAnswer]


class GroupAnswer(Answer):
    """A line of the table. `key` filters by it: an id (0: nobody's), a tag, a channel."""

    key: str
    name: str
    figures: FiguresAnswer


class GroupList(Answer):
    """Lines of the table, the busiest first."""

    by: Group
    items: list[GroupAnswer]


class CountedLine(Answer):
    """A request (`part`: the message it begins with), or a rating. Seconds: see the numbers."""

    conversation_id: int
    at: Moment
    part: int | None
    operator: int | None
    operator_name: str
    replied_at: Moment | None
    closed_at: Moment | None
    reply_s: int | None
    reply_working_s: int | None
    resolution_s: int | None
    resolution_working_s: int | None
    conversation: ConversationAnswer | None


class CountedPage(Answer):
    """A page of what a number counts; `total` is the number. `next` asks for the next page as `before`."""

    measure: Measure
    total: int
    items: list[CountedLine]
    people: People
    next: str | None
