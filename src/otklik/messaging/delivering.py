"""Brings ready sends away: claims, the wire, results, leases that ran out (docs/adr/0013)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import structlog

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import AppError
from otklik.messaging import matching, rendering, telling
from otklik.messaging import repository_delivering as delivering
from otklik.messaging.channels.contracts import Delivery, Gated, Inner, Outcome, Result, Wire
from otklik.messaging.contracts import MessageKind, Send, SendState, Wait
from otklik.messaging.matching import Matched, UnaskedError
from otklik.messaging.releasing import Checkpoint, end_of, go_on
from otklik.messaging.repository_delivering import End

log = structlog.get_logger(__name__)

Taken = TypeVar("Taken")
LEASE: Final = timedelta(seconds=60)
"""A wire must end well before."""
MAX_ATTEMPTS: Final = 5
INNER_PORTION: Final = 100
_BACK_OFF: Final = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
_MAX_ERROR: Final = 500
_STATES: Final = {
    Result.SENT: SendState.SENT,
    Result.AGAIN: SendState.READY,
    Result.FAILED: SendState.FAILED,
    Result.SKIPPED: SendState.SKIPPED,
    Result.UNKNOWN: SendState.UNKNOWN,
}
_ENDS: Final = frozenset({SendState.SENT, SendState.FAILED, SendState.SKIPPED, SendState.UNKNOWN})


async def write_portion(
    engines: Engines, inner: Inner, *, now: datetime, checkpoint: Checkpoint = go_on
) -> int:
    """Deliver what an inner channel has ready, written with its result in one transaction; how many."""
    return await _knowing(
        engines, lambda matched: _write_ready(engines, inner, matched, now=now, checkpoint=checkpoint)
    )


async def _knowing(engines: Engines, take: Callable[[Matched], Awaitable[Taken]]) -> Taken:
    """What a transaction gives that is begun anew for whom something had to be asked of the store first."""
    matched: dict[int, Mapping[str, Any]] = {}
    while True:
        try:
            return await take(matched)
        except UnaskedError as error:
            matched |= await matching.ask(engines, error.sends)


async def _write_ready(
    engines: Engines, inner: Inner, matched: Matched, *, now: datetime, checkpoint: Checkpoint
) -> int:
    async with engines.postgres.connection() as connection:
        sends = await delivering.take_ready(
            connection, channel=inner.channel.value, now=now, limit=INNER_PORTION
        )
        await checkpoint("ready taken")
        outcomes = []
        for delivery in await rendering.prepare(engines, connection, inner, sends, now=now, matched=matched):
            outcomes.append(await _write_one(connection, inner, delivery))
            await checkpoint("inner written")
        await _finish(connection, sends, outcomes, now)
        await checkpoint("ends written")
    return len(sends)


async def _write_one(connection: Connection, inner: Inner, delivery: Delivery | Outcome) -> Outcome:
    """What goes wrong with one send undoes what was written for it, and nothing else."""
    if isinstance(delivery, Outcome):
        return delivery
    try:
        async with connection.transaction():
            return await inner.write(connection, delivery)
    except AppError as error:
        return Outcome(Result.FAILED, reason=error.code, error=str(error))


async def deliver_portion(
    engines: Engines, wire: Wire, *, by: str, now: datetime, checkpoint: Checkpoint = go_on
) -> int:
    """Claim what a wire has ready, send it, write what became of it; how many."""
    sends, prepared, taken = await _knowing(
        engines, lambda matched: _claim(engines, wire, matched, by=by, now=now)
    )
    if not sends:
        return taken
    await checkpoint("claimed")
    ready = [each for each in prepared if isinstance(each, Delivery)]
    told = iter(await _send(wire, ready))
    await checkpoint("on the wire")
    outcomes = [next(told) if isinstance(each, Delivery) else each for each in prepared]
    async with engines.postgres.connection() as connection:
        claims = [(send.id, send.attempts + 1) for send in sends]
        held = await delivering.hold_claims(connection, claims)
        by_id = dict(zip([send.id for send in sends], outcomes, strict=True))
        known = [(send, by_id[send.id]) for send in held if _counts(send, by_id[send.id])]
        if isinstance(wire, Gated) and known:
            await wire.record(connection, known, now=now)
        await _finish(connection, [send for send, _ in known], [outcome for _, outcome in known], now)
        await checkpoint("results written")
    return taken


async def _claim(
    engines: Engines, wire: Wire, matched: Matched, *, by: str, now: datetime
) -> tuple[list[Send], list[Delivery | Outcome], int]:
    """No more than goes on the wire at once: whoever dies now leaves no more than that in doubt.

    The third: how many were looked at, those that a gate put off among them.
    """
    async with engines.postgres.connection() as connection:
        sends = await delivering.take_ready(
            connection, channel=wire.channel.value, now=now, limit=wire.at_once
        )
        taken = len(sends)
        if isinstance(wire, Gated) and sends:
            sends = await _ask_gate(connection, wire, sends, now)
        if not sends:
            return [], [], taken
        prepared = await rendering.prepare(engines, connection, wire, sends, now=now, matched=matched)
        await delivering.claim(connection, [send.id for send in sends], by=by, now=now, until=now + LEASE)
    return sends, prepared, taken


async def _ask_gate(connection: Connection, wire: Gated, sends: Sequence[Send], now: datetime) -> list[Send]:
    """Those that may be claimed; what the gate ends has ended with this transaction."""
    said = await wire.admit(connection, sends, now=now)
    ended = [send for send in sends if send.id in said.ends]
    await _finish(connection, ended, [said.ends[send.id] for send in ended], now)
    return [send for send in sends if send.id not in said.ends and send.id not in said.put_off]


async def _send(wire: Wire, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
    """A channel that fails as a whole has perhaps sent: nobody knows."""
    try:
        return await wire.deliver(deliveries) if deliveries else []
    except Exception as error:
        log.exception("messaging.wire_failed", channel=wire.channel.value)
        return [Outcome(Result.UNKNOWN, reason="wire_failed", error=type(error).__name__)] * len(deliveries)


def _counts(send: Send, outcome: Outcome) -> bool:
    """A send given up as unknown takes the word that it went well, and no other."""
    return send.state is SendState.CLAIMED or outcome.result is Result.SENT


async def _finish(
    connection: Connection, sends: Sequence[Send], outcomes: Sequence[Outcome], now: datetime
) -> None:
    if not sends:
        return
    ends = [_end(send, outcome, now) for send, outcome in zip(sends, outcomes, strict=True)]
    await delivering.write_ends(connection, ends, now=now)
    told = [
        (send, end_of(send, SendState(end.state), end.reason, now))
        for send, end in zip(sends, ends, strict=True)
        if end.state in _ENDS
    ]
    await telling.tell_decided(connection, told)


def _end(send: Send, outcome: Outcome, now: datetime) -> End:
    """What to write; after the last attempt, and when there is no time left, it has failed."""
    state, reason, error = _STATES[outcome.result], outcome.reason, outcome.error[:_MAX_ERROR]
    if state is not SendState.READY:
        return End(send.id, state.value, reason, error, outcome.external_id)
    attempt = send.attempts if send.state is SendState.CLAIMED else send.attempts + 1
    back_off = _BACK_OFF[min(attempt, len(_BACK_OFF)) - 1]
    until = now + (back_off if outcome.after is None else outcome.after)
    is_late = send.expires_at is not None and until >= send.expires_at
    if _is_over(send, outcome, attempt, now) or is_late:
        return End(send.id, SendState.FAILED.value, reason, error)
    entry: dict[str, Any] = {"at": now, "what": Wait.RETRY.value, "until": until, "reason": reason}
    return End(send.id, state.value, "", error, until=until, entry=entry | {"error": error})


def _is_over(send: Send, outcome: Outcome, attempt: int, now: datetime) -> bool:
    if outcome.patience is None or send.released_at is None:
        return attempt >= MAX_ATTEMPTS
    return now - send.released_at >= outcome.patience


async def lapse_portion(engines: Engines, *, now: datetime, limit: int = 500) -> int:
    """Decide upon claims whose worker has died; how many.

    A promotional send may have been read: it is unknown, and a person decides. A transactional one goes
    again under the same key.
    """
    async with engines.postgres.connection() as connection:
        sends = await delivering.take_lapsed(connection, now=now, limit=limit)
        outcomes = [_lapsed(send) for send in sends]
        await _finish(connection, sends, outcomes, now)
    return len(sends)


def _lapsed(send: Send) -> Outcome:
    if send.kind is MessageKind.PROMOTIONAL:
        return Outcome(Result.UNKNOWN, reason="lease_over")
    return Outcome(Result.AGAIN, reason="lease_over", after=timedelta(0))
