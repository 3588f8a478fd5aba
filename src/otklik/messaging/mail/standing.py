"""Counts what becomes of letters, and slows or pauses a scenario whose letters are taken badly.

The rule is asked when something bad is counted, never by a clock: nothing else can make a rate worse.
"""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection, driver_connection
from otklik.letters.addresses import domain_of
from otklik.messaging import errors, repository_holds
from otklik.messaging.channels.contracts import Outcome, Result
from otklik.messaging.contracts import MessageKind, Send
from otklik.messaging.mail import repository_pacing, repository_standing, settings
from otklik.messaging.mail.bounces import Failure
from otklik.messaging.mail.repository_standing import CountKey, Standing
from otklik.messaging.mail.settings import ReputationRule
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

GOOD: Final = "good"
SLOW: Final = "slow"
PAUSED: Final = "paused"
_WORSE: Final = (GOOD, SLOW, PAUSED)
OnPaused: TypeAlias = Callable[[Any, int, int], Awaitable[None]]
"""async (engines, workspace id, scenario id): the room of scenarios marks it paused; again does no harm."""
_hearers: list[OnPaused] = []


def register_paused(hook: OnPaused) -> None:
    """Say who marks a scenario as paused whose letters are taken badly."""
    _hearers.append(hook)


async def tell_paused(engines: Engines) -> None:
    """Tell the room of scenarios which of them were paused; what dies in between is told once more."""
    async with engines.postgres.connection() as connection:
        untold = await repository_standing.list_untold(connection)
    for standing in untold:
        for hook in _hearers:
            await hook(engines, standing.workspace_id, standing.scenario_id)
        async with engines.postgres.connection() as connection:
            await repository_standing.mark_told(
                connection, workspace_id=standing.workspace_id, scenario_id=standing.scenario_id
            )


async def count(
    connection: Connection,
    send: Send,
    *,
    what: str,
    said: str,
    at: datetime,
    failure: Failure | None = None,
) -> None:
    """Count one thing that was reported of a send; it may slow or pause its scenario."""
    await repository_standing.add_counts(connection, {_key(send, send.external_id or "", at): {what: 1}})
    if what == "deferred":
        await repository_pacing.note_deferrals(
            connection, workspace_id=send.workspace_id, domains={domain_of(send.address or ""): said}, now=at
        )
    is_bad = what == "complained" or failure is Failure.MAILBOX
    if is_bad and send.scenario_id is not None and send.kind is MessageKind.PROMOTIONAL:
        await note_bad(connection, [send], what=what, at=at)


async def note_bad(connection: Connection, sends: Sequence[Send], *, what: str, at: datetime) -> None:
    """Count bounces or complaints of scenarios, and judge them."""
    counts = Counter((send.workspace_id, send.scenario_id) for send in sends if send.scenario_id is not None)
    for standing in await repository_standing.add_to_standings(connection, what=what, counts=counts):
        rule = (await settings.get_settings(connection, workspace_id=standing.workspace_id)).reputation
        await _act(connection, standing, judge(standing, rule), at)


async def let_go_on(session: Session, *, actor: Actor, scenario_id: int) -> None:
    """A person lets a slowed scenario send at full pace again, journalled; it is counted anew.

    Raises NotFoundError (nothing slows it), ConflictError (it is paused: whoever resumes it forgives it).
    """
    connection = await driver_connection(session)
    state = await repository_standing.find_state(
        connection, workspace_id=actor.workspace_id, scenario_id=scenario_id
    )
    if state in {None, GOOD}:
        raise errors.not_slowed()
    if state == PAUSED:
        raise errors.paused_by_reputation()
    await repository_standing.forgive(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    await record_audit(session, actor=actor, action="mail_reputation.forgiven", target=str(scenario_id))


def judge(standing: Standing, rule: ReputationRule) -> tuple[str, str]:
    """(state, why) of a scenario's letters; it only gets worse, until a person lets it go on."""
    found = (standing.state, standing.why)
    if not rule.is_on or standing.sent < rule.least:
        return found
    complaints = 100 * standing.complained / standing.sent
    bounces = 100 * standing.bounced / standing.sent
    for state, why, is_so in (
        (SLOW, "bounces", bounces >= rule.slow_bounces),
        (SLOW, "complaints", complaints >= rule.slow_complaints),
        (PAUSED, "bounces", bounces >= rule.pause_bounces),
        (PAUSED, "complaints", complaints >= rule.pause_complaints),
    ):
        if is_so and _WORSE.index(state) > _WORSE.index(found[0]):
            found = (state, why)
    return found


async def _act(connection: Connection, standing: Standing, found: tuple[str, str], at: datetime) -> None:
    state, why = found
    if state == standing.state:
        return
    worse = msgspec.structs.replace(standing, state=state, why=why)
    await repository_standing.write_state(connection, worse, at=at)
    if state == PAUSED:  # the hold works at once, in every worker; the scenario's room is told by this one's
        await repository_holds.write_hold(
            connection,
            workspace_id=standing.workspace_id,
            scenario_id=standing.scenario_id,
            what=repository_holds.PAUSE,
            reason=why,
            at=at,
        )


async def record(
    connection: Connection,
    ends: Sequence[tuple[Send, Outcome]],
    *,
    now: datetime,
) -> None:
    """Count what a portion of letters came to, and remember which domains want to be left alone."""
    counts: defaultdict[CountKey, Counter[str]] = defaultdict(Counter)
    later: defaultdict[int, dict[str, str]] = defaultdict(dict)
    arrived: defaultdict[int, set[str]] = defaultdict(set)
    for send, outcome in ends:
        domain = domain_of(send.address or "")
        what = _what(outcome)
        if what is not None:
            counts[_key(send, outcome.external_id or send.external_id or "", now)][what] += 1
        if what == "deferred":
            later[send.workspace_id][domain] = outcome.error
        if what == "sent":
            arrived[send.workspace_id].add(domain)
    if counts:
        await repository_standing.add_counts(connection, counts)
    for workspace_id, domains in sorted(later.items()):
        await repository_pacing.note_deferrals(
            connection, workspace_id=workspace_id, domains=domains, now=now
        )
    for workspace_id, gone in sorted(arrived.items()):
        fine = sorted(gone - later[workspace_id].keys())
        await repository_pacing.note_arrivals(connection, workspace_id=workspace_id, domains=fine)
    sent = [send for send, outcome in ends if outcome.result is Result.SENT and send.scenario_id is not None]
    if sent:
        pairs = Counter((send.workspace_id, send.scenario_id or 0) for send in sent)
        await repository_standing.add_to_standings(connection, what="sent", counts=pairs)


def _what(outcome: Outcome) -> str | None:
    """What is counted of an end; troubles of our own server are no domain's."""
    if outcome.result is Result.SENT:
        return "sent"
    if outcome.result is Result.FAILED:
        return "refused"
    if outcome.result is Result.AGAIN and outcome.reason.startswith("smtp_4"):
        return "deferred"
    return None


def _key(send: Send, message_id: str, at: datetime) -> CountKey:
    hour = at.replace(minute=0, second=0, microsecond=0)
    sender = domain_of(message_id) if "@" in message_id else ""
    return CountKey(send.workspace_id, hour, sender, domain_of(send.address or ""))
