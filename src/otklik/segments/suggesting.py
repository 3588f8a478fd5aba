"""What the pickers of the constructor offer: names that were seen and values that were really given."""

from typing import Any, Final

import msgspec

from otklik.events import service as events
from otklik.infra.engines import Engines
from otklik.kit.errors import Fault, InvalidError
from otklik.segments import queries_suggest
from otklik.segments.language.names import our_event_name
from otklik.segments.language.parsing_values import split_path
from otklik.segments.predicate.selecting import STORED_FIELDS

_NAMES: Final = ("event", "property_name", "event_property_name")
_PAGE: Final = 500


async def suggest(
    engines: Engines,
    *,
    workspace_id: int,
    of: str,
    property_path: str | None,
    event: str | None,
    prefix: str,
    limit: int,
) -> list[tuple[Any, int | None]]:
    """(value, how often) of what `of` names, the most frequent first. Raises InvalidError: a part lacks."""
    if of.startswith("event_property"):
        event = our_event_name(_needed(event, "event"))
    if of in _NAMES:
        return await _suggest_names(engines, workspace_id, of, event or "", prefix, limit)
    path = split_path(_needed(property_path, "property"))
    if of == "property":
        rows = await queries_suggest.list_property_values(
            engines.clickhouse, workspace_id=workspace_id, path=path, prefix=prefix, limit=limit
        )
    else:
        rows = await queries_suggest.list_event_values(
            engines.clickhouse,
            workspace_id=workspace_id,
            event=event or "",
            path=path,
            field=STORED_FIELDS.get(path[0]) if len(path) == 1 else None,
            prefix=prefix,
            limit=limit,
        )
    return [(msgspec.json.decode(row["value"]), row["n"]) for row in rows]


async def _suggest_names(
    engines: Engines, workspace_id: int, of: str, event: str, prefix: str, limit: int
) -> list[tuple[Any, int | None]]:
    start = prefix.lower()
    if of == "event":
        seen = await events.list_events(
            engines, workspace_id=workspace_id, search=prefix, after="", limit=_PAGE
        )
        known = sorted(
            ((each.row.name, each.count) for each in seen if not each.row.is_hidden),
            key=lambda pair: (not pair[0].lower().startswith(start), -pair[1], pair[0]),
        )
        return [*known[:limit]]
    if of == "property_name":
        rows = await events.list_properties(
            engines, workspace_id=workspace_id, search=prefix, after="", limit=_PAGE
        )
    else:
        rows = await events.list_property_names(
            engines, workspace_id=workspace_id, event=event, search=prefix, limit=_PAGE
        )
    names = [row.name for row in rows if not row.is_hidden]
    names.sort(key=lambda name: (not name.lower().startswith(start), name))
    return [(name, None) for name in names[:limit]]


def _needed(value: str | None, name: str) -> str:
    if value is None:
        fault = Fault(name, "missing", f"“{name}” is missing", {"expected": name})
        raise InvalidError("invalid", "Some values are wrong", faults=[fault])
    return value
