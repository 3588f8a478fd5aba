"""Marks that a member or an API token puts on people: read at once, told by events where that is due."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from otklik.infra.postgres import Connection
from otklik.kit.clock import now_ms
from otklik.profiles import outbox, repository, repository_lists
from otklik.profiles.contracts import Json, ListSink, SystemEvent
from otklik.profiles.contracts_marks import MarkChange, MarkKind, MarkWrite, split_subscription
from otklik.profiles.editing import API_SOURCE
from otklik.profiles.marks import write_marks
from otklik.profiles.subscriptions import SUBSCRIBED, UNSUBSCRIBED

MAX_PEOPLE: Final = 10_000
LIST_JOINED: Final = "$list_joined"
LIST_LEFT: Final = "$list_left"


async def change_marks(  # noqa: PLR0913 - whose mark, which word, and who says it
    connection: Connection,
    *,
    workspace_id: int,
    people: Sequence[int],
    kind: MarkKind,
    key: str,
    is_on: bool,
    author: str,
    source: str = API_SOURCE,
    about: Mapping[str, Json] | None = None,
) -> list[MarkChange]:
    """Put a mark on people (any homes of theirs, who exist; 10 000 at most) or take it off; who changed.

    In the caller's transaction. What holds already is not said again. Lists and subscriptions tell each real
    change by one event, which says `about`, too; tags tell none: they are the team's own notes, and
    conditions ask for them. Raises StaleDecisionError (see `in_transaction`).
    """
    position, moment_ms = await repository.next_position(connection), now_ms()
    writes = [
        MarkWrite(workspace_id, person, kind, key, is_on, moment_ms, position + index, source, author)
        for index, person in enumerate(people)
    ]
    sink = ListSink()
    changes = await write_marks(connection, writes=writes, sink=sink, is_terse=True)
    await outbox.ship(connection, sink, await _tell(connection, changes, about or {}))
    return changes


async def unmark_homes(
    connection: Connection, *, workspace_id: int, homes: Sequence[int], kind: MarkKind, key: str, author: str
) -> None:
    """Say of each of these homes that it does not carry the mark, and tell nobody."""
    position, moment_ms = await repository.next_position(connection), now_ms()
    sink = ListSink()
    writes = [
        MarkWrite(workspace_id, home, kind, key, False, moment_ms, position + index, API_SOURCE, author)
        for index, home in enumerate(homes)
    ]
    await write_marks(connection, writes=writes, sink=sink)
    await outbox.ship(connection, sink, ())


async def _tell(
    connection: Connection, changes: Sequence[MarkChange], more: Mapping[str, Json]
) -> list[SystemEvent]:
    if not changes or changes[0].write.kind not in {MarkKind.LIST, MarkKind.SUBSCRIPTION}:
        return []
    first = changes[0].write
    if first.kind is MarkKind.SUBSCRIPTION:
        channel, topic = split_subscription(first.key)
        about: dict[str, Json] = {"channel": channel, **({"topic": topic} if topic else {})}
        name = SUBSCRIBED if first.is_on else UNSUBSCRIBED
    else:
        found = await repository_lists.find_list(
            connection, workspace_id=first.workspace_id, list_id=int(first.key)
        )
        about = {"list_id": first.key, "list": found.name if found else ""}
        name = LIST_JOINED if first.is_on else LIST_LEFT
    return list(_events(changes, name, {**more, **about}))


def _events(changes: Iterable[MarkChange], name: str, about: dict[str, Json]) -> Iterable[SystemEvent]:
    for change in changes:
        write = change.write
        properties = {**about, "source": write.source, "author": write.author}
        yield SystemEvent(write.workspace_id, write.person, name, write.ts_ms, write.position + 2, properties)
