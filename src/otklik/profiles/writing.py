"""Applies the property writes of a batch to the cards, and says what really changed."""

from collections.abc import Mapping, Sequence
from typing import Final

from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.profiles import repository_cards as cards
from otklik.profiles import repository_identity as repository
from otklik.profiles.contracts import (
    Json,
    PropertyChange,
    PropertyNowRow,
    PropertyWrite,
    PropertyWriteRow,
    RowSink,
)
from otklik.profiles.identifiers import hash_identity
from otklik.profiles.identity import HomeKey, Key, RefusalNote
from otklik.profiles.locking import Roots, lock_people, roots_of
from otklik.profiles.merging import as_text
from otklik.profiles.properties import Effective, OwnWrite, Stamp, fold, is_covered, is_same, own_write, weave

_CONTACTS: Final = {"$email": "email", "$phone": "phone"}


class _Cluster:
    """A cluster while a batch is applied to it: its homes by id, and the root's card."""

    __slots__ = ("changed", "dirty", "homes", "properties", "root", "stamps", "version")

    def __init__(self, root: cards.HomeRow) -> None:
        self.root = root
        self.homes: dict[int, cards.HomeRow] = {}
        self.properties = dict(root.properties)
        self.stamps = dict(root.stamps)
        self.version = root.version + 1
        self.dirty: set[int] = set()
        self.changed: set[str] = set()

    def apply(self, write: PropertyWrite) -> tuple[bool, Json, Json]:
        """(whether the write is no duplicate, effective value before, and after)."""
        home, own = self.homes[write.person], own_write(write)
        before = self.properties.get(write.property)
        known = home.writes.get(write.property, ())
        woven = weave(known, own)
        if woven is None:
            return is_covered(known, own), before, before
        home.writes[write.property] = woven
        self.dirty.add(home.id)
        self._refold(write.property)
        return True, before, self.properties.get(write.property)

    def _refold(self, name: str) -> None:
        effective = self._fold(name)
        if effective is None:
            if self.properties.pop(name, None) is not None:
                self.changed.add(name)
            self.stamps.pop(name, None)
            return
        if name not in self.properties or not is_same(self.properties[name], effective.value):
            self.changed.add(name)
        self.properties[name] = effective.value
        self.stamps[name] = effective.stamp

    def _fold(self, name: str) -> Effective | None:
        lists: list[list[OwnWrite]] = [
            home.writes[name] for home in self.homes.values() if name in home.writes
        ]
        return fold(lists)

    def changes(self) -> list[cards.HomeChange]:
        """What to store."""
        root = self.root
        stored = {
            home_id: cards.HomeChange(
                root.workspace_id,
                home_id,
                root.id,
                self.homes[home_id].version,
                writes=self.homes[home_id].writes,
            )
            for home_id in self.dirty
        }
        at_root = stored.setdefault(
            root.id, cards.HomeChange(root.workspace_id, root.id, root.id, self.version)
        )
        at_root.version, at_root.properties, at_root.stamps = self.version, self.properties, self.stamps
        return list(stored.values())


async def apply_writes(
    connection: Connection, *, writes: Sequence[PropertyWrite], sink: RowSink, secrets: Secrets
) -> list[PropertyChange]:
    """Apply `writes` in their order; the real changes of effective values, in the same order.

    Works in the caller's transaction with the roots locked. Rows of `property_writes` (each write that is no
    duplicate) and of `property_now` (each effective value that changed) go to `sink`.
    """
    writes = await _without_erased_contacts(connection, writes, secrets)
    if not writes:
        return []
    clusters = await _open_clusters(connection, writes)
    changes: list[PropertyChange] = []
    touched: dict[HomeKey, _Cluster] = {}
    for write in writes:
        cluster = clusters[write.workspace_id, write.person]
        is_new, old, new = cluster.apply(write)
        if not is_new:
            continue
        sink.add("property_writes", _write_row(write))
        if cluster.dirty:
            touched[cluster.root.key] = cluster
        if not is_same(old, new):
            changes.append(_change(write, cluster, old, new))
    if touched:
        await cards.update_homes(
            connection, [row for cluster in touched.values() for row in cluster.changes()]
        )
    for cluster in touched.values():
        _ship_present(cluster, sink)
    return changes


