"""The list behind a number: exactly the requests, or ratings, that the number counts."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Final

import msgspec
import numpy as np

from otklik.desk.beside import Beside, load_beside, load_names
from otklik.desk.statistics import following, loading
from otklik.desk.statistics.columns import NOBODY, Ratings
from otklik.desk.statistics.contracts import OF_RATINGS, Measure, Question
from otklik.desk.statistics.judging import Judged, choose_ratings, take
from otklik.desk.statistics.loading import Loaded, to_moment
from otklik.desk.statistics.periods import NEVER, Numbers
from otklik.events.cursors import decode_cursor, encode_cursor
from otklik.inbox import repository
from otklik.inbox.contracts import Conversation
from otklik.infra.engines import Engines

PAGE: Final = 50


class Line(msgspec.Struct, frozen=True):
    """A request, or a rating (`at`: when it was given). What has not happened is None, so are its seconds."""

    conversation_id: int
    at: datetime
    operator: int | None
    part: int | None = None
    replied_at: datetime | None = None
    closed_at: datetime | None = None
    reply_s: int | None = None
    reply_working_s: int | None = None
    resolution_s: int | None = None
    resolution_working_s: int | None = None


class _After(msgspec.Struct, frozen=True):
    value: Annotated[int, msgspec.Meta(ge=-1, le=1 << 60)]
    row: Annotated[int, msgspec.Meta(ge=0, le=1 << 60)]


class Counted(msgspec.Struct, frozen=True):
    """All rows of a list, in its order: what they are ordered by, and what tells rows of one value apart."""

    rows: Judged | Ratings
    value: Numbers
    row: Numbers

    def find_place(self, after: _After) -> int:
        """The place of the first row behind a key, be it still there or not."""
        is_behind = (self.value < after.value) | ((self.value == after.value) & (self.row < after.row))
        return int(np.argmax(is_behind)) if is_behind.any() else len(self.value)

    def key_of(self, place: int) -> _After:
        """Where a page that ends with a row goes on."""
        return _After(int(self.value[place]), int(self.row[place]))

    def lines(self, start: int, end: int) -> list[Line]:
        """Some of its lines."""
        part = take(self.rows, np.arange(start, min(end, len(self.value))))
        return _rating_lines(part) if isinstance(part, Ratings) else _request_lines(part)


class Listed(msgspec.Struct, frozen=True):
    """A page of a list, how long the whole of it is, and what stands beside its lines."""

    total: int
    lines: Sequence[Line]
    conversations: dict[int, Conversation]
    beside: Beside
    members: dict[int, str]
    next: str | None


async def list_counted(
    engines: Engines,
    *,
    workspace_id: int,
    question: Question,
    measure: Measure,
    now: datetime,
    before: str | None = None,
) -> Listed:
    """A page of what a number counts. Raises InvalidError, NotFoundError."""
    after = decode_cursor(before, _After) if before is not None else None
    await following.catch_up(engines, workspace_id=workspace_id)
    loaded = await loading.load(engines, workspace_id=workspace_id, question=question, now=now)
    counted = await asyncio.to_thread(choose_counted, loaded, measure)
    start = 0 if after is None else counted.find_place(after)
    total, end = len(counted.value), start + PAGE
    shown = counted.lines(start, end)
    rows = await load_conversations(
        engines, workspace_id=workspace_id, ids=[line.conversation_id for line in shown]
    )
    return Listed(
        total=total,
        lines=shown,
        conversations=rows,
        beside=await load_beside(engines, workspace_id=workspace_id, conversations=rows.values()),
        members=await load_names(engines, member_ids={line.operator for line in shown if line.operator}),
        next=encode_cursor(counted.key_of(end - 1)) if total > end else None,
    )


async def load_conversations(
    engines: Engines, *, workspace_id: int, ids: Iterable[int]
) -> dict[int, Conversation]:
    """Conversations by their ids."""
    async with engines.postgres.connection() as connection:
        rows = await repository.list_conversations(
            connection, workspace_id=workspace_id, conversation_ids=sorted(set(ids))
        )
    return {row.id: row for row in rows}


def choose_counted(loaded: Loaded, measure: Measure) -> Counted:
    """What a number counts, in order.

    What was answered or resolved begins with what took longest; the rest with what came last.
    """
    requests, ratings = loaded.of_period()
    if measure in OF_RATINGS:
        rated = take(ratings, choose_ratings(ratings, measure))
        return _in_order(rated, rated.rated, rated.conversation)
    chosen = take(requests, requests.choose(measure))
    return _in_order(chosen, _value(chosen, measure), chosen.rows.part)


def _value(rows: Judged, measure: Measure) -> Numbers:
    if measure in {Measure.REPLIED, Measure.LATE}:
        return rows.reply_s
    return rows.resolution_s if measure is Measure.RESOLVED else rows.rows.asked


def _in_order(rows: Judged | Ratings, value: Numbers, row: Numbers) -> Counted:
    order = np.lexsort((row, value))[::-1]
    return Counted(take(rows, order), value[order], row[order])


def _rating_lines(rows: Ratings) -> list[Line]:
    columns = zip(rows.conversation.tolist(), rows.rated.tolist(), rows.operator.tolist(), strict=True)
    return [
        Line(conversation, to_moment(rated), operator if operator != NOBODY else None)
        for conversation, rated, operator in columns
    ]


def _request_lines(judged: Judged) -> list[Line]:
    rows = judged.rows
    columns = zip(
        rows.conversation.tolist(),
        rows.asked.tolist(),
        rows.operator.tolist(),
        rows.part.tolist(),
        rows.replied.tolist(),
        rows.closed.tolist(),
        judged.reply_s.tolist(),
        judged.reply_working_s.tolist(),
        judged.resolution_s.tolist(),
        judged.resolution_working_s.tolist(),
        strict=True,
    )
    return [
        Line(
            conversation,
            to_moment(asked),
            operator if operator != NOBODY else None,
            part,
            _moment(replied),
            _moment(closed),
            *(None if each == NEVER else each for each in seconds),
        )
        for conversation, asked, operator, part, replied, closed, *seconds in columns
    ]


def _moment(seconds: int) -> datetime | None:
    return None if seconds == NEVER else to_moment(seconds)
