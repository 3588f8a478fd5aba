"""Statistics as CSV, safe to open in a spreadsheet: times in seconds, moments in UTC, English headings."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from otklik.desk.statistics.columns import Ratings
from otklik.desk.statistics.counting import Figures, Times
from otklik.desk.statistics.judging import Judged
from otklik.desk.statistics.periods import NEVER, Numbers
from otklik.desk.statistics.service import Day, Row
from otklik.events.csv_export import BYTE_ORDER_MARK, safe_cell, write_lines
from otklik.inbox.contracts import Conversation

_TIMES = ("median_s", "p90_s", "working_median_s", "working_p90_s")
_NUMBERS = ("new", "answered", "missed", "late", "waiting", "replied", "resolved")
_RATINGS = ("rated", "satisfied", "commented")
_OF_FIGURES = (
    *_NUMBERS,
    *(f"first_reply_{name}" for name in _TIMES),
    *(f"resolution_{name}" for name in _TIMES),
    *_RATINGS,
)
_OF_REQUESTS = ("reply_s", "reply_working_s", "resolution_s", "resolution_working_s")


def write_groups(rows: Iterable[Row]) -> str:
    """The table: a line for each operator, team, tag or channel."""
    return _write(("key", "name", *_OF_FIGURES), ((row.key, row.name, *_cells(row.figures)) for row in rows))


def write_days(days: Iterable[Day]) -> str:
    """The chart: a line a day."""
    return _write(
        ("day", "new", "answered", "missed"),
        ((day.at.isoformat(), str(day.new), str(day.answered), str(day.missed)) for day in days),
    )


def write_requests(rows: Judged, names: Mapping[int, str]) -> str:
    """Every request: when it came, who answered, how long it took."""
    requests = rows.rows
    safe = {member: safe_cell(name) for member, name in names.items()}
    columns = (
        requests.conversation.tolist(),
        _moments(requests.asked),
        _moments(requests.replied),
        _moments(requests.closed),
        [safe.get(member, "") for member in requests.operator.tolist()],
        *(_seconds(getattr(rows, name)) for name in _OF_REQUESTS),
    )
    buffer = io.StringIO(BYTE_ORDER_MARK)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow(("conversation_id", "asked_at", "replied_at", "closed_at", "operator", *_OF_REQUESTS))
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def _moments(seconds: Numbers) -> list[str]:
    texts: list[str] = np.datetime_as_string(seconds.astype("datetime64[s]"), timezone="UTC").tolist()
    return [
        "" if is_never else text for text, is_never in zip(texts, (seconds == NEVER).tolist(), strict=True)
    ]


def _seconds(seconds: Numbers) -> list[str]:
    return ["" if each == NEVER else str(each) for each in seconds.tolist()]


def write_ratings(rows: Ratings, conversations: Mapping[int, Conversation], names: Mapping[int, str]) -> str:
    """Every rating, with what the visitor wrote to it."""
    return _write(
        ("conversation_id", "rated_at", "operator", "rating", "comment"),
        (
            (
                str(conversation),
                rated_at,
                names.get(operator, ""),
                str(score),
                conversations[conversation].rating_comment if conversation in conversations else "",
            )
            for conversation, rated_at, operator, score in zip(
                rows.conversation.tolist(),
                _moments(rows.rated),
                rows.operator.tolist(),
                rows.score.tolist(),
                strict=True,
            )
        ),
    )


def _cells(figures: Figures) -> Sequence[str]:
    return (
        *(str(getattr(figures, name)) for name in _NUMBERS),
        *_of_times(figures.first_reply),
        *_of_times(figures.resolution),
        *(str(getattr(figures, name)) for name in _RATINGS),
    )


def _of_times(times: Times) -> Iterable[str]:
    return (_text(getattr(times, name)) for name in _TIMES)


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _write(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return BYTE_ORDER_MARK + write_lines([heading, *rows])
