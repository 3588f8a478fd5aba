"""What the event store gives to other rooms: plain structs, no I/O."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

import msgspec

NOT_HIS: Final = frozenset(
    {
        "$message_sent",
        "$message_delivered",
        "$message_bounced",
        "$message_failed",
        "$message_skipped",
        "$email_changed",
        "$phone_changed",
        "$name_changed",
        "$property_changed",
        "$merged",
        "$unmerged",
        "$segment_entered",
        "$segment_left",
        "$list_joined",
        "$list_left",
        "$score_reached",
        "$goal_reached",
        "$experiment_assigned",
        "$order_status_changed",
        "$conversation_closed",
        "$conversation_reopened",
        "$task_created",
        "$task_done",
        "$promo_code_issued",
    }
)
"""What was done to a person, or noted of him, and does not say that he was there.

`$last_seen`, visitors of a day and the condition "whatever he did" leave it out.
"""


class WorkspaceSummary(msgspec.Struct, frozen=True):
    """What a batch brought to one workspace: stored events (bots apart) and whose they are.

    `items` are the accepted items among its rows (no derived events; bots' too). `persons` are the home
    profiles of new events and property writes and the roots they led to; `merged` are roots that gave way.
    Each id stands once.
    """

    events: int
    persons: tuple[int, ...]
    merged: tuple[int, ...] = ()
    items: int = 0


class BatchSummary(msgspec.Struct, frozen=True):
    """What followers of the event store learn of a shipped batch.

    `batch` = lane << 48 | sequence; `received_ms` is the arrival of its oldest event (0: made by the API).
    """

    batch: int
    workspaces: dict[int, WorkspaceSummary]
    received_ms: int = 0


Reactor: TypeAlias = Callable[[Sequence[BatchSummary]], Awaitable[None]]
"""Called after batches have been shipped, in order; at least once each, so it must be idempotent."""
