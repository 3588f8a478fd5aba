"""The codes of a pool as CSV, safe to open in a spreadsheet: moments in UTC, English headings."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from otklik.events.csv_export import BYTE_ORDER_MARK, write_lines
from otklik.infra.engines import Engines
from otklik.kit.clock import format_ms, to_ms
from otklik.messaging.promo import repository_codes

_PAGE: Final = 10_000
_HEADING: Final = (
    *("code", "state", "profile_id", "scenario_id", "given_at", "until"),
    *("used_at", "order_id", "amount"),
)


async def stream_codes(engines: Engines, *, workspace_id: int, pool_id: int) -> AsyncIterator[str]:
    """A line a code, a page at a time, so that a million are not held."""
    yield BYTE_ORDER_MARK + write_lines([_HEADING])
    after = 0
    while True:
        async with engines.postgres.connection() as connection:
            found = await repository_codes.list_codes(
                connection, workspace_id=workspace_id, pool_id=pool_id, after=after, limit=_PAGE
            )
        if found:
            yield write_lines(_cells(each) for each in found)
        if len(found) < _PAGE:
            return
        after = found[-1].id


def _cells(each: repository_codes.Listed) -> tuple[str, ...]:
    return (
        each.code,
        each.state.value,
        str(each.profile_id or ""),
        str(each.scenario_id or ""),
        _moment(each.given_at),
        _moment(each.until),
        _moment(each.used_at),
        each.order_id or "",
        f"{each.amount:f}" if each.amount is not None else "",
    )


def _moment(at: datetime | None) -> str:
    return format_ms(to_ms(at)) if at is not None else ""
