"""Brings together what a question is answered from: the rows of its periods, chosen and judged."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from otklik.desk.statistics import errors, repository_columns
from otklik.desk.statistics.columns import CHANNELS, Bools, Ratings, Requests, Tagged
from otklik.desk.statistics.contracts import Question
from otklik.desk.statistics.judging import Judged, Rule, judge, take
from otklik.desk.statistics.periods import (
    Numbers,
    Period,
    WallClock,
    WorkingTime,
    make_period,
    read_hours_of_day,
    read_weekdays,
)
from otklik.inbox import repository_settings
from otklik.inbox.hours import list_spans, stored_hours
from otklik.infra.engines import Engines
from otklik.workspaces import service as workspaces


class Loaded(msgspec.Struct, frozen=True):
    """Judged requests and ratings of a period and of the one before it, as chosen."""

    period: Period
    before: tuple[datetime, datetime]
    wall: WallClock
    requests: Judged
    ratings: Ratings
    tagged: Tagged

    def of(self, since: datetime, until: datetime) -> tuple[Judged, Ratings]:
        """What lies between two moments."""
        low, high = _stamp(since), _stamp(until)
        asked, rated = self.requests.rows.asked, self.ratings.rated
        return (
            take(self.requests, (low <= asked) & (asked < high)),
            take(self.ratings, (low <= rated) & (rated < high)),
        )

    def of_period(self) -> tuple[Judged, Ratings]:
        """What lies in the period itself."""
        return self.of(self.period.since, self.period.until)


async def load(
    engines: Engines,
    *,
    workspace_id: int,
    question: Question,
    now: datetime,
    is_compared: bool = False,
    is_tagged: bool = False,
) -> Loaded:
    """Load what the question is about. Raises InvalidError for a period that is none, NotFoundError."""
    zone = (await workspaces.get_workspace_profile(engines, workspace_id)).time_zone
    try:
        period = make_period(question.first, question.last, zone=zone, now=now)
        before = period.before()
    except (ValueError, OverflowError):
        raise errors.wrong_period() from None
    since, until = before[0] if is_compared else period.since, period.until
    async with engines.postgres.connection() as connection:
        requests = await repository_columns.load_requests(
            connection, workspace_id=workspace_id, since=since, until=until
        )
        ratings = await repository_columns.load_ratings(
            connection, workspace_id=workspace_id, since=since, until=until
        )
        tagged = Tagged({})
        if is_tagged or question.tag is not None:
            tagged = await repository_columns.load_tags(
                connection, workspace_id=workspace_id, since=since, until=until, tag=question.tag
            )
        settings = await repository_settings.read_settings(connection, workspace_id=workspace_id)
    hours = stored_hours(settings)

    def choose() -> Loaded:
        wall = WallClock(zone, since, until)
        working = WorkingTime(list_spans(hours, since, max(now, until)))
        chosen = take(requests, _choose(requests, requests.asked, question, tagged, wall))
        rule = Rule(question.answer_within_s, question.clock)
        judged = judge(chosen, now=_stamp(now), working=working, rule=rule)
        rated = take(ratings, _choose_ratings(ratings, question, tagged, wall))
        return Loaded(period, before, wall, judged, rated, tagged)

    return await asyncio.to_thread(choose)


def _choose(
    rows: Requests | Ratings, moments: Numbers, question: Question, tagged: Tagged, wall: WallClock
) -> Bools:
    chosen = np.ones(len(moments), np.bool_)
    if question.operator is not None:
        chosen &= rows.operator == question.operator
    if question.team is not None:
        chosen &= rows.team == question.team
    if question.channel is not None:
        chosen &= rows.channel == CHANNELS.index(question.channel)
    if question.tag is not None:
        chosen &= tagged.has(question.tag, rows.conversation)
    if question.weekday is not None:
        chosen &= read_weekdays(wall, moments) == question.weekday
    if question.hour is not None:
        chosen &= read_hours_of_day(wall, moments) == question.hour
    return chosen


def _choose_ratings(rows: Ratings, question: Question, tagged: Tagged, wall: WallClock) -> Bools:
    chosen = _choose(rows, rows.rated, question, tagged, wall)
    return chosen if question.score is None else chosen & (rows.score == question.score)


def to_moment(seconds: int) -> datetime:
    """A moment of a column."""
    return datetime.fromtimestamp(seconds, ZoneInfo("UTC"))


def _stamp(moment: datetime) -> int:
    return int(moment.timestamp())
