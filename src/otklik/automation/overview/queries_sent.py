"""What left on which day, read from the events that tell it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from otklik.automation.overview.repository import Count
from otklik.infra.clickhouse import ClickHouse

_SECONDS: Final = 20
_MOST: Final = 100_000


async def count_sent(
    clickhouse: ClickHouse, *, workspace_id: int, zone: str, moments: Sequence[datetime]
) -> list[Count]:
    """Messages sent between the two moments, by day of the zone and scenario (0: of none)."""
    rows = await clickhouse.query(
        f"""
        SELECT toString(toDate(ts, {{zone:String}})) AS day,
            toUInt64OrZero(JSONExtractString(properties, 'message_id')) AS message, count() AS sent
        FROM events
        WHERE workspace_id = {{workspace_id:UInt32}} AND name = '$message_sent'
            AND ts >= fromUnixTimestamp64Milli({{first:Int64}})
            AND ts < fromUnixTimestamp64Milli({{last:Int64}})
        GROUP BY day, message LIMIT {_MOST}
        """,  # noqa: S608 - a number of this module
        workspace_id=workspace_id,
        comment="scenarios.calendar",
        parameters={
            "zone": zone,
            "first": int(moments[0].timestamp() * 1000),
            "last": int(moments[1].timestamp() * 1000),
        },
        max_seconds=_SECONDS,
        max_rows=_MOST,
    )
    return [Count(date.fromisoformat(row["day"]), int(row["message"]), int(row["sent"])) for row in rows]
