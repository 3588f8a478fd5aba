"""Decides upon planned sends whose time has come, a portion a transaction (docs/adr/0013)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
import structlog

from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.ids import derive_id
from otklik.kit.zones import find_zone
from otklik.messaging import deciding, telling
from otklik.messaging import repository_releasing as repository
from otklik.messaging.channels.registry import Channels
from otklik.messaging.confirming import repository as confirming
from otklik.messaging.contracts import (
    GLOBAL,
    Candidate,
    Channel,
    Decided,
    Filter,
    MessageKind,
    Send,
    SendState,
    SkipReason,
)
from otklik.messaging.deciding import Memory, Question, Verdict
from otklik.messaging.schemas_settings import MessagingSettings
from otklik.messaging.site import announcing
from otklik.messaging.site.channels import PULLED
from otklik.profiles import recipients
from otklik.profiles import service as profiles
from otklik.profiles.recipients import Recipient

log = structlog.get_logger(__name__)

PORTION: Final = 500
"""Of a lane; so long people and addresses stay locked."""
Checkpoint: TypeAlias = Callable[[str], Awaitable[None]]
"""Called with the name of each place; whoever rehearses a death raises there."""
FOR_ALL: Final = frozenset({"bounced", "manual"})
"""Reasons for which not even a receipt goes to an address."""
_filters: list[Filter] = []


async def go_on(place: str) -> None:
    """The Checkpoint that stops nowhere."""
    del place


def register_filter(hook: Filter) -> None:
    """Say who may refuse a send when its time has come; in the deciding transaction, before any lock."""
    _filters.append(hook)


def forget_filters() -> None:
    """Take every filter away again: for tests, which wire their own."""
    _filters.clear()


class Place(msgspec.Struct, frozen=True):
    """The workspace that sends are decided in."""

    id: int
    zone: ZoneInfo
    settings: MessagingSettings


@dataclass(frozen=True, slots=True)
class Round:
    """One round of decisions in one workspace."""

    engines: Engines
    channels: Channels
    place: Place
    now: datetime


class Known(msgspec.Struct, frozen=True):
    """What is known of a portion of one workspace before anybody is locked; zones None: nobody can tell."""

    recipients: Mapping[int, Recipient]
    erased: set[int]
    holds: Mapping[tuple[int, str], int]
    filtered: Mapping[int, SkipReason]
    zones: Mapping[int, str] | None
    suppressed: Mapping[tuple[str, bytes], str]
    unconfirmed: Mapping[int, set[tuple[str, str]]]
    """By root: channels and topics that he asked for and has not confirmed."""


async def release_portion(
    engines: Engines, channels: Channels, *, now: datetime, checkpoint: Checkpoint = go_on
) -> int:
    """Decide upon what is due at `now`; how many sends that were."""
    async with engines.postgres.connection() as connection:
        due = await repository.take_due(connection, now=now, limit=PORTION)
        if not due:
            return 0
        await checkpoint("taken")
        places = await _read_places(connection, due)
        for workspace_id in sorted({send.workspace_id for send in due}):
            sends = deciding.in_order(send for send in due if send.workspace_id == workspace_id)
            if workspace_id in places:
                this = Round(engines, channels, places[workspace_id], now)
                await _release(this, connection, sends, checkpoint)
            else:  # the workspace is being deleted: its rows follow
                gone = [send.id for send in sends]
                await repository.skip(connection, gone, reason=SkipReason.STOPPED)
    await checkpoint("committed")
    return len(due)


async def _read_places(connection: Connection, sends: Sequence[Send]) -> dict[int, Place]:
    found = await repository.list_workspaces(connection, sorted({send.workspace_id for send in sends}))
    return {
        id_: Place(id_, find_zone(zone) or deciding.UTC_ZONE, MessagingSettings.model_validate(settings))
        for id_, (_, zone, settings) in found.items()
    }


async def _release(
    this: Round, connection: Connection, sends: Sequence[Send], checkpoint: Checkpoint
) -> None:
    known = await _learn(this, connection, sends)
    questions = [_ask(this, known, send) for send in sends]
    subjects = sorted(_list_subjects(this, questions))
    await repository.lock_subjects(connection, workspace_id=this.place.id, subjects=subjects)
    await checkpoint("locked")
    memory = await _remember(this, connection, questions)
    verdicts = [deciding.decide(question, memory) for question in questions]
    await repository.write_verdicts(connection, verdicts, now=this.now)
    await _announce(this, connection, known, verdicts)
    await checkpoint("written")
    if memory.drawn:
        await repository.insert_arms(connection, memory.drawn, now=this.now)
        await telling.tell_drawn(connection, memory.drawn, at=this.now)
    await telling.tell_decided(connection, _ends(verdicts, this.now))
    await checkpoint("told")


async def _announce(this: Round, connection: Connection, known: Known, verdicts: Sequence[Verdict]) -> None:
    """Pages that stand open are told of what waits for them."""
    ready = [each.send for each in verdicts if each.state is SendState.READY and each.send.channel in PULLED]
    homes = {home for send in ready for home in known.recipients[send.profile_id].members}
    await announcing.announce(this.engines.bus, connection, workspace_id=this.place.id, homes=homes)


async def _learn(this: Round, connection: Connection, sends: Sequence[Send]) -> Known:
    """The rows of the sends alone are held meanwhile; others pass them over."""
    id_ = this.place.id
    homes = sorted({send.profile_id for send in sends})
    people = await recipients.list_recipients(connection, workspace_id=id_, homes=homes)
    scenarios = sorted({send.scenario_id for send in sends if send.scenario_id is not None})
    filtered: dict[int, SkipReason] = {}
    for ask in _filters:
        filtered |= await ask(connection, [_candidate(send) for send in sends])
    found = [_digest(this, send, people) for send in sends]
    digests = [digest for digest in found if digest is not None]
    return Known(
        recipients=people,
        erased=await profiles.list_erased_homes(connection, workspace_id=id_),
        holds=await repository.list_holds(connection, workspace_id=id_, scenarios=scenarios),
        filtered=filtered,
        zones=await _find_zones(this, [people[send.profile_id] for send in sends if _may_sleep(this, send)]),
        suppressed=await repository.list_suppressed(connection, workspace_id=id_, digests=digests),
        unconfirmed=await _list_unconfirmed(connection, id_, people),
    )


async def _list_unconfirmed(
    connection: Connection, workspace_id: int, people: Mapping[int, Recipient]
) -> dict[int, set[tuple[str, str]]]:
    root_of = {member: person.root for person in people.values() for member in person.members}
    found: dict[int, set[tuple[str, str]]] = {}
    for home, channel, topic in await confirming.list_open(
        connection, workspace_id=workspace_id, people=[*root_of]
    ):
        found.setdefault(root_of[home], set()).add((channel, topic))
    return found


async def _find_zones(this: Round, people: Sequence[Recipient]) -> dict[int, str] | None:
    """The zones of those whose night matters. While the store is away they wait, and nobody else does."""
    try:
        return await recipients.list_zones(
            this.engines.clickhouse, workspace_id=this.place.id, recipients=people
        )
    except ClickHouseError as error:
        log.warning("messaging.zones_unknown", error=str(error)[:300])
        return None


def _candidate(send: Send) -> Candidate:
    return Candidate(
        send.workspace_id,
        send.id,
        send.scenario_id,
        send.version_id,
        send.node,
        send.run_id,
        send.profile_id,
    )


def _may_sleep(this: Round, send: Send) -> bool:
    medium = this.channels.find(send.channel)
    return send.kind is MessageKind.PROMOTIONAL and deciding.concerns_quiet(
        this.place.settings.quiet, send.channel, medium is not None and medium.is_ringing
    )


def hash_address(engines: Engines, workspace_id: int, channel: Channel, address: str) -> bytes:
    """The form in which suppressed addresses are kept: keyed, so it may stay when the person is erased."""
    return engines.secrets.mac(
        f"{workspace_id} {channel.value} {address}".encode(), purpose="suppressed address"
    )


def _find_address(this: Round, send: Send, recipient: Recipient) -> str | None:
    """Of his card; of a letter that the API asked for, the address it named."""
    if send.address and send.scenario_id is None and send.kind is MessageKind.TRANSACTIONAL:
        return send.address
    medium = this.channels.find(send.channel)
    return medium.find_address(recipient) if medium is not None else None


def _digest(this: Round, send: Send, people: Mapping[int, Recipient]) -> tuple[str, bytes] | None:
    address = _find_address(this, send, people[send.profile_id])
    if not address:
        return None
    return send.channel.value, hash_address(this.engines, send.workspace_id, send.channel, address)


def _ask(this: Round, known: Known, send: Send) -> Question:
    recipient, medium = known.recipients[send.profile_id], this.channels.find(send.channel)
    digest = _digest(this, send, known.recipients)
    why = known.suppressed.get(digest) if digest else None
    zones = known.zones or {}
    return Question(
        send=send,
        recipient=recipient,
        address=_find_address(this, send, recipient),
        is_ringing=medium is not None and medium.is_ringing,
        zone=find_zone(zones.get(recipient.root, "")) or this.place.zone,
        settings=this.place.settings,
        now=this.now,
        has_channel=medium is not None,
        has_zone=known.zones is not None,
        is_erased=not known.erased.isdisjoint(recipient.members),
        hold=deciding.find_hold(known.holds, send),
        filtered=known.filtered.get(send.id),
        is_unconfirmed=not known.unconfirmed.get(recipient.root, set()).isdisjoint(
            {(send.channel.value, ""), (send.channel.value, send.topic)}
        ),
        is_suppressed=why in FOR_ALL or (why is not None and send.kind is MessageKind.PROMOTIONAL),
    )


def _list_subjects(this: Round, questions: Sequence[Question]) -> set[int]:
    """Whom to lock: people, and addresses, for several people may share one."""
    subjects: set[int] = set()
    for question in questions:
        send = question.send
        if not (question.is_promotional or send.address_group):
            continue
        subjects.add(question.recipient.root)
        if question.address:
            hashed = hash_address(this.engines, send.workspace_id, send.channel, question.address)
            subjects.add(derive_id("address", hashed.hex()))
    return subjects


async def _remember(this: Round, connection: Connection, questions: Sequence[Question]) -> Memory:
    """What was let go before and drawn before, as of a moment when nobody else decides upon these people."""
    place = this.place
    memory = Memory()
    promotional = [question for question in questions if question.is_promotional]
    root_of = {
        member: question.recipient.root for question in questions for member in question.recipient.members
    }
    if promotional:
        rows = await repository.list_released(
            connection,
            workspace_id=place.id,
            people=[*root_of],
            addresses=sorted({question.address for question in promotional if question.address}),
            since=this.now - deciding.memory_span(place.settings),
        )
        for home, address, released in rows:
            if home in root_of:
                memory.by_root.setdefault(root_of[home], []).append(released)
            if address:
                memory.by_address.setdefault(address, []).append(released)
    pairs = {(question.send.address_group, question.address or "") for question in questions}
    grouped = [pair for pair in sorted(pairs) if all(pair)]
    if grouped:
        memory.taken = await repository.list_taken(connection, workspace_id=place.id, pairs=grouped)
    scenarios = sorted(_list_experiments(place, questions))
    if scenarios:
        arms = await repository.list_arms(
            connection, workspace_id=place.id, scenarios=scenarios, people=[*root_of]
        )
        memory.arms = {(scenario_id, root_of[home]): is_control for scenario_id, home, is_control in arms}
    return memory


def _list_experiments(place: Place, questions: Sequence[Question]) -> set[int]:
    found = {
        question.send.scenario_id
        for question in questions
        if question.send.scenario_id is not None and question.send.control_share > 0
    }
    return found | ({GLOBAL} if place.settings.global_control_percent > 0 else set())


def _ends(verdicts: Sequence[Verdict], now: datetime) -> list[tuple[Send, Decided]]:
    return [
        (verdict.send, end_of(verdict.send, verdict.state, verdict.reason, now))
        for verdict in verdicts
        if verdict.state is SendState.SKIPPED
    ]


def end_of(send: Send, state: SendState, reason: str, at: datetime) -> Decided:
    """The end of a send, as planners are told it."""
    return Decided(send.workspace_id, send.id, send.run_id, send.node, state, reason, at)
