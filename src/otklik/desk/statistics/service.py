"""The numbers of the inbox: of a period, by day and hour, and by who, what and where."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec
import numpy as np

from otklik.desk import beside
from otklik.desk.statistics import following, loading, periods, repository_columns
from otklik.desk.statistics.columns import CHANNELS
from otklik.desk.statistics.contracts import Group, Measure, Question
from otklik.desk.statistics.counting import (
    Figures,
    count_by,
    count_each,
    count_figures,
    count_scores,
    part_by,
)
from otklik.desk.statistics.loading import Loaded
from otklik.desk.statistics.periods import Numbers, Period
from otklik.infra.engines import Engines

WEEK = 7
HOURS = 24


class Day(msgspec.Struct, frozen=True):
    """A day of the period."""

    at: date
    new: int
    answered: int
    missed: int


class Cell(msgspec.Struct, frozen=True):
    """An hour of a day of the week; 0 is Monday."""

    weekday: int
    hour: int
    new: int
    missed: int


class Statistics(msgspec.Struct, frozen=True):
    """What the page shows. `left`: conversations that are not counted yet, the numbers lack them."""

    period: Period
    before: tuple[datetime, datetime]
    left: int
    figures: Figures
    figures_before: Figures
    scores: Sequence[int]
    days: Sequence[Day]
    cells: Sequence[Cell]


class Row(msgspec.Struct, frozen=True):
    """A line of the table. `key`: what a filter takes; 0: nobody's."""

    key: str
    name: str
    figures: Figures


async def read_statistics(
    engines: Engines, *, workspace_id: int, question: Question, now: datetime
) -> Statistics:
    """The numbers of a period and of the one before it. Raises InvalidError, NotFoundError."""
    left = await following.catch_up(engines, workspace_id=workspace_id)
    loaded = await loading.load(
        engines, workspace_id=workspace_id, question=question, now=now, is_compared=True
    )
    return await asyncio.to_thread(_count, loaded, left)


def _count(loaded: Loaded, left: int) -> Statistics:
    requests, ratings = loaded.of_period()
    return Statistics(
        period=loaded.period,
        before=loaded.before,
        left=left,
        figures=count_figures(requests, ratings),
        figures_before=count_figures(*loaded.of(*loaded.before)),
        scores=count_scores(ratings),
        days=count_days(loaded),
        cells=_count_cells(loaded),
    )


def count_days(loaded: Loaded) -> list[Day]:
    """Each day of the period."""
    period, (requests, _) = loaded.period, loaded.of_period()
    places = periods.read_days(loaded.wall, requests.rows.asked, period.first)
    counts = [
        count_by(places, requests, measure, size=period.days)
        for measure in (Measure.NEW, Measure.ANSWERED, Measure.MISSED)
    ]
    return [Day(at, *numbers) for at, *numbers in zip(period.list_days(), *counts, strict=True)]


def _count_cells(loaded: Loaded) -> list[Cell]:
    requests, _ = loaded.of_period()
    asked = requests.rows.asked
    places = periods.read_weekdays(loaded.wall, asked) * HOURS + periods.read_hours_of_day(loaded.wall, asked)
    new, missed = (
        count_by(places, requests, measure, size=WEEK * HOURS) for measure in (Measure.NEW, Measure.MISSED)
    )
    return [Cell(*divmod(place, HOURS), new[place], missed[place]) for place in range(WEEK * HOURS)]


async def read_groups(
    engines: Engines, *, workspace_id: int, question: Question, group: Group, now: datetime
) -> list[Row]:
    """The numbers by operator, team, tag or channel, the busiest first. Raises InvalidError, NotFoundError.

    A conversation with two tags counts for both; one without stands in no line.
    """
    await following.catch_up(engines, workspace_id=workspace_id)
    loaded = await loading.load(
        engines, workspace_id=workspace_id, question=question, now=now, is_tagged=group is Group.TAG
    )
    found = await asyncio.to_thread(_count_groups, loaded, group)
    names = await _read_names(engines, workspace_id, group, list(found))
    rows = [Row(key, names.get(key, ""), figures) for key, figures in found.items()]
    return sorted(rows, key=lambda row: (-row.figures.new, -row.figures.rated, row.name, row.key))


def _count_groups(loaded: Loaded, group: Group) -> dict[str, Figures]:
    requests, ratings = loaded.of_period()
    if group is Group.TAG:
        by = [
            {
                tag: places
                for tag in loaded.tagged.conversations
                if len(places := np.flatnonzero(loaded.tagged.has(tag, conversations)))
            }
            for conversations in (requests.rows.conversation, ratings.conversation)
        ]
    else:
        by = [_part(getattr(rows, group.value), group) for rows in (requests.rows, ratings)]
    return count_each(by[0], by[1], requests, ratings)


def _part(column: Numbers, group: Group) -> dict[str, Numbers]:
    return {
        CHANNELS[value].value if group is Group.CHANNEL else str(value): places
        for value, places in part_by(column)
    }


async def _read_names(
    engines: Engines, workspace_id: int, group: Group, keys: Sequence[str]
) -> Mapping[str, str]:
    """How lines are called: operators and teams by their names, tags by themselves."""
    if group is Group.OPERATOR:
        names = await beside.load_names(engines, member_ids=[int(key) for key in keys])
        return {str(key): name for key, name in names.items()}
    if group is Group.TEAM:
        async with engines.postgres.connection() as connection:
            teams = await repository_columns.list_team_names(connection, workspace_id=workspace_id)
        return {str(key): name for key, name in teams.items()}
    return {key: key for key in keys}
