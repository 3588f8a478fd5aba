"""Joins the cards of clusters that become one, in few queries for a whole batch."""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from otklik.infra.postgres import Connection
from otklik.profiles import repository_cards as cards
from otklik.profiles.contracts import Json, ProfileRow, PropertyNowRow, RedirectRow
from otklik.profiles.identity import HomeKey, Merge
from otklik.profiles.properties import Card, fold_card, is_same
from otklik.profiles.repository_identity import MergeRow, insert_merges

Rows: TypeAlias = list[tuple[str, ProfileRow]]
_ENCODE = msgspec.json.Encoder().encode


class MergeOrder(msgspec.Struct, frozen=True):
    """A merge to carry out, and the member who asked for it ("" = the pipeline)."""

    merge: Merge
    actor: str


def as_text(value: Json) -> str:
    """A value as ClickHouse keeps it: JSON text, '' for unset."""
    return "" if value is None else _ENCODE(value).decode()


async def join_cards(connection: Connection, orders: Sequence[MergeOrder]) -> tuple[dict[HomeKey, int], Rows]:
    """Carry out `orders` (roots locked by the caller) and journal them.

    Returns the new root of every home that moved, and the rows for ClickHouse.
    """
    merges = [order.merge for order in orders]
    roots = {(merge.workspace_id, root) for merge in merges for root in (merge.src, merge.dst)}
    homes = {home.key: home for home in await cards.read_homes(connection, roots)}
    groups: dict[HomeKey, list[HomeKey]] = {root: [] for root in roots}
    for home in homes.values():
        groups[home.workspace_id, home.root_id].append(home.key)
    journal = [_journal(order, groups) for order in orders]
    changes: list[cards.HomeChange] = []
    rows: Rows = []
    for root, members in groups.items():
        if members:
            _regroup(root[1], [homes[key] for key in sorted(members)], changes, rows)
    await cards.update_homes(connection, changes)
    await insert_merges(connection, journal)
    moved = {(change.workspace_id, change.id): change.root_id for change in changes}
    return moved, rows


def _journal(order: MergeOrder, groups: dict[HomeKey, list[HomeKey]]) -> MergeRow:
    """The journal's line; `groups` follow the merge."""
    merge = order.merge
    members = groups[merge.workspace_id, merge.src]
    groups[merge.workspace_id, merge.dst].extend(members)
    groups[merge.workspace_id, merge.src] = []
    return MergeRow(
        merge.workspace_id,
        merge.src,
        merge.dst,
        merge.src_home,
        merge.dst_home,
        sorted(key[1] for key in members),
        merge.reason,
        merge.position,
        order.actor,
        merge.ts_ms,
    )


def _regroup(
    root: int, members: Sequence[cards.HomeRow], changes: list[cards.HomeChange], rows: Rows
) -> None:
    """Make `members` one cluster under `root`: card, versions, redirects, values that changed.

    Versions only grow, also over an undo: the greatest of all who take part, plus one.
    """
    version = max(home.version for home in members) + 1
    card = fold_card([home.writes for home in members])
    for home in members:
        changes.append(_change(home, root, version, card))
        rows.extend(("property_now", row) for row in _now_rows(home, root, version, card))
        if home.root_id != root:
            rows.append(("redirects", RedirectRow(home.workspace_id, home.id, root, version)))


def regroup_cards(root: int, members: Sequence[cards.HomeRow]) -> tuple[list[cards.HomeChange], Rows]:
    """What to store and ship when `members` become one cluster under `root`."""
    changes: list[cards.HomeChange] = []
    rows: Rows = []
    _regroup(root, members, changes, rows)
    return changes, rows


def _change(home: cards.HomeRow, root: int, version: int, card: Card) -> cards.HomeChange:
    if home.id == root:
        return cards.HomeChange(
            home.workspace_id, home.id, root, version, properties=card.properties, stamps=card.stamps
        )
    return cards.HomeChange(home.workspace_id, home.id, root, version, properties={}, stamps={})


def _now_rows(home: cards.HomeRow, root: int, version: int, card: Card) -> list[PropertyNowRow]:
    """The effective values that this home shows otherwise than before: on a member, none any more."""
    after = card.properties if home.id == root else {}
    names = [*after, *(name for name in home.properties if name not in after)]
    return [
        PropertyNowRow(home.workspace_id, name, home.id, version, as_text(after.get(name)))
        for name in names
        if not is_same(home.properties.get(name), after.get(name))
    ]
