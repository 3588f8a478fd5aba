"""What events say of subscriptions and consents becomes marks of the person, in log order."""

from collections.abc import Iterator

from otklik.infra.postgres import Connection
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.consents import call_of
from otklik.intake.pipeline.event import Event
from otklik.intake.pipeline.identify import KEPT_EVENTS
from otklik.profiles.consents import CONSENT_EVENTS, read_consents
from otklik.profiles.contracts_marks import MarkKind, MarkWrite
from otklik.profiles.marks import write_marks
from otklik.profiles.subscriptions import SUBSCRIBED, SUBSCRIPTION_EVENTS, read_subscription


async def write_marks_of(connection: Connection, batch: Batch) -> None:
    """Write the words of a batch. The events are stored as they came; no others are derived from them."""
    writes = [write for event in batch.people() if event.name in KEPT_EVENTS for write in _words(event)]
    if writes:
        await write_marks(connection, writes=writes, sink=batch.sink)


def _words(event: Event) -> Iterator[MarkWrite]:
    if event.name in SUBSCRIPTION_EVENTS:
        key = read_subscription(event.properties)
        if key is not None:
            yield _word(event, MarkKind.SUBSCRIPTION, key, is_on=event.name == SUBSCRIBED)
    elif event.name in CONSENT_EVENTS:
        for note in read_consents(call_of(event)):
            yield _word(event, MarkKind.CONSENT, note.kind, is_on=note.is_given)


def _word(event: Event, kind: MarkKind, key: str, *, is_on: bool) -> MarkWrite:
    return MarkWrite(
        event.workspace_id, event.person, kind, key, is_on, event.ts_ms, event.pos, event.door, event.author
    )
