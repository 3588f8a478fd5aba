"""The sends behind a number as CSV, safe to open in a spreadsheet: moments in UTC, English headings."""

from collections.abc import Iterable

from otklik.automation.statistics.service import Line
from otklik.events.csv_export import BYTE_ORDER_MARK, write_lines
from otklik.kit.clock import format_ms, to_ms

_HEADING = (
    "profile_id",
    "name",
    "send_id",
    "at",
    "step",
    "channel",
    "variant",
    "reason",
    "purchases",
    "gross",
    "refunds",
)


def write_sends(lines: Iterable[Line]) -> str:
    """A line a send."""
    rows = (
        (
            str(line.person),
            line.name or "",
            str(line.send),
            format_ms(to_ms(line.at)),
            line.node,
            line.channel,
            line.variant,
            line.reason,
            str(line.purchases),
            f"{line.gross:f}",
            f"{line.refunds:f}",
        )
        for line in lines
    )
    return BYTE_ORDER_MARK + write_lines([_HEADING, *rows])
