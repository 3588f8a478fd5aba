"""Who exists at a moment: whoever has an event or a property write by then.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import Reading
from otklik.segments.sets.queries_selecting import ROOT


def read_existence(asked: Asked, binder: Binder) -> Reading:
    """Everybody, with nothing known of him but that he exists."""
    homes = f" AND person IN {asked.homes}" if asked.homes else ""
    until = binder.bind((asked.now_ms + 1) << 64, "UInt128")
    ours = f"workspace_id = {{workspace_id:UInt32}}{homes}"
    sql = (
        f"SELECT {ROOT} AS person, toUInt8(1) AS h_exists FROM ("  # noqa: S608 - put together of constants
        f"SELECT person FROM events WHERE {ours} AND ts <= {binder.moment(asked.now_ms)} GROUP BY person"
        f" UNION DISTINCT SELECT person FROM property_writes WHERE {ours} AND k < {until} GROUP BY person)"
    )
    return Reading(sql, ())