async def _open_clusters(connection: Connection, writes: Sequence[PropertyWrite]) -> dict[HomeKey, _Cluster]:
    """Lock and read the cluster of every home that `writes` name; homes without a row get one."""

    async def read(roots: Roots, _: Mapping[HomeKey, int]) -> dict[HomeKey, _Cluster] | None:
        clusters = _gather(await cards.read_homes(connection, roots_of(roots)))
        return clusters if clusters.keys() >= roots.keys() else None

    return await lock_people(connection, writes, read)


def _gather(homes: Sequence[cards.HomeRow]) -> dict[HomeKey, _Cluster]:
    clusters = {home.key: _Cluster(home) for home in homes if home.id == home.root_id}
    found: dict[HomeKey, _Cluster] = {}
    for home in homes:
        cluster = clusters.get((home.workspace_id, home.root_id))
        if cluster is not None:
            cluster.homes[home.id] = home
            found[home.key] = cluster
    return found


async def _without_erased_contacts(
    connection: Connection, writes: Sequence[PropertyWrite], secrets: Secrets
) -> Sequence[PropertyWrite]:
    """Leave out writes that would bring an erased person's address back; they are journalled as refused."""
    named = {contact: write for write in writes if write.value and (contact := _contact_of(write))}
    if not named:
        return writes
    hashed = {
        (workspace_id, kind, hash_identity(secrets, workspace_id, kind, text)): (workspace_id, kind, text)
        for workspace_id, kind, text in named
    }
    found = await repository.find_suppressions(connection, list(hashed))
    if not found:
        return writes
    refused = {hashed[key] for key in found}
    await repository.insert_refusals(connection, [_refusal(named[hashed[key]]) for key in found])
    return [write for write in writes if _contact_of(write) not in refused]


def _contact_of(write: PropertyWrite) -> Key | None:
    """(workspace, kind, address in its one form) when the write gives an address."""
    kind = _CONTACTS.get(write.property)
    if kind is None or not isinstance(write.value, str):
        return None
    return (write.workspace_id, kind, contact_key(kind, write.value))


def contact_key(kind: str, value: str) -> str:
    """One form of an address for comparing: lower case, digits of a phone."""
    return "".join(filter(str.isdigit, value)) if kind == "phone" else value.strip().lower()


def _refusal(write: PropertyWrite) -> RefusalNote:
    values = (("person", str(write.person)), ("property", write.property))
    return RefusalNote(write.workspace_id, "erased_contact", values, write.position, write.ts_ms)


def _write_row(write: PropertyWrite) -> PropertyWriteRow:
    own = own_write(write)
    return PropertyWriteRow(
        write.workspace_id,
        write.property,
        write.person,
        str((write.ts_ms << 64) | (write.position + write.sub)),
        str(write.ts_ms),
        own.op,
        as_text(own.value),
        write.source,
        write.author,
    )


def _change(write: PropertyWrite, cluster: _Cluster, old: Json, new: Json) -> PropertyChange:
    stamp: Stamp | None = cluster.stamps.get(write.property)
    return PropertyChange(
        write.workspace_id,
        write.person,
        cluster.root.id,
        write.property,
        old,
        new,
        old is None,
        stamp.ts_ms if stamp else write.ts_ms,
        write.position,
        write.source,
        write.author,
        cluster.version,
    )


def _ship_present(cluster: _Cluster, sink: RowSink) -> None:
    """Rows of the values that differ from what was stored before this batch."""
    for name in sorted(cluster.changed):
        before, after = cluster.root.properties.get(name), cluster.properties.get(name)
        if not is_same(before, after):
            row = PropertyNowRow(
                cluster.root.workspace_id, name, cluster.root.id, cluster.version, as_text(after)
            )
            sink.add("property_now", row)


__all__ = ["apply_writes", "contact_key"]
