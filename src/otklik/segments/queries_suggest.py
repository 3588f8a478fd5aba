"""Real values of properties, for suggestions: what is most frequent among those that begin so."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from otklik.infra.clickhouse import ClickHouse

Row = dict[str, Any]

_LOOKED_AT: Final = 50_000
"""Newest events of a name that are looked at."""
_MAX_SECONDS: Final = 5
_LONGEST: Final = 1_000
"""Bytes of a value that can stand in a condition."""

# What follows from events and is kept in `people`: the column's value as JSON text.
_COLUMNS: Final[Mapping[str, str]] = {
    **{
        f"${name}": f"toJSONString(toString({name}))" for name in ("country", "city", "language", "time_zone")
    },
    "$sessions_count": "toString(sessions_count)",
    "$pages_count": "toString(pages_count)",
    "$orders_count": "if(orders_count = 0, '', toString(orders_count))",
}
_KEPT_AS_JSON: Final = (("$initial_", "initial_source"), ("$last_", "last_source"), ("$", "shop"))


async def list_property_values(
    clickhouse: ClickHouse, *, workspace_id: int, path: Sequence[str], prefix: str, limit: int
) -> list[Row]:
    """Value (JSON text), n: values of a person's property, lists by their items."""
    name, *keys = path
    parameters: dict[str, Any] = {"property": name, **_keys(keys)}
    given = _at("value", keys)
    sources = [
        f"""SELECT {given} AS raw FROM property_now FINAL
            WHERE workspace_id = {{workspace_id:UInt32}} AND property = {{property:String}} AND value != ''"""  # noqa: S608 - put together of constants
    ]
    derived = _derived(name, parameters)
    if derived is not None and not keys:
        sources.append(
            f"""SELECT {derived} AS raw FROM people FINAL
                WHERE workspace_id = {{workspace_id:UInt32}} AND is_deleted = 0
                    AND person NOT IN (
                        SELECT person FROM property_now FINAL
                        WHERE workspace_id = {{workspace_id:UInt32}} AND property = {{property:String}}
                            AND value != '')"""  # noqa: S608 - put together of constants
        )
    return await _count(clickhouse, " UNION ALL ".join(sources), workspace_id, parameters, prefix, limit)


async def list_event_values(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    event: str,
    path: Sequence[str],
    field: str | None,
    prefix: str,
    limit: int,
) -> list[Row]:
    """Value (JSON text), n: values of an event's property, or of a stored `field`, in its newest events.

    `event`: a name, or the beginning of names with a `*`.
    """
    is_prefix = event.endswith("*")
    chosen = "startsWith(name, {event:String})" if is_prefix else "name = {event:String}"
    raw = f"toJSONString(toString({field}))" if field else _at("properties", path)
    newest = "" if is_prefix else "ORDER BY ts DESC"
    source = f"""
        SELECT {raw} AS raw FROM events
        WHERE workspace_id = {{workspace_id:UInt32}} AND {chosen} {newest} LIMIT {_LOOKED_AT}
        """  # noqa: S608 - put together of constants
    parameters = {"event": event.removesuffix("*"), **_keys(path)}
    return await _count(clickhouse, source, workspace_id, parameters, prefix, limit)


async def _count(
    clickhouse: ClickHouse,
    source: str,
    workspace_id: int,
    parameters: Mapping[str, Any],
    prefix: str,
    limit: int,
) -> list[Row]:
    begins = ""
    if prefix:
        begins = "AND startsWith(lowerUTF8(if(startsWith(value, '\"'), JSONExtractString(value), value)),"
        begins += " lowerUTF8({prefix:String}))"
    sql = f"""
        SELECT value, count() AS n FROM (
            SELECT arrayJoin(if(startsWith(raw, '['), JSONExtractArrayRaw(raw), [raw])) AS value
            FROM ({source})
        ) WHERE value NOT IN ('', 'null', '""', '[]', '{{}}') AND NOT startsWith(value, '{{')
            AND NOT startsWith(value, '[') AND length(value) <= {_LONGEST} {begins}
        GROUP BY value ORDER BY n DESC, value LIMIT {{limit:UInt32}}
        """  # noqa: S608 - put together of constants
    return await clickhouse.query(
        sql,
        workspace_id=workspace_id,
        comment="segments.suggest",
        parameters={**parameters, "limit": limit, **({"prefix": prefix} if prefix else {})},
        max_seconds=_MAX_SECONDS,
    )


def _derived(name: str, parameters: dict[str, Any]) -> str | None:
    """The expression over `people` that gives a derived property, as JSON text."""
    if name in _COLUMNS:
        return _COLUMNS[name]
    for start, column in _KEPT_AS_JSON:
        if name.startswith(start):
            parameters["inner"] = name.removeprefix(start)
            whole = f"JSONExtractRaw({column}, {{property:String}})"
            return f"if({whole} != '', {whole}, JSONExtractRaw({column}, {{inner:String}}))"
    return None


def _at(text: str, keys: Sequence[str]) -> str:
    """The JSON text at a path in the JSON of a column."""
    if not keys:
        return text
    places = ", ".join(f"{{key{number}:String}}" for number in range(len(keys)))
    return f"JSONExtractRaw({text}, {places})"


def _keys(keys: Sequence[str]) -> dict[str, str]:
    return {f"key{number}": key for number, key in enumerate(keys)}
