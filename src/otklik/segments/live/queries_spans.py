"""All people of a workspace in spans of ids, for what is asked of everybody and would be too much at once."""

from itertools import pairwise
from typing import Final

import msgspec

from otklik.infra.clickhouse import ClickHouse

LAST_PERSON: Final = 2**63 - 1
"""The greatest id that PostgreSQL holds."""
_OURS: Final = "workspace_id = {workspace_id:UInt32}"
_PEOPLE: Final = f"""
    SELECT person FROM home_facts WHERE {_OURS} UNION ALL SELECT person FROM property_now WHERE {_OURS}
"""  # noqa: S608 - constants


class Span(msgspec.Struct, frozen=True):
    """People whose ids lie from `first` to `last`, both with it."""

    first: int = 0
    last: int = LAST_PERSON


EVERYBODY: Final = Span()


async def count_people(clickhouse: ClickHouse, *, workspace_id: int) -> int:
    """About how many people the workspace has."""
    rows = await clickhouse.query(
        f"SELECT uniq(person) AS n FROM ({_PEOPLE})",  # noqa: S608 - constants
        workspace_id=workspace_id,
        comment="segments.live.people",
    )
    return int(rows[0]["n"])


async def find_spans(clickhouse: ClickHouse, *, workspace_id: int, parts: int) -> list[Span]:
    """Everybody in so many spans, each of about as many people; fewer spans where there are few people."""
    if parts == 1:
        return [EVERYBODY]
    levels = ", ".join(str(number / parts) for number in range(1, parts))
    rows = await clickhouse.query(
        f"SELECT quantilesExact({levels})(person) AS borders FROM ({_PEOPLE})",  # noqa: S608 - constants
        workspace_id=workspace_id,
        comment="segments.live.spans",
    )
    borders = sorted({0, *rows[0]["borders"]})
    return [Span(first, after - 1) for first, after in pairwise([*borders, LAST_PERSON + 1])]
