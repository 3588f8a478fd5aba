"""What identities are made of: homes, clusters, and what a decision about them is written down as.

A *home* is the profile that an identity brought; a *cluster* is a set of homes joined by merges, its *root*
the survivor. The rules that decide over them are in `identity_rules`, what a batch has decided so far is kept
in `identity_book`.
"""

from typing import Final, TypeAlias

import msgspec

from otklik.profiles.contracts import IdentityKind

# Of one cluster.
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


def pair_of(workspace_id: int, one: int, other: int) -> Pair:
    """Two homes without an order."""
    return (workspace_id, min(one, other), max(one, other))


def choose_survivor(one: Cluster, other: Cluster) -> tuple[Cluster, Cluster]:
    """(survivor, the one that gives way): has a user id, then the older, then the smaller id."""
    pair = sorted(
        (one, other), key=lambda cluster: (cluster.user_id is None, cluster.created_ms, cluster.root)
    )
    return pair[0], pair[1]


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
