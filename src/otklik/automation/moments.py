"""Dates and inactivity as triggers in one click: the live segment that tells the moment, made if missing.

The engine has no second clock for them (docs/adr/0014-runs-of-scenarios.md): what becomes true by time alone
is a live segment, which tells the exact moment. It is a segment like any other, seen in the list of segments,
and used again by whoever asks for the same.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from otklik.infra.postgres import driver_connection
from otklik.segments import repository, segments
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

_WEEK_DAYS: Final = 7
"""So long after its day somebody still counts; then he leaves the segment, and may come in again."""


class MomentKind(StrEnum):
    """What is waited for."""

    ANNIVERSARY = "anniversary"
    BEFORE_DATE = "before_date"
    AFTER_DATE = "after_date"
    INACTIVE = "inactive"
    CART_LEFT = "cart_left"
    ORDER_STATUS = "order_status"


class Moment(msgspec.Struct, frozen=True):
    """A moment: `days` before or after the date in `property`, `minutes` of silence, a `status`."""

    kind: MomentKind
    property: str = ""
    days: int = 0
    minutes: int = 15
    status: str = ""


def make_filter(moment: Moment) -> dict[str, Any]:
    """The condition that becomes true at the moment."""
    return _FILTERS[moment.kind](moment)


async def ensure_segment(
    session: Session, *, actor: Actor, moment: Moment, name: str
) -> tuple[int, dict[str, Any], bool]:
    """(the segment of the moment, its condition, whether it was made for it).

    Raises ConditionError for a property that cannot be asked for, ConflictError when there are too many.
    """
    condition = make_filter(moment)
    connection = await driver_connection(session)
    known = await repository.list_filters(connection, workspace_id=actor.workspace_id)
    for segment_id, source in known:
        if msgspec.json.decode(source) == condition:
            return segment_id, condition, False
    row = await segments.create_segment(session, actor=actor, values={"name": name, "filter": condition})
    return row.id, condition, True


def _anniversary(moment: Moment) -> dict[str, Any]:
    return {"property": moment.property, "op": "anniversary_within", "value": f"P{moment.days}D"}


def _before(moment: Moment) -> dict[str, Any]:
    return {"property": moment.property, "op": "within_next", "value": f"P{moment.days}D"}


def _after(moment: Moment) -> dict[str, Any]:
    late = f"P{moment.days + _WEEK_DAYS}D"
    within = {"property": moment.property, "op": "within_last", "value": late}
    return {"all": [within, {"not": {**within, "value": f"P{moment.days}D"}}]}


def _inactive(moment: Moment) -> dict[str, Any]:
    silent = {"not": {"event": "*", "within": {"last": f"PT{moment.minutes}M"}}}
    return {"all": [{"event": "*", "within": {"last": "P1D"}}, silent]}


def _cart_left(moment: Moment) -> dict[str, Any]:
    held = {"property": "$cart_amount", "op": "gt", "value": 0}
    return {"all": [held, *_inactive(moment)["all"]]}


def _order_status(moment: Moment) -> dict[str, Any]:
    status = {"property": "$last_order_status", "op": "eq", "value": moment.status}
    return {"all": [status, *_after(msgspec.structs.replace(moment, property="$last_order_at"))["all"]]}


_FILTERS: Final[Mapping[MomentKind, Callable[[Moment], dict[str, Any]]]] = {
    MomentKind.ANNIVERSARY: _anniversary,
    MomentKind.BEFORE_DATE: _before,
    MomentKind.AFTER_DATE: _after,
    MomentKind.INACTIVE: _inactive,
    MomentKind.CART_LEFT: _cart_left,
    MomentKind.ORDER_STATUS: _order_status,
}
