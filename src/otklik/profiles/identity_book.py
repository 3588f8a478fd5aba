"""The book that a batch of calls is decided by: what is known, under an overlay of what is decided so far."""

from collections.abc import Mapping, MutableMapping

import msgspec

from otklik.profiles.contracts import USER_ID, IdentityCall, Operation, PropertyWrite, Refusal
from otklik.profiles.identity import (
    ANONYMOUS,
    USER,
    Cluster,
    HomeKey,
    Key,
    Known,
    Merge,
    NewIdentity,
    Pair,
    RefusalNote,
    choose_survivor,
    join_clusters,
    pair_of,
)


class Plan:
    """What a batch of calls decided and has to be saved."""

    __slots__ = ("homes", "identities", "merges", "owners", "refusals", "touched", "writes")

    def __init__(self) -> None:
        self.homes: dict[HomeKey, int] = {}  # home -> created, ms
        self.identities: dict[Key, NewIdentity] = {}
        self.owners: dict[HomeKey, str] = {}  # home -> user id
        self.merges: list[Merge] = []
        self.refusals: list[RefusalNote] = []
        self.touched: dict[HomeKey, int] = {}  # root -> version the decision stands on
        self.writes: list[PropertyWrite] = []  # $user_id of whoever got one

    def __bool__(self) -> bool:
        return bool(self.homes or self.identities or self.owners or self.merges or self.refusals)


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

    def find_cluster(self, workspace_id: int, root: int, ts_ms: int) -> Cluster:
        """The cluster of `root`; what is not saved is a nameless one of its own."""
        owner = self.find_owner(workspace_id, root)
        return self._clusters.get((workspace_id, root)) or Cluster(root, owner, ts_ms)

    def is_undone(self, workspace_id: int, one: int, other: int) -> bool:
        """Whether a member undid a merge that these two homes had brought."""
        return pair_of(workspace_id, one, other) in self._undone

    def save(self, key: Key, identity: Known, ts_ms: int) -> None:
        """Give an identity its row, and its home one if it has none."""
        workspace_id, home = key[0], (key[0], identity.home)
        self.plan.identities[key] = NewIdentity(key, identity.home, ts_ms)
        self.new_known[key] = msgspec.structs.replace(identity, is_saved=True)
        root = self.find_root(workspace_id, identity.home)
        cluster = self.find_cluster(workspace_id, root, ts_ms)
        homes = cluster.homes
        if home not in self._roots and home not in self.new_roots:
            self.plan.homes[home] = ts_ms
            self.new_roots[home] = identity.home
            homes += 1
        self._clusters[workspace_id, root] = msgspec.structs.replace(
            cluster, homes=homes, identities=cluster.identities + 1
        )

    def attach(self, call: IdentityCall, home: int) -> None:
        """Give a cluster without a user id this one, at `home`."""
        key = (call.workspace_id, USER, call.user_id or "")
        self.save(key, Known(home), call.ts_ms)
        self.own(call, home, self.find_root(call.workspace_id, home))

    def own(self, call: IdentityCall, home: int, root: int) -> None:
        """Note that the cluster of `root` has the call's user id, because of `home`."""
        user_id, key = call.user_id or "", (call.workspace_id, root)
        self.plan.owners[call.workspace_id, home] = user_id
        self.plan.writes.append(
            PropertyWrite(
                workspace_id=call.workspace_id,
                person=home,
                op=Operation.SET.value,
                property=USER_ID,
                value=user_id,
                ts_ms=call.ts_ms,
                position=call.position,
                sub=0,
                source="identity",
                author="",
                message_id="",
            )
        )
        self.new_owners[key] = user_id
        cluster = self.find_cluster(call.workspace_id, root, call.ts_ms)
        self._clusters[key] = msgspec.structs.replace(cluster, user_id=user_id)
        self._touch(call.workspace_id, cluster)

    def _touch(self, workspace_id: int, cluster: Cluster) -> None:
        if cluster.version:
            self.plan.touched.setdefault((workspace_id, cluster.root), cluster.version)

    def merge(self, call: IdentityCall, device_home: int, account_home: int, reason: str) -> int:
        """Join two clusters; returns the root that gave way."""
        workspace_id = call.workspace_id
        clusters = [
            self.find_cluster(workspace_id, self.find_root(workspace_id, home), call.ts_ms)
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

    def refuse(self, call: IdentityCall, reason: Refusal) -> str:
        """Note for the journal what of a call was not done; returns the reason as it is stored."""
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
