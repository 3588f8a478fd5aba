"""Brings letters away, one at a time: claimed and committed before the wire, the outcome after it (ADR 22).

Whoever dies with one on the wire leaves it `unknown`: it may have been read, so it is not repeated by itself;
operators see it and may send it again.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog

from otklik.correspondence.accounts.service import reply_address
from otklik.correspondence.answering import deciding, repository, telling
from otklik.correspondence.answering.composing import Envelope, Frame, compose, make_letter, mark_of
from otklik.correspondence.answering.contracts import Claim, End, Kind, Reason, State, TalkLetter
from otklik.correspondence.answering.deciding import Fate, Later, Ready, Skip
from otklik.correspondence.answering.gathering import Case, gather
from otklik.correspondence.answering.links import TalkLinks
from otklik.correspondence.answering.marks import make_talk
from otklik.correspondence.noticing import deciding as noticing
from otklik.inbox import files
from otklik.inbox.contracts import Part
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import NotFoundError
from otklik.letters.addresses import AddressError, read_address
from otklik.letters.contracts import Attachment, Letter
from otklik.letters.marks import Use
from otklik.letters.pictures import keep_page
from otklik.letters.post import Post, Way
from otklik.letters.smtp import Talk, Verdict
from otklik.messaging import service as messaging

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(minutes=3)
PATIENCE: Final = timedelta(days=3)
MOST_ATTACHED: Final = 7_000_000
"""Bytes of files that hang at a letter; all of them are links besides."""
_BACK_OFF: Final = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
_MAX_ERROR: Final = 500
_SET_ASIDE: Final = timedelta(minutes=10)

Checkpoint = Callable[[str], Awaitable[None]]


class Packed(msgspec.Struct, frozen=True):
    """A letter that is claimed, and how it leaves."""

    row: TalkLetter
    letter: Letter
    way: Way


async def go_on(place: str) -> None:
    """Nothing happens here but in tests."""
    del place


async def bring_one(
    engines: Engines, post: Post, *, by: str, now: datetime, checkpoint: Checkpoint = go_on
) -> bool:
    """Decide upon the letter that is due first, and send it if it is to go; False: none is due."""
    async with engines.postgres.connection() as connection:
        row = await repository.take_due(connection, now=now)
        if row is None:
            return False
        await checkpoint("taken")
        packed = await _try_to_pack(engines, connection, post, row, by=by, now=now)
    if packed is None:
        return True
    await checkpoint("claimed")
    talk = await post.send(packed.way, packed.letter, number=row.id, now=now, bounce=Use.TALK_BOUNCE)
    await checkpoint("on the wire")
    await _keep_end(engines, packed.row, _end_of(talk, packed.row, now), now=now)
    await checkpoint("told")
    return True


async def give_up_one(engines: Engines, *, now: datetime) -> bool:
    """Call a letter `unknown` whose worker is gone; False: there is none."""
    async with engines.postgres.connection() as connection:
        row = await repository.take_lapsed(connection, now=now)
        if row is None:
            return False
        end = End(State.UNKNOWN, Reason.NO_ANSWER.value, "the worker died with it on the wire")
        await _write_end(engines, connection, row, end, now=now)
    return True


async def _try_to_pack(
    engines: Engines, connection: Connection, post: Post, row: TalkLetter, *, by: str, now: datetime
) -> Packed | None:
    """As `_pack`; a letter that cannot be made does not stand in the way of the others."""
    try:
        async with connection.transaction():
            return await _pack(engines, connection, post, row, by=by, now=now)
    except ENGINE_AWAY:
        raise
    except Exception:
        log.exception("correspondence.letter_not_made", letter_id=row.id, workspace_id=row.workspace_id)
        await repository.put_off(
            connection, workspace_id=row.workspace_id, letter_id=row.id, at=now + _SET_ASIDE
        )
        return None


async def _pack(
    engines: Engines, connection: Connection, post: Post, row: TalkLetter, *, by: str, now: datetime
) -> Packed | None:
    """Decide, and claim what goes; None: it does not go now."""
    case = await gather(engines, connection, row, now=now)
    fate = decide(case, now) if case is not None else Skip(Reason.GONE)
    if case is not None and isinstance(fate, Ready):
        found = await _find_way(engines, connection, post, case)
        if not isinstance(found, Skip):
            packed = await _claim(engines, connection, case, fate.parts, found, by=by, now=now)
            if not packed.way.is_kept:
                return packed
            await _keep(engines, connection, packed, now=now)
            return None
        fate = found
    if isinstance(fate, Later):
        await repository.put_off(connection, workspace_id=row.workspace_id, letter_id=row.id, at=fate.at)
    elif isinstance(fate, Skip):
        end = End(State.SKIPPED, fate.reason.value)
        await _write_end(engines, connection, row, end, now=now)
    return None


def decide(case: Case, now: datetime) -> Fate:
    """What becomes of a letter, by whom it is for."""
    if case.crew is not None:
        return noticing.decide(case.letter, case.known, case.crew, read=case.read, now=now)
    return deciding.decide(case.letter, case.known, case.settings, now)


async def _find_way(
    engines: Engines, connection: Connection, post: Post, case: Case
) -> tuple[Way, str] | Skip:
    """(the sender's way, the address it goes to)."""
    try:
        address = read_address(case.address)
    except AddressError:
        return Skip(Reason.NO_ADDRESS)
    workspace_id = case.letter.workspace_id
    if case.letter.kind is not Kind.NOTICE:
        why = await messaging.find_suppressed(
            engines, connection, workspace_id=workspace_id, address=address.lower()
        )
        if why == "bounced":
            return Skip(Reason.SUPPRESSED)
    way = await post.find_way(connection, workspace_id=workspace_id, sender_id=case.settings.sender_id)
    return way or post.keep_way(workspace_id), address


async def _keep(engines: Engines, connection: Connection, packed: Packed, *, now: datetime) -> None:
    """Keep a letter that nothing would send in the mailbox page; with its claim, so once."""
    row, letter = packed.row, packed.letter
    await engines.mailer.capture(
        connection,
        workspace_id=row.workspace_id,
        to=letter.to.address,
        subject=letter.subject,
        text=letter.text,
        html=keep_page(letter.html, letter.attachments) if letter.html else None,
    )
    await _write_end(engines, connection, row, End(State.SENT), now=now)


async def _claim(
    engines: Engines,
    connection: Connection,
    case: Case,
    parts: Sequence[Part],
    found: tuple[Way, str],
    *,
    by: str,
    now: datetime,
) -> Packed:
    """Write the letter, and that this worker has it."""
    way, address = found
    row, last = case.letter, parts[-1].id
    mark = make_talk(engines.secrets, mark_of(case, last))
    message_id = f"{mark}.{row.id}@{way.domain}"
    thread = await repository.list_thread(
        connection, workspace_id=row.workspace_id, conversation_id=case.known.conversation.id, address=address
    )
    inbound = await reply_address(connection, workspace_id=row.workspace_id, mark=mark)
    links = TalkLinks(engines.secrets, engines.public_url)
    frame = Frame(
        public_url=engines.public_url,
        secrets=engines.secrets,
        back_url=links.back_url(row.id),
        picture_url="" if way.is_kept else links.picture_url(row.id),
        can_reply=inbound is not None or way.reply_to is not None,
        now=now,
    )
    words = compose(case, parts, frame, is_thread=bool(thread))
    envelope = Envelope(
        sender=way.sender,
        to=address,
        reply_to=inbound or (way.reply_to.address if way.reply_to else None),
        message_id=message_id,
        thread=[each for each in thread if each != message_id],
        files=await _attach(engines, case, parts),
    )
    given = Claim(row.id, last, address, message_id, words.subject)
    await repository.claim(connection, workspace_id=row.workspace_id, given=given, by=by, until=now + LEASE)
    claimed = msgspec.structs.replace(row, attempts=row.attempts + 1, last_part=last, address=address)
    return Packed(claimed, make_letter(case, words, envelope, now=now), way)


async def _attach(engines: Engines, case: Case, parts: Sequence[Part]) -> list[Attachment]:
    """The files of these messages that fit, in order; a file that is gone is passed over."""
    if case.letter.kind is Kind.LINK:
        return []
    found: list[Attachment] = []
    left = MOST_ATTACHED
    for part in parts:
        for each in part.data.get("files") or ():
            if int(each.get("size", MOST_ATTACHED + 1)) > left:
                continue
            try:
                file, data = await files.open_file(
                    engines, workspace_id=case.letter.workspace_id, file_id=int(each["id"])
                )
            except NotFoundError:
                continue
            left -= len(data)
            found.append(Attachment(file.name, file.type, data))
    return found


def _end_of(talk: Talk, row: TalkLetter, now: datetime) -> End:
    said = (f"{talk.code} {talk.said}".strip() if talk.code else talk.said)[:_MAX_ERROR]
    match talk.verdict:
        case Verdict.SENT:
            return End(State.SENT)
        case Verdict.UNKNOWN:
            return End(State.UNKNOWN, Reason.NO_ANSWER.value, said)
        case Verdict.REFUSED:
            return End(State.FAILED, f"smtp_{talk.code or talk.status}", said)
        case Verdict.LATER:
            reason = "server_trouble" if talk.is_ours else f"smtp_{talk.code}"
            if now - row.created_at > PATIENCE:
                return End(State.FAILED, reason, said)
            pause = _BACK_OFF[min(row.attempts - 1, len(_BACK_OFF) - 1)]
            return End(State.WAITING, reason, said, now + pause)


async def _keep_end(engines: Engines, row: TalkLetter, end: End, *, now: datetime) -> None:
    async with engines.postgres.connection() as connection:
        held = await repository.hold_claim(
            connection, workspace_id=row.workspace_id, letter_id=row.id, attempt=row.attempts
        )
        if held is not None and (held.state is State.CLAIMED or end.state is State.SENT):
            await _write_end(engines, connection, held, end, now=now)


async def _write_end(
    engines: Engines, connection: Connection, row: TalkLetter, end: End, *, now: datetime
) -> None:
    """Keep what became of it, and say so under the messages it held."""
    place = {"workspace_id": row.workspace_id, "letter_id": row.id}
    if not await repository.write_end(connection, **place, end=end, now=now):
        end = End(State.SKIPPED, Reason.JOINED.value)
        await repository.write_end(connection, **place, end=end, now=now)
    if telling.has_to_be_told(row, end):
        await telling.tell(engines, connection, row, end, now=now)
    log.info("correspondence.letter", kind=row.kind.value, state=end.state.value, reason=end.reason, **place)
