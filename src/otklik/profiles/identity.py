"""Who is who: pure decisions over what is known, one call after another in log order (product.md 1.10).

A *home* is the profile that an identity brought; a *cluster* is a set of homes joined by merges, its *root*
the survivor. The rules:

- a device and an account named together are one person: the account attaches to the device's home if it is
  new, else the two clusters merge;
- a cluster holds one user id: one device with two users is a switch (events go to the account they name),
  never a merge; an alias of two users is refused;
- a merge that a member undid is not made again by the same two homes;
- a cluster holds at most MAX_IDENTITIES identities and MAX_MERGES merges.

Every refusal is journalled, and the event is kept.
"""

from collections.abc import Mapping, MutableMapping
from typing import Final, TypeAlias

import msgspec

from otklik.profiles.contracts import Drop, IdentityCall, IdentityKind, Refusal, Resolution

MAX_IDENTITIES: Final = 1_000
MAX_MERGES: Final = 100

ANONYMOUS: Final = IdentityKind.ANONYMOUS_ID.value
USER: Final = IdentityKind.USER_ID.value

Key: TypeAlias = tuple[int, str, str]  # workspace, kind, value
HomeKey: TypeAlias = tuple[int, int]  # workspace, profile id
Pair: TypeAlias = tuple[int, int, int]  # workspace, smaller home, greater home


class Known(msgspec.Struct, frozen=True):
    """An identity: its home, whether it is saved, and what erasure and the illegal ids say of it."""

    home: int
    is_saved: bool = False
    is_blocked: bool = False
    is_illegal: bool = False
    not_before_ms: int = 0


ILLEGAL: Final = Known(0, is_illegal=True)


class Cluster(msgspec.Struct, frozen=True):
    """A cluster as far as decisions need it; `version` 0: nothing of it is saved yet."""

    root: int
    user_id: str | None
    created_ms: int
    homes: int = 0
    identities: int = 0
    version: int = 0


class NewIdentity(msgspec.Struct, frozen=True):
    """An identity to save."""

    key: Key
    home: int
    created_ms: int


class Merge(msgspec.Struct, frozen=True):
    """Two clusters become one: `src` gives way to `dst`, because of these two homes."""

    workspace_id: int
    src: int
    dst: int
    src_home: int
    dst_home: int
    reason: str
    position: int
    ts_ms: int


class RefusalNote(msgspec.Struct, frozen=True):
    """A line for the journal of refusals; `values` are the identities concerned, by kind."""

    workspace_id: int
    reason: str
    values: tuple[tuple[str, str], ...]
    position: int
    ts_ms: int


class Plan:
    """What a batch of calls decided and has to be saved."""

    __slots__ = ("homes", "identities", "merges", "owners", "refusals", "touched")

    def __init__(self) -> None:
        self.homes: dict[HomeKey, int] = {}  # home -> created, ms
        self.identities: dict[Key, NewIdentity] = {}
        self.owners: dict[HomeKey, str] = {}  # home -> user id
        self.merges: list[Merge] = []
        self.refusals: list[RefusalNote] = []
        self.touched: dict[HomeKey, int] = {}  # root -> version the decision stands on

    def __bool__(self) -> bool:
        return bool(self.homes or self.identities or self.owners or self.merges or self.refusals)


def pair_of(workspace_id: int, one: int, other: int) -> Pair:
    """Two homes without an order."""
    return (workspace_id, min(one, other), max(one, other))


def choose_survivor(one: Cluster, other: Cluster) -> tuple[Cluster, Cluster]:
    """(survivor, the one that gives way): has a user id, then the older, then the smaller id."""
    pair = sorted(
        (one, other), key=lambda cluster: (cluster.user_id is None, cluster.created_ms, cluster.root)
    )
    return pair[0], pair[1]


