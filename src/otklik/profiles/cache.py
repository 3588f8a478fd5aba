"""What the pipeline remembers of identities between batches: bounded, dropped when an epoch changes."""

from typing import Final

import msgspec

from otklik.profiles.identity import HomeKey, Key, Known, RefusalNote

MAX_NOTED: Final = 10_000


class Marks(msgspec.Struct, frozen=True):
    """What is asked of a workspace at each batch; a new `epoch` means: forget what you know of identities."""

    epoch: int
    has_suppressions: bool
    has_undone: bool


class Generation:
    """One half of the cache: the identities used of late, or those used before them."""

    __slots__ = ("known", "owners", "roots")

    def __init__(self) -> None:
        self.known: dict[Key, Known] = {}
        self.roots: dict[HomeKey, int] = {}  # only homes that have a row
        self.owners: dict[HomeKey, str] = {}  # root -> user id


class IdentityCache:
    """Least recently used identities leave in halves; the owner clears it when its transaction fails."""

    def __init__(self, max_identities: int = 100_000) -> None:
        self._half = max(1, max_identities // 2)
        self.marks: dict[int, Marks] = {}
        self.clear()

    def clear(self) -> None:
        """Forget everything that was not read from the database just now."""
        self.young, self._old = Generation(), Generation()
        self.noted: set[tuple[int, str, tuple[tuple[str, str], ...]]] = set()

    def begin(self, marks: dict[int, Marks]) -> None:
        """Start a batch: drop everything if an epoch moved, make room if the young half is full."""
        if any(
            workspace_id in self.marks and self.marks[workspace_id] != seen
            for workspace_id, seen in marks.items()
        ):
            self.clear()
        self.marks.update(marks)
        if len(self.young.known) >= self._half:
            self.young, self._old = Generation(), self.young
        if len(self.noted) > MAX_NOTED:
            self.noted.clear()

    def has(self, key: Key) -> bool:
        """Whether `key` is known; if so it is young again."""
        if key in self.young.known:
            return True
        found = self._old.known.get(key)
        if found is None:
            return False
        self.young.known[key] = found
        home = (key[0], found.home)
        if home in self._old.roots and home not in self.young.roots:
            self._take_home(key[0], home)
        return True

    def _take_home(self, workspace_id: int, home: HomeKey) -> None:
        root = (workspace_id, self._old.roots[home])
        self.young.roots[home] = root[1]
        if root in self._old.owners:
            self.young.owners.setdefault(root, self._old.owners[root])

    def learn_known(self, key: Key, known: Known) -> None:
        """Remember an identity."""
        self.young.known[key] = known

    def learn_home(self, home: HomeKey, root: int, owner: str | None) -> None:
        """Remember that `home` has a row, its root, and the user id of the cluster."""
        self.young.roots[home] = root
        self._old.roots.pop(home, None)
        if owner is not None:
            self.young.owners[home[0], root] = owner

    def is_new(self, note: RefusalNote) -> bool:
        """Whether this refusal was not journalled lately; remembers it."""
        key = (note.workspace_id, note.reason, note.values)
        if key in self.noted:
            return False
        self.noted.add(key)
        return True
