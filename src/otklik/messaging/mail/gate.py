"""What is asked of letters that are about to be claimed: where to, and is it their moment.

Promotional ones wait for the pace of their domain, for their day of a warm-up, for a domain that wants to be
left alone; transactional ones pass.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.zones import find_zone
from otklik.letters.addresses import domain_of
from otklik.messaging import repository_releasing
from otklik.messaging.channels.contracts import Admission, Outcome, Result
from otklik.messaging.contracts import Channel, MessageKind, Send, SkipReason, Wait
from otklik.messaging.mail import repository_pacing, repository_standing
from otklik.messaging.mail import settings as mail_settings
from otklik.messaging.mail.pacing import SOON, give_days, give_moments
from otklik.messaging.mail.repository_pacing import PutOff
from otklik.messaging.mail.repository_suppression import Suppressed
from otklik.messaging.mail.settings import MailSettings
from otklik.messaging.releasing import hash_address

WARMED: Final = 1
PACED: Final = 2
_FAR: Final = timedelta(minutes=1)
"""Who waits longer is decided upon anew: he may have left meanwhile, or had enough."""


@dataclass(slots=True)
class _Round:
    """Letters of one workspace in one claim."""

    connection: Connection
    workspace_id: int
    settings: MailSettings
    now: datetime
    put_off: dict[int, PutOff]

    def hold(self, send: Send, until: datetime, gate: int, what: Wait) -> None:
        is_far = until - self.now > _FAR
        self.put_off[send.id] = PutOff(send.id, until, gate, what.value, is_far)


async def admit(
    engines: Engines,
    connection: Connection,
    sends: Sequence[Send],
    *,
    sender_domains: Mapping[int, str],
    now: datetime,
) -> Admission:
    """Which of the sends that the caller holds may be claimed now; the others are put off or skipped here.

    `sender_domains`: whom a send would be from, of those that a warm-up may concern.
    """
    ends = await _list_suppressed(engines, connection, sends)
    waiting = [send for send in sends if send.id not in ends and send.kind is MessageKind.PROMOTIONAL]
    put_off: dict[int, PutOff] = {}
    for workspace_id in sorted({send.workspace_id for send in waiting}):
        found = await mail_settings.get_settings(connection, workspace_id=workspace_id)
        mine = [send for send in waiting if send.workspace_id == workspace_id]
        this = _Round(connection, workspace_id, found, now, put_off)
        await _leave_alone(this, mine)
        await _warm_up(this, _left(mine, put_off), sender_domains)
        await _slow(this, _left(mine, put_off))
        await _pace(this, _left(mine, put_off))
    if put_off:
        await repository_pacing.put_off(connection, [*put_off.values()], now=now)
    return Admission(frozenset(put_off), ends)


async def _list_suppressed(
    engines: Engines, connection: Connection, sends: Sequence[Send]
) -> dict[int, Outcome]:
    """Addresses that bounced or complained after it was decided that they get the letter."""
    ends: dict[int, Outcome] = {}
    for workspace_id in sorted({send.workspace_id for send in sends}):
        digests = {
            send.id: (Channel.EMAIL.value, hash_address(engines, workspace_id, Channel.EMAIL, send.address))
            for send in sends
            if send.workspace_id == workspace_id and send.address
        }
        found = await repository_releasing.list_suppressed(
            connection, workspace_id=workspace_id, digests=[*digests.values()]
        )
        for send in sends:
            why = found.get(digests[send.id]) if send.id in digests else None
            if why is not None and (Suppressed(why).is_for_all or send.kind is MessageKind.PROMOTIONAL):
                ends[send.id] = Outcome(Result.SKIPPED, reason=SkipReason.SUPPRESSED.value)
    return ends


async def _leave_alone(this: _Round, sends: Sequence[Send]) -> None:
    """Domains that said "later" too often in turn get nothing for a while; then the pace is asked anew."""
    held = await repository_pacing.list_held(
        this.connection,
        workspace_id=this.workspace_id,
        domains=sorted({_domain(send) for send in sends}),
        now=this.now,
    )
    for number, send in enumerate(sends):
        until = held.get(_domain(send))
        if until is not None:
            spread = timedelta(milliseconds=50 * number)
            this.hold(send, until + spread, send.gate & ~PACED, Wait.DOMAIN)


async def _warm_up(this: _Round, sends: Sequence[Send], sender_domains: Mapping[int, str]) -> None:
    """A day each for letters of a young domain."""
    zone: ZoneInfo | None = None
    for plan in this.settings.warmups:
        asking = [s for s in sends if not s.gate & WARMED and sender_domains.get(s.id) == plan.domain]
        if not asking:
            continue
        zone = zone or await _find_zone(this)
        today = this.now.astimezone(zone).date()
        given = await repository_pacing.lock_days(
            this.connection, workspace_id=this.workspace_id, domain=plan.domain, today=today
        )
        moments, changed = give_days(plan, given, today=today, now=this.now, count=len(asking))
        await repository_pacing.write_days(
            this.connection, workspace_id=this.workspace_id, domain=plan.domain, given=changed
        )
        for send, moment in zip(asking, moments, strict=True):
            if moment > this.now:
                this.hold(send, moment, send.gate | WARMED, Wait.WARM_UP)


async def _slow(this: _Round, sends: Sequence[Send]) -> None:
    """Scenarios whose letters are taken badly leave slowly."""
    scenarios = sorted({send.scenario_id for send in sends if send.scenario_id is not None})
    slow = await repository_standing.list_slow(
        this.connection, workspace_id=this.workspace_id, scenarios=scenarios
    )
    paces = {f"#{number}": this.settings.reputation.slow_per_minute for number in slow}
    await _give(this, sends, paces, lambda send: f"#{send.scenario_id}", Wait.REPUTATION)


async def _pace(this: _Round, sends: Sequence[Send]) -> None:
    """So many a minute to each domain, as the workspace has set it."""
    wanted = {_domain(send): this.settings.pace_of(_domain(send)) for send in sends}
    paces = {domain: pace for domain, pace in wanted.items() if pace is not None}
    await _give(this, sends, paces, _domain, Wait.PACE)


async def _give(
    this: _Round, sends: Sequence[Send], paces: Mapping[str, int], name: Callable[[Send], str], what: Wait
) -> None:
    asking: defaultdict[str, list[Send]] = defaultdict(list)
    for send in sends:
        if name(send) in paces and not send.gate & PACED:
            asking[name(send)].append(send)
    if not asking:
        return
    found = await repository_pacing.lock_paces(
        this.connection, workspace_id=this.workspace_id, domains=sorted(asking), now=this.now
    )
    moved: dict[str, datetime] = {}
    for domain, some in asking.items():
        given = give_moments(found[domain].next_at, now=this.now, per_minute=paces[domain], count=len(some))
        moved[domain] = given.next_at
        for send, moment in zip(some, given.moments, strict=True):
            if moment - this.now > SOON:
                this.hold(send, moment, send.gate | PACED, what)
    await repository_pacing.move_paces(this.connection, workspace_id=this.workspace_id, moments=moved)


async def _find_zone(this: _Round) -> ZoneInfo:
    places = await repository_releasing.list_workspaces(this.connection, [this.workspace_id])
    _, zone, _ = places.get(this.workspace_id, ("", "UTC", {}))
    return find_zone(zone) or ZoneInfo("UTC")


def _left(sends: Sequence[Send], put_off: Mapping[int, PutOff]) -> list[Send]:
    return [send for send in sends if send.id not in put_off]


def _domain(send: Send) -> str:
    return domain_of(send.address or "")
