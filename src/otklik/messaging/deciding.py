"""Whether a send may leave now: the checks in their order. Pure.

Each check says no (a reason), later (a moment), or nothing; the first that speaks is the decision, and the
answer to "why did she not get it". What is let go counts at once for the next send to the same human.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from otklik.kit.ids import derive_id
from otklik.messaging.contracts import GLOBAL, Channel, MessageKind, Send, SendState, SkipReason, Wait
from otklik.messaging.quiet import QuietHours, quiet_until, spread
from otklik.messaging.schemas_settings import MessagingSettings, QuietRule
from otklik.profiles.consents import ConsentKind
from otklik.profiles.recipients import Recipient

PARKED: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""When a send of a paused scenario is looked at next."""
UTC_ZONE: Final = ZoneInfo("UTC")
_SHARES: Final = 1_000_000
_ASK_AGAIN: Final = timedelta(seconds=30)


class Released(msgspec.Struct, frozen=True):
    """A promotional send that was let go before. `is_caused`: a message had triggered it."""

    send_id: int
    channel: Channel
    at: datetime
    is_caused: bool


class Drawn(msgspec.Struct, frozen=True):
    """An arm drawn for a human: of a scenario's control group, or of the global one (GLOBAL)."""

    workspace_id: int
    scenario_id: int
    profile_id: int
    is_control: bool
    send: Send


class Verdict(msgspec.Struct, frozen=True):
    """What becomes of a planned send: READY, SKIPPED with a reason, or PLANNED again, for `until`."""

    send: Send
    state: SendState
    reason: str = ""
    until: datetime | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A send and what is known of the one it is for.

    `hold`: pause, stop or "", of its scenario. `has_zone`: `zone` is his, as far as anything is known.
    """

    send: Send
    recipient: Recipient
    address: str | None
    is_ringing: bool
    zone: ZoneInfo
    settings: MessagingSettings
    now: datetime
    has_channel: bool = True
    has_zone: bool = True
    is_erased: bool = False
    hold: str = ""
    filtered: SkipReason | None = None
    is_suppressed: bool = False
    is_unconfirmed: bool = False
    """He asked for it, and has not confirmed yet that it was he."""

    @property
    def is_promotional(self) -> bool:
        """Whether caps, quiet hours and unsubscribing are for it."""
        return self.send.kind is MessageKind.PROMOTIONAL


@dataclass(slots=True)
class Memory:
    """What was let go and drawn before, carried on by this batch's own decisions."""

    by_root: dict[int, list[Released]] = field(default_factory=dict)
    by_address: dict[str, list[Released]] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)
    """(address group, address) that had theirs."""
    arms: dict[tuple[int, int], bool] = field(default_factory=dict)
    """Whether (scenario, root) is in the control group."""
    drawn: list[Drawn] = field(default_factory=list)

    def list_released(self, question: Question) -> list[Released]:
        """What this human, or whoever shares his address, was let have; each send once."""
        found = {each.send_id: each for each in self.by_root.get(question.recipient.root, ())}
        found |= {each.send_id: each for each in self.by_address.get(question.address or "", ())}
        return [*found.values()]

    def note(self, question: Question) -> None:
        """Count a send that leaves now."""
        send = question.send
        if question.is_promotional:
            released = Released(send.id, send.channel, question.now, send.cause_send_id is not None)
            self.by_root.setdefault(question.recipient.root, []).append(released)
            if question.address:
                self.by_address.setdefault(question.address, []).append(released)
        if send.address_group and question.address:
            self.taken.add((send.address_group, question.address))


Says: TypeAlias = SkipReason | tuple[Wait, datetime] | None
Check: TypeAlias = Callable[[Question, Memory], Says]


