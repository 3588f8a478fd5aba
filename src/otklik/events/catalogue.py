"""The catalogue of what has been seen: events, their properties with real values, properties of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from otklik.events import errors, queries_events, repository_catalogue
from otklik.events.repository_catalogue import DefinitionRow
from otklik.infra.engines import Engines
from otklik.infra.postgres import driver_connection
from otklik.kit.json_values import read_object
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

COUNTED_DAYS: Final = 30
MAX_VALUES: Final = 20
_MAX_PROPERTIES: Final = 1_000


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """An event's definition and how often it happened in the last 30 days."""

    row: DefinitionRow
    count: int


@dataclass(frozen=True, slots=True)
class SeenProperty:
    """A property of an event with values it really had, the most frequent of the last events first."""

    row: DefinitionRow
    values: Sequence[Any]


async def list_events(
    engines: Engines, *, workspace_id: int, search: str, after: str, limit: int
) -> list[SeenEvent]:
    """Events by name, after `after`."""
    async with engines.postgres.connection() as connection:
        rows = await repository_catalogue.list_definitions(
            connection, workspace_id=workspace_id, kind="event", search=search, after=after, limit=limit
        )
    counts = await queries_events.count_by_name(
        engines.clickhouse, workspace_id=workspace_id, names=[row.name for row in rows], days=COUNTED_DAYS
    )
    return [SeenEvent(row, counts.get(row.name, 0)) for row in rows]


async def list_properties(
    engines: Engines, *, workspace_id: int, search: str, after: str, limit: int
) -> list[DefinitionRow]:
    """Properties of people by name, after `after`."""
    async with engines.postgres.connection() as connection:
        return await repository_catalogue.list_definitions(
            connection, workspace_id=workspace_id, kind="property", search=search, after=after, limit=limit
        )


async def list_property_names(
    engines: Engines, *, workspace_id: int, event: str, search: str, limit: int
) -> list[DefinitionRow]:
    """Properties of one event by name, without values."""
    async with engines.postgres.connection() as connection:
        return await repository_catalogue.list_definitions(
            connection,
            workspace_id=workspace_id,
            kind="event_property",
            event=event,
            search=search,
            limit=limit,
        )


async def list_event_properties(engines: Engines, *, workspace_id: int, event: str) -> list[SeenProperty]:
    """Properties of one event with real values."""
    async with engines.postgres.connection() as connection:
        rows = await repository_catalogue.list_definitions(
            connection, workspace_id=workspace_id, kind="event_property", event=event, limit=_MAX_PROPERTIES
        )
    sample = await queries_events.list_sample(engines.clickhouse, workspace_id=workspace_id, name=event)
    values = collect_values(read_object(text) for text in sample)
    return [SeenProperty(row, values.get(row.name, ())) for row in rows]


def collect_values(events: Any) -> Mapping[str, list[Any]]:  # noqa: ANN401 - any iterable of objects
    """Per property at most 20 different values, the most frequent first, equals in the order they came."""
    seen: dict[str, dict[bytes, tuple[int, Any]]] = {}
    for properties in events:
        for name, value in properties.items():
            if value is None or value == "":
                continue
            known = seen.setdefault(name, {})
            key = msgspec.json.encode(value)
            known[key] = (known.get(key, (0, value))[0] + 1, value)
    return {
        name: [value for _, value in sorted(known.values(), key=lambda pair: -pair[0])[:MAX_VALUES]]
        for name, known in seen.items()
    }


async def update_definition(
    session: Session,
    *,
    actor: Actor,
    kind: str,
    event: str,
    name: str,
    description: str | None,
    is_hidden: bool | None,
) -> DefinitionRow:
    """Describe or hide what was seen. Raises NotFoundError."""
    row = await repository_catalogue.update_definition(
        await driver_connection(session),
        workspace_id=actor.workspace_id,
        kind=kind,
        event=event,
        name=name,
        description=description,
        is_hidden=is_hidden,
    )
    if row is None:
        raise errors.no_definition()
    await workspaces.record_audit(
        session,
        actor=actor,
        action="definition.updated",
        target=f"{event}.{name}" if event else name,
        details={"kind": kind, "description": row.description, "is_hidden": row.is_hidden},
    )
    return row


async def count_event(engines: Engines, *, workspace_id: int, name: str) -> int:
    """How often an event happened in the last 30 days."""
    counts = await queries_events.count_by_name(
        engines.clickhouse, workspace_id=workspace_id, names=[name], days=COUNTED_DAYS
    )
    return counts.get(name, 0)
