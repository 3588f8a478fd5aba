"""What the page shows as files, and what is behind it: every request, every rating."""

import asyncio
from datetime import datetime

from otklik.desk.beside import load_names
from otklik.desk.statistics import csv_files, following, listing, loading, service
from otklik.desk.statistics.columns import Ratings
from otklik.desk.statistics.contracts import CsvOf, Group, Measure, Question
from otklik.desk.statistics.loading import Loaded
from otklik.infra.engines import Engines


async def write_csv(
    engines: Engines, *, workspace_id: int, question: Question, of: CsvOf, measure: Measure, now: datetime
) -> str:
    """A file. `measure`: of requests, for a file of them. Raises InvalidError, NotFoundError."""
    if of not in {CsvOf.DAY, CsvOf.REQUEST, CsvOf.RATING}:
        rows = await service.read_groups(
            engines, workspace_id=workspace_id, question=question, group=Group(of.value), now=now
        )
        return csv_files.write_groups(rows)
    await following.catch_up(engines, workspace_id=workspace_id)
    loaded = await loading.load(engines, workspace_id=workspace_id, question=question, now=now)
    if of is CsvOf.DAY:
        return csv_files.write_days(service.count_days(loaded))
    return await _write_rows(engines, workspace_id, loaded, Measure.RATED if of is CsvOf.RATING else measure)


async def _write_rows(engines: Engines, workspace_id: int, loaded: Loaded, measure: Measure) -> str:
    rows = listing.choose_counted(loaded, measure).rows
    operators = rows.operator if isinstance(rows, Ratings) else rows.rows.operator
    names = await load_names(engines, member_ids=set(operators.tolist()))
    if not isinstance(rows, Ratings):
        return await asyncio.to_thread(csv_files.write_requests, rows, names)
    conversations = await listing.load_conversations(
        engines, workspace_id=workspace_id, ids=rows.conversation.tolist()
    )
    return await asyncio.to_thread(csv_files.write_ratings, rows, conversations, names)