def decide(question: Question, memory: Memory) -> Verdict:
    """Ask the checks in order; a send that leaves is noted in `memory`."""
    send, address = question.send, question.address
    for check in CHECKS:
        said = check(question, memory)
        if isinstance(said, SkipReason):
            return Verdict(send, SendState.SKIPPED, said.value, address=address)
        if said is not None:
            wait, until = said
            if wait is Wait.QUIET and send.expires_at is not None and until >= send.expires_at:
                return Verdict(send, SendState.SKIPPED, SkipReason.QUIET_EXPIRED.value, address=address)
            return Verdict(send, SendState.PLANNED, wait.value, until)
    memory.note(question)
    return Verdict(send, SendState.READY, address=address)


def in_order(sends: Iterable[Send]) -> list[Send]:
    """The order of decisions: the more important first, then what has waited longer."""
    return sorted(sends, key=lambda send: (-send.priority, send.planned_at, send.id))


def check_erased(question: Question, memory: Memory) -> Says:
    """Who is being erased gets nothing more."""
    del memory
    return SkipReason.ERASED if question.is_erased else None


def check_held(question: Question, memory: Memory) -> Says:
    """A stopped scenario's sends end, a paused one's wait for the resuming."""
    del memory
    if question.hold == "stop":
        return SkipReason.STOPPED
    if question.hold == "pause" and not _is_expired(question):
        return Wait.PAUSED, PARKED
    return SkipReason.PAUSED if question.hold == "pause" else None


def check_expired(question: Question, memory: Memory) -> Says:
    """Do not send later than."""
    del memory
    return SkipReason.EXPIRED if _is_expired(question) else None


def check_filter(question: Question, memory: Memory) -> Says:
    """What the planner's room says."""
    del memory
    return question.filtered


def check_address(question: Question, memory: Memory) -> Says:
    """The channel must be there, and reach him."""
    del memory
    if not question.has_channel:
        return SkipReason.NO_CHANNEL
    return SkipReason.NO_ADDRESS if question.address is None else None


def check_suppressed(question: Question, memory: Memory) -> Says:
    """Nothing goes to addresses that bounced; to those that complained, nothing promotional."""
    del memory
    return SkipReason.SUPPRESSED if question.is_suppressed else None


def check_confirmed(question: Question, memory: Memory) -> Says:
    """A subscription that waits for its confirmation is none, whatever silence means in the channel."""
    del memory
    if not question.is_promotional or not question.is_unconfirmed:
        return None
    send, recipient = question.send, question.recipient
    is_subscribed = recipient.is_subscribed(send.channel.value, send.topic)
    return None if is_subscribed else SkipReason.UNCONFIRMED


def check_leave(question: Question, memory: Memory) -> Says:
    """Whether he lets us: his last word about the channel and the topic, his consents."""
    del memory
    if not question.is_promotional:
        return None
    send, recipient = question.send, question.recipient
    subscribed = recipient.is_subscribed(send.channel.value, send.topic)
    if subscribed is False:
        return SkipReason.UNSUBSCRIBED
    said = {kind: recipient.consents(kind) for kind in (ConsentKind.PROCESSING, ConsentKind.ADVERTISING)}
    if False in said.values():
        return SkipReason.NO_CONSENT
    is_asked = send.channel in question.settings.consent_channels
    has_leave = subscribed or said[ConsentKind.ADVERTISING]
    return SkipReason.NO_CONSENT if is_asked and not has_leave else None


def check_taken(question: Question, memory: Memory) -> Says:
    """One letter an address, whoever else has it on his card."""
    group, address = question.send.address_group, question.address
    is_taken = bool(group and address) and (group, address) in memory.taken
    return SkipReason.DUPLICATE_ADDRESS if is_taken else None


def check_control(question: Question, memory: Memory) -> Says:
    """The global control group gets nothing promotional, the scenario's own nothing of it."""
    settings, send = question.settings, question.send
    if question.is_promotional and _is_control(
        question, memory, GLOBAL, settings.global_control_percent / 100
    ):
        return SkipReason.GLOBAL_CONTROL
    if send.scenario_id is not None and _is_control(question, memory, send.scenario_id, send.control_share):
        return SkipReason.CONTROL
    return None