class Book:
    """What is known, under an overlay of what this batch decides; `plan` is what has to be saved."""

    def __init__(
        self,
        *,
        known: Mapping[Key, Known],
        roots: Mapping[HomeKey, int],
        owners: Mapping[HomeKey, str],
        clusters: MutableMapping[HomeKey, Cluster],
        undone: frozenset[Pair] = frozenset(),
    ) -> None:
        self._known = known
        self._roots = roots
        self._owners = owners
        self._clusters = clusters
        self._undone = undone
        self.new_known: dict[Key, Known] = {}
        self.new_roots: dict[HomeKey, int] = {}
        self.new_owners: dict[HomeKey, str] = {}
        self.plan = Plan()

    def find_root(self, workspace_id: int, home: int) -> int:
        """The survivor of `home`'s merges, those of this batch included."""
        root = self._roots.get((workspace_id, home), home)
        while (above := self.new_roots.get((workspace_id, root), root)) != root:
            root = above
        return root

    def find_known(self, key: Key) -> Known:
        """The identity `key`; every key of a batch was loaded before."""
        return self.new_known.get(key) or self._known[key]

    def find_owner(self, workspace_id: int, root: int) -> str | None:
        """The user id of the cluster of `root`."""
        return self.new_owners.get((workspace_id, root)) or self._owners.get((workspace_id, root))

    def decide(self, call: IdentityCall) -> Resolution:
        """Whose event this is; notes in `plan` what has to be saved."""
        workspace_id, refusal = call.workspace_id, None
        if call.anonymous_id and not (call.user_id or call.previous_id or call.is_kept):
            visitor = self.find_known((workspace_id, ANONYMOUS, call.anonymous_id))
            if not (visitor.is_illegal or _is_erased(visitor, call)):  # nearly every event
                return Resolution(visitor.home, self.find_root(workspace_id, visitor.home))
        device = self.find_known((workspace_id, ANONYMOUS, call.anonymous_id)) if call.anonymous_id else None
        account = self.find_known((workspace_id, USER, call.user_id)) if call.user_id else None
        if account is not None and not call.is_proved:
            account, refusal = None, self._refuse(call, Refusal.UNPROVED_USER)
        if (device is not None and device.is_illegal) or (account is not None and account.is_illegal):
            refusal = self._refuse(call, Refusal.ILLEGAL_ID)
            device = None if device is None or device.is_illegal else device
            account = None if account is None or account.is_illegal else account
        if _is_erased(device, call) or _is_erased(account, call):
            return Resolution(0, 0, drop=Drop.ERASED.value)
        if device is None and account is None:
            return Resolution(0, 0, drop=refusal or Drop.ILLEGAL_ID.value)
        return self._settle(call, device, account, refusal)

    def _settle(
        self, call: IdentityCall, device: Known | None, account: Known | None, refusal: str | None
    ) -> Resolution:
        merged: tuple[int, ...] = ()
        if call.previous_id and account is not None:
            former, note = self._find_former(call, account)
            refusal = note or refusal
            if former is not None and former.not_before_ms <= call.ts_ms:
                _, note, merged = self._link(call, call.previous_id, former, "alias")
                refusal = note or refusal
        if device is not None and account is not None and call.anonymous_id:
            device = self.find_known((call.workspace_id, ANONYMOUS, call.anonymous_id))
            person, note, more = self._link(call, call.anonymous_id, device, "identify")
            return self._resolution(call, person, note or refusal, merged + more)
        person = self._save_account(call) if device is None else self._keep_device(call, device)
        return self._resolution(call, person, refusal, merged)

    def _resolution(
        self, call: IdentityCall, person: int, refusal: str | None, merged: tuple[int, ...]
    ) -> Resolution:
        return Resolution(person, self.find_root(call.workspace_id, person), None, refusal, merged)

    def _keep_device(self, call: IdentityCall, device: Known) -> int:
        if call.is_kept and not device.is_saved:
            self._save((call.workspace_id, ANONYMOUS, call.anonymous_id or ""), device, call.ts_ms)
        return device.home

    def _save_account(self, call: IdentityCall) -> int:
        key = (call.workspace_id, USER, call.user_id or "")
        account = self.find_known(key)
        if not account.is_saved:
            self._save(key, account, call.ts_ms)
            self._own(call, account.home, account.home)
        return account.home

    def _find_former(self, call: IdentityCall, account: Known) -> tuple[Known | None, str | None]:
        """The device that an alias speaks of: a known user of that value is himself, never a device."""
        workspace_id, value = call.workspace_id, call.previous_id or ""
        other = self.find_known((workspace_id, USER, value))
        if value == call.user_id or (other.is_saved and other.home == account.home):
            return None, None
        if other.is_saved:
            return None, self._refuse(call, Refusal.TWO_USERS)
        former = self.find_known((workspace_id, ANONYMOUS, value))
        return (None, self._refuse(call, Refusal.ILLEGAL_ID)) if former.is_illegal else (former, None)

    def _link(
        self, call: IdentityCall, device_id: str, device: Known, reason: str
    ) -> tuple[int, str | None, tuple[int, ...]]:
        """(home of the event, refusal, roots that gave way) of a device and an account named together."""
        workspace_id = call.workspace_id
        account = self.find_known((workspace_id, USER, call.user_id or ""))
        root, other = self.find_root(workspace_id, device.home), self.find_root(workspace_id, account.home)
        if account.is_saved and root == other:
            return device.home, None, ()
        refusal = self._find_refusal(call, device, account)
        if refusal is not None:
            return self._save_account(call), self._refuse(call, refusal), ()
        key = (workspace_id, ANONYMOUS, device_id)
        if not device.is_saved:
            self._save(key, device, call.ts_ms)
        if not account.is_saved:
            self._attach(call, device.home)
            return device.home, None, ()
        loser = self._merge(call, device.home, account.home, reason)
        return device.home, None, (loser,)

    def _find_refusal(self, call: IdentityCall, device: Known, account: Known) -> Refusal | None:
        workspace_id = call.workspace_id
        root = self.find_root(workspace_id, device.home)
        if self.find_owner(workspace_id, root) not in {None, call.user_id}:
            return Refusal.OTHER_USER
        here = self._cluster(workspace_id, root, call.ts_ms)
        if not account.is_saved:
            return Refusal.IDENTITY_CAP if here.identities >= MAX_IDENTITIES else None
        there = self._cluster(workspace_id, self.find_root(workspace_id, account.home), call.ts_ms)
        if pair_of(workspace_id, device.home, account.home) in self._undone:
            return Refusal.UNDONE
        if max(here.identities, 1) + there.identities > MAX_IDENTITIES:
            return Refusal.IDENTITY_CAP
        return Refusal.MERGE_CAP if max(here.homes, 1) + there.homes - 1 > MAX_MERGES else None

    def _cluster(self, workspace_id: int, root: int, ts_ms: int) -> Cluster:
        """The cluster of `root`; what is not saved is a nameless one of its own."""
        owner = self.find_owner(workspace_id, root)
        return self._clusters.get((workspace_id, root)) or Cluster(root, owner, ts_ms)

    def _save(self, key: Key, identity: Known, ts_ms: int) -> None:
        """Give an identity its row, and its home one if it has none."""
        workspace_id, home = key[0], (key[0], identity.home)
        self.plan.identities[key] = NewIdentity(key, identity.home, ts_ms)
        self.new_known[key] = msgspec.structs.replace(identity, is_saved=True)
        root = self.find_root(workspace_id, identity.home)
        cluster = self._cluster(workspace_id, root, ts_ms)
        homes = cluster.homes
        if home not in self._roots and home not in self.new_roots:
            self.plan.homes[home] = ts_ms
            self.new_roots[home] = identity.home
            homes += 1
        self._clusters[workspace_id, root] = msgspec.structs.replace(
            cluster, homes=homes, identities=cluster.identities + 1
        )

    def _attach(self, call: IdentityCall, home: int) -> None:
        """Give a cluster without a user id this one, at `home`."""
        key = (call.workspace_id, USER, call.user_id or "")
        self._save(key, Known(home), call.ts_ms)
        self._own(call, home, self.find_root(call.workspace_id, home))

    def _own(self, call: IdentityCall, home: int, root: int) -> None:
        user_id, key = call.user_id or "", (call.workspace_id, root)
        self.plan.owners[call.workspace_id, home] = user_id
        self.new_owners[key] = user_id
        cluster = self._cluster(call.workspace_id, root, call.ts_ms)
        self._clusters[key] = msgspec.structs.replace(cluster, user_id=user_id)
        self._touch(call.workspace_id, cluster)

    def _touch(self, workspace_id: int, cluster: Cluster) -> None:
        if cluster.version:
            self.plan.touched.setdefault((workspace_id, cluster.root), cluster.version)

    def _merge(self, call: IdentityCall, device_home: int, account_home: int, reason: str) -> int:
        """Join two clusters; returns the root that gave way."""
        workspace_id = call.workspace_id
        clusters = [
            self._cluster(workspace_id, self.find_root(workspace_id, home), call.ts_ms)
            for home in (device_home, account_home)
        ]
        for cluster in clusters:
            self._touch(workspace_id, cluster)
        winner, loser = choose_survivor(*clusters)
        homes = (device_home, account_home) if loser is clusters[0] else (account_home, device_home)
        self.new_roots[workspace_id, loser.root] = winner.root
        self._clusters[workspace_id, winner.root] = join_clusters(winner, loser)
        if loser.user_id and not winner.user_id:
            self.new_owners[workspace_id, winner.root] = loser.user_id
        self.plan.merges.append(
            Merge(workspace_id, loser.root, winner.root, *homes, reason, call.position, call.ts_ms)
        )
        return loser.root

    def _refuse(self, call: IdentityCall, reason: Refusal) -> str:
        given = (
            (ANONYMOUS, call.anonymous_id),
            (USER, call.user_id),
            ("previous_id", call.previous_id),
        )
        values = tuple((kind, value[:300]) for kind, value in given if value)
        self.plan.refusals.append(
            RefusalNote(call.workspace_id, reason.value, values, call.position, call.ts_ms)
        )
        return reason.value


def join_clusters(winner: Cluster, loser: Cluster) -> Cluster:
    """The cluster of both under the winner's root."""
    return Cluster(
        winner.root,
        winner.user_id or loser.user_id,
        min(winner.created_ms, loser.created_ms),
        winner.homes + loser.homes,
        winner.identities + loser.identities,
        winner.version,
    )


def _is_erased(identity: Known | None, call: IdentityCall) -> bool:
    return identity is not None and (identity.is_blocked or call.ts_ms < identity.not_before_ms)
