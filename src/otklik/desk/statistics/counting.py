"""Numbers of the page, counted over judged requests and ratings. Pure."""

from collections.abc import Iterator

import msgspec
import numpy as np

from otklik.desk.statistics.columns import Ratings
from otklik.desk.statistics.contracts import Measure
from otklik.desk.statistics.judging import Judged, choose_ratings, take
from otklik.desk.statistics.periods import NEVER, Numbers

_HALF, _NINE_TENTHS = 50, 90
SCORES = 5


class Times(msgspec.Struct, frozen=True):
    """Seconds that half, and nine tenths, took at most: of all time, and of the team's working time."""

    median_s: int | None = None
    p90_s: int | None = None
    working_median_s: int | None = None
    working_p90_s: int | None = None


class Figures(msgspec.Struct, frozen=True):
    """The numbers of some requests and ratings. `new` = `answered` + `missed` + `waiting`."""

    new: int
    answered: int
    missed: int
    late: int
    waiting: int
    replied: int
    resolved: int
    first_reply: Times
    resolution: Times
    rated: int
    satisfied: int
    commented: int


def count_figures(judged: Judged, ratings: Ratings) -> Figures:
    """Count them."""
    return Figures(
        new=_count(judged, Measure.NEW),
        answered=_count(judged, Measure.ANSWERED),
        missed=_count(judged, Measure.MISSED),
        late=_count(judged, Measure.LATE),
        waiting=_count(judged, Measure.WAITING),
        replied=_count(judged, Measure.REPLIED),
        resolved=_count(judged, Measure.RESOLVED),
        first_reply=_times(judged.reply_s, judged.reply_working_s),
        resolution=_times(judged.resolution_s, judged.resolution_working_s),
        rated=_count_ratings(ratings, Measure.RATED),
        satisfied=_count_ratings(ratings, Measure.SATISFIED),
        commented=_count_ratings(ratings, Measure.COMMENTED),
    )


def _count(judged: Judged, measure: Measure) -> int:
    return int(np.count_nonzero(judged.choose(measure)))


def _count_ratings(ratings: Ratings, measure: Measure) -> int:
    return int(np.count_nonzero(choose_ratings(ratings, measure)))


def _times(seconds: Numbers, working: Numbers) -> Times:
    return Times(*_middle(seconds), *_middle(working))


def _middle(seconds: Numbers) -> tuple[int | None, int | None]:
    known = seconds[seconds != NEVER]
    if not len(known):
        return None, None
    half, most = np.percentile(known, [_HALF, _NINE_TENTHS])
    return round(float(half)), round(float(most))


def count_scores(ratings: Ratings) -> list[int]:
    """How many gave 1, 2, 3, 4 and 5."""
    return [int(each) for each in np.bincount(ratings.score, minlength=SCORES + 1)[1 : SCORES + 1]]


def count_by(places: Numbers, judged: Judged, measure: Measure, *, size: int) -> list[int]:
    """How many of a measure lie at each place from 0 to `size` - 1."""
    chosen = places[judged.choose(measure)]
    return [int(each) for each in np.bincount(chosen, minlength=size)[:size]]


def part_by(key: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Each value of a column, and the places of its rows."""
    order = np.argsort(key, kind="stable")
    values, starts = np.unique(key[order], return_index=True)
    for value, places in zip(values, np.split(order, starts[1:]), strict=True) if len(values) else ():
        yield int(value), places


def count_each(
    requests_by: dict[str, Numbers], ratings_by: dict[str, Numbers], judged: Judged, ratings: Ratings
) -> dict[str, Figures]:
    """Figures of groups of rows; a group may lack requests, or ratings."""
    none = np.empty(0, np.int64)
    return {
        name: count_figures(
            take(judged, requests_by.get(name, none)), take(ratings, ratings_by.get(name, none))
        )
        for name in [*requests_by, *(each for each in ratings_by if each not in requests_by)]
    }