def check_loop(question: Question, memory: Memory) -> Says:
    """Messages that messages trigger keep a distance, so that two cannot chase each other."""
    guard = timedelta(seconds=question.settings.loop_guard_seconds)
    if not question.is_promotional or question.send.cause_send_id is None or not guard:
        return None
    caused = [each.at for each in memory.list_released(question) if each.is_caused]
    until = max(caused) + guard if caused else None
    return (Wait.LOOP, until) if until is not None and until > question.now else None


def check_quiet(question: Question, memory: Memory) -> Says:
    """Wait for the morning of the one it is for."""
    del memory
    rule = question.settings.quiet
    if not question.is_promotional or not concerns_quiet(rule, question.send.channel, question.is_ringing):
        return None
    if not question.has_zone:
        return Wait.ZONE, question.now + _ASK_AGAIN
    until = quiet_until(question.now, question.zone, QuietHours(rule.start, rule.end))
    if until is None:
        return None
    over = timedelta(minutes=rule.spread_minutes)
    return Wait.QUIET, spread(until, send_id=question.send.id, over=over)


def check_caps(question: Question, memory: Memory) -> Says:
    """No more promotional messages than the workspace wants one human to get."""
    if not question.is_promotional:
        return None
    rules = [rule for rule in question.settings.caps if rule.counts(question.send.channel)]
    released = memory.list_released(question) if rules else []
    for rule in rules:
        since = question.now - rule.period
        if sum(each.at > since and rule.counts(each.channel) for each in released) >= rule.count:
            return SkipReason.CAP
    return None


CHECKS: Final[tuple[Check, ...]] = (
    check_erased,
    check_held,
    check_expired,
    check_filter,
    check_address,
    check_suppressed,
    check_confirmed,
    check_leave,
    check_taken,
    check_control,
    check_loop,
    check_quiet,
    check_caps,
)
"""Quiet hours stand before caps: who sleeps is counted when he would get it."""


def find_hold(holds: Mapping[tuple[int, str], int], send: Send) -> str:
    """pause, stop or "", of a send's scenario; `holds`: the last send that each concerns."""
    if send.scenario_id is None:
        return ""
    up_to = holds.get((send.scenario_id, "stop"))
    if up_to is not None and send.id <= up_to:
        return "stop"
    return "pause" if (send.scenario_id, "pause") in holds else ""


def concerns_quiet(rule: QuietRule, channel: Channel, is_ringing: bool) -> bool:  # noqa: FBT001 - a fact of the channel
    """Whether quiet hours are for a channel."""
    return rule.is_on and (is_ringing if rule.channels is None else channel in rule.channels)


def draw(workspace_id: int, scenario_id: int, root: int, share: float) -> bool:
    """Whether the hash puts a human into the control group: the same for ever, and apart by scenario."""
    return derive_id("control", workspace_id, scenario_id, root) % _SHARES < round(share * _SHARES)


def _is_expired(question: Question) -> bool:
    return question.send.expires_at is not None and question.send.expires_at <= question.now


def _is_control(question: Question, memory: Memory, scenario_id: int, share: float) -> bool:
    """His arm, drawn now if nobody has; who was drawn stays there while there is a group."""
    if share <= 0:
        return False
    send, root = question.send, question.recipient.root
    known = memory.arms.get((scenario_id, root))
    if known is not None:
        return known
    is_control = draw(send.workspace_id, scenario_id, root, share)
    memory.arms[scenario_id, root] = is_control
    memory.drawn.append(Drawn(send.workspace_id, scenario_id, root, is_control, send))
    return is_control


def memory_span(settings: MessagingSettings) -> timedelta:
    """How far back it matters what was let go."""
    guard = timedelta(seconds=settings.loop_guard_seconds)
    return max(guard, *(rule.period for rule in settings.caps), timedelta(0))
