"""What other rooms give to profiles and get back: plain structs, no I/O.

Times are milliseconds since the epoch, ids are 63-bit integers. `position` is the place in the intake log
(log id << 24 | item << 12); `sub` orders the writes of one event.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol, TypeAlias

import msgspec

Json: TypeAlias = Any  # a JSON value, sanitised by kit.json_values before it comes here

USER_ID: Final = "$user_id"
"""Written when somebody gets a user id, never by hand: before, he had not registered."""
COMPUTED: Final = frozenset({"$score", "$stage", "$rfm", "$rfm_group", USER_ID})
"""Properties that follow from rules of the workspace or from who somebody is: nobody writes them by hand."""


class IdentityKind(StrEnum):
    """What can lead to one person."""

    ANONYMOUS_ID = "anonymous_id"
    USER_ID = "user_id"
    EMAIL = "email"
    PHONE = "phone"


class Operation(StrEnum):
    """What a write does to a property (product.md 1.6)."""

    SET = "set"
    SET_ONCE = "set_once"
    ADD = "add"
    APPEND = "append"
    UNION = "union"
    EXCLUDE = "exclude"
    DELETE = "delete"


class Drop(StrEnum):
    """Why an event is not kept."""

    ERASED = "erased"
    ILLEGAL_ID = "illegal_id"
    UNPROVED_USER = "unproved_user"


class Refusal(StrEnum):
    """Why identities were not joined, or an id was not believed; the event is kept all the same."""

    ILLEGAL_ID = "illegal_id"
    UNPROVED_USER = "unproved_user"
    OTHER_USER = "other_user"  # one device, two users: a switch, never a merge
    TWO_USERS = "two_users"  # alias or merge of two people who both have a user id
    UNDONE = "undone"  # a member undid this very merge
    IDENTITY_CAP = "identity_cap"
    MERGE_CAP = "merge_cap"
    ERASED_CONTACT = "erased_contact"  # an erased person's email or phone


class IdentityCall(msgspec.Struct, frozen=True):
    """Who an event says it is from.

    `is_proved`: this user id may be believed (a server's, an HMAC's, or the workspace requires no proof).
    `is_kept`: the event leaves something on the card (a property write), so a nameless device gets its rows.
    """

    workspace_id: int
    anonymous_id: str | None
    user_id: str | None
    previous_id: str | None
    ts_ms: int
    position: int
    is_proved: bool = True
    is_kept: bool = False


class Resolution(msgspec.Struct, frozen=True):
    """Whose an event is.

    `person`: home profile of the identity that brought it, its owner for ever; `root`: the survivor of his
    merges now; `drop`: do not store (Drop); `refusal`: stored, but something was refused (Refusal); `merged`:
    other roots that gave way because of this call.
    """

    person: int
    root: int
    drop: str | None = None
    refusal: str | None = None
    merged: tuple[int, ...] = ()


class PropertyWrite(msgspec.Struct, frozen=True):
    """One operation on one property of a home profile."""

    workspace_id: int
    person: int
    op: str
    property: str
    value: Json
    ts_ms: int
    position: int
    sub: int
    source: str
    author: str
    message_id: str


class PropertyChange(msgspec.Struct, frozen=True):
    """A real change of an effective value; None = unset; `is_first`: unset before; `version`: the root's."""

    workspace_id: int
    person: int
    root: int
    property: str
    old: Json
    new: Json
    is_first: bool
    ts_ms: int
    position: int
    source: str
    author: str
    version: int


class PropertyWriteRow(msgspec.Struct):
    """A row of ClickHouse's `property_writes`: the write as it was given, under its home profile.

    `value` is JSON text ('' = unset); `k` = ts_ms << 64 | position + sub, decimal.
    """

    workspace_id: int
    property: str
    person: int
    k: str
    ts: str  # milliseconds
    op: str
    value: str
    source: str
    author: str
    batch: int = 0


class PropertyNowRow(msgspec.Struct):
    """A row of ClickHouse's `property_now`: the effective value of a root as JSON text, '' = unset."""

    workspace_id: int
    property: str
    person: int
    version: int
    value: str
    batch: int = 0


class RedirectRow(msgspec.Struct):
    """A row of ClickHouse's `redirects`: events of `src` count for `dst`; dst = src takes a redirect back."""

    workspace_id: int
    src: int
    dst: int
    version: int
    batch: int = 0


class MarkRow(msgspec.Struct):
    """A row of ClickHouse's `mark_writes`: one word about a mark, under its home profile.

    `k` = ts_ms << 64 | position, decimal; `is_on` 1 or 0.
    """

    workspace_id: int
    kind: str
    key: str
    person: int
    k: str
    ts: str  # milliseconds
    is_on: int
    source: str
    author: str
    batch: int = 0


ProfileRow: TypeAlias = PropertyWriteRow | PropertyNowRow | RedirectRow | MarkRow


class RowSink(Protocol):
    """Takes the rows that the same transaction ships to ClickHouse."""

    def add(self, table: str, row: ProfileRow) -> None:
        """Take one row of `table`."""


class ListSink:
    """A sink that keeps the rows, by table."""

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: dict[str, list[ProfileRow]] = {}

    def add(self, table: str, row: ProfileRow) -> None:
        """Take one row of `table`."""
        self.rows.setdefault(table, []).append(row)

    def pour(self, sink: RowSink) -> None:
        """Give every row to `sink`."""
        for table, rows in self.rows.items():
            for row in rows:
                sink.add(table, row)


class SystemEvent(msgspec.Struct, frozen=True):
    """Something the system noted about a person ($property_changed, $merged, …), to be stored as an event.

    `is_quiet`: it follows from history and starts no reaction.
    """

    workspace_id: int
    person: int
    name: str
    ts_ms: int
    pos: int
    properties: dict[str, Json]
    is_quiet: bool = False


class Erased(msgspec.Struct, frozen=True):
    """Whom to erase: every home of a cluster, the identities that led there by kind, and since when."""

    workspace_id: int
    erasure_id: int
    root: int
    members: tuple[int, ...]
    identities: Mapping[str, tuple[str, ...]]
    at: datetime


EraserPart: TypeAlias = Callable[[Any, Erased], Awaitable[Mapping[str, int]]]
"""async (engines, erased) -> survivors counted per store; called again until all are zero."""

ShipRows: TypeAlias = Callable[
    [Any, Mapping[str, Sequence[ProfileRow]], Sequence[SystemEvent]], Awaitable[None]
]
"""async (connection, rows by table, events): puts rows of the API on their way, in the same transaction."""
