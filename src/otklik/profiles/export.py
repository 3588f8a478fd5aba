"""Everything known of a person, as a stream of JSON lines: what the law lets him ask for."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

import msgspec

from otklik.infra.engines import Engines
from otklik.profiles import queries, queries_marks, repository, repository_erasure
from otklik.profiles import service as profiles
from otklik.profiles.card import Person, format_moment
from otklik.workspaces.access import Actor
from otklik.workspaces.service import record_audit

_HISTORY_PAGE = 1_000
_PLAIN = {"properties", "context", "data"}
StreamPart: TypeAlias = Callable[[Engines, int, Person], AsyncIterator[Mapping[str, Any]]]
"""(engines, workspace id, person) -> what a room above holds of him, thing by thing."""
_parts: Final[dict[str, StreamPart]] = {}


def register_export(kind: str, stream: StreamPart) -> None:
    """Add a part: its lines are told under this `kind`."""
    _parts[kind] = stream


async def note_export(engines: Engines, *, actor: Actor, person_id: int) -> None:
    """Write the export into the audit log."""
    async with engines.postgres.session() as session:
        await record_audit(session, actor=actor, action="profile.exported", target=str(person_id))


async def stream_person(engines: Engines, *, workspace_id: int, person: Person) -> AsyncIterator[bytes]:
    """Lines of JSON by `kind`: profile, identity, merge, refusal, consent, mark, property_write, event.

    Then the kinds of the rooms above. What follows from others (`people`, sums, copies by person) is told by
    the profile.
    """
    profile = await profiles.get_profile(engines, workspace_id=workspace_id, person=person)
    yield _line("profile", profile.model_dump(mode="json"))
    async with engines.postgres.connection() as connection:
        identities = await repository.list_identities(
            connection, workspace_id=workspace_id, members=person.members
        )
        merges = await repository.list_merges(connection, workspace_id=workspace_id, members=person.members)
        consents = await repository.list_consents(
            connection, workspace_id=workspace_id, members=person.members
        )
        refusals = await repository_erasure.list_refusals(
            connection,
            workspace_id=workspace_id,
            members=person.members,
            values=[identity.value for identity in identities],
        )
    lists = (("identity", identities), ("merge", merges), ("refusal", refusals), ("consent", consents))
    for kind, rows in lists:
        for row in rows:
            values = msgspec.structs.asdict(row)
            yield _line(kind, {"type" if name == "kind" else name: value for name, value in values.items()})
    async for write in _stream_writes(engines, workspace_id, person):
        yield write
    for mark in await queries_marks.list_mark_writes(
        engines.clickhouse, workspace_id=workspace_id, members=person.members
    ):
        yield _line("mark", {"type" if name == "kind" else name: value for name, value in mark.items()})
    events = queries.stream_events(engines.clickhouse, workspace_id=workspace_id, members=person.members)
    async for event in events:
        yield _line("event", event)
    for kind, stream in _parts.items():
        async for told in stream(engines, workspace_id, person):
            yield _line(kind, told)


async def _stream_writes(engines: Engines, workspace_id: int, person: Person) -> AsyncIterator[bytes]:
    before: int | None = None
    while True:
        rows = await queries.list_history(
            engines.clickhouse,
            workspace_id=workspace_id,
            members=person.members,
            property_name=None,
            before=before,
            limit=_HISTORY_PAGE,
        )
        for row in rows:
            yield _line("property_write", msgspec.structs.asdict(row))
        if len(rows) < _HISTORY_PAGE:
            return
        before = rows[-1].k


def _line(kind: str, values: Mapping[str, Any]) -> bytes:
    return (
        msgspec.json.encode({"kind": kind, **{name: _plain(name, value) for name, value in values.items()}})
        + b"\n"
    )


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - any column's value
    """Ids beyond 2^53 are text, moments RFC 3339, JSON texts JSON again."""
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 1 << 53:
        return str(value)
    if name in _PLAIN and isinstance(value, str):
        return msgspec.json.decode(value) if value else None
    return value
