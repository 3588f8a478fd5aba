"""Reads one mailbox, for as long as it goes well: what is new is kept before the place moves on.

The place (UIDVALIDITY and the last UID) moves in the transaction that keeps the mails, so whatever dies,
nothing is passed over, and nothing is kept twice (the UID is unique, too).
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
import structlog

from otklik.correspondence.arriving import repository as mails
from otklik.correspondence.contracts import (
    MAX_RAW,
    TOPIC,
    Account,
    AccountState,
    MailState,
    NewMail,
    Skipped,
    Trouble,
)
from otklik.correspondence.fetching import repository
from otklik.correspondence.fetching.client import Head, Imap
from otklik.correspondence.fetching.line import ImapError, LargeLiteralError
from otklik.correspondence.fetching.repository import Lag
from otklik.infra.engines import Engines

log = structlog.get_logger(__name__)

_WINDOW: Final = 50_000
"""Numbers that one search looks over: its answer stays a short line."""
_PORTION: Final = 50
_PORTION_BYTES: Final = 8 * 1024 * 1024
_TRIES: Final = 3
"""So often a mail may break the line before it is listed and passed over."""


class ChangedError(Exception):
    """A member has changed the mailbox meanwhile: begin anew with what it is now."""


class Pace(msgspec.Struct, frozen=True):
    """How long a reader waits, in seconds: in IDLE, between questions without it, after failures in turn."""

    idle_s: float = 180.0
    ask_s: float = 60.0
    failed_s: tuple[float, ...] = (5.0, 15.0, 60.0, 300.0)
    refused_s: float = 300.0


class Failures:
    """Mails on which the line broke, over the connections of a mailbox; they are fetched alone."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def count(self, uids: Sequence[int]) -> None:
        """These were on their way when the line broke."""
        self._counts.update(uids)

    def is_odd(self, uid: int) -> bool:
        """Whether it is fetched alone."""
        return self._counts[uid] > 0

    def is_hopeless(self, uid: int) -> bool:
        """Whether it is not tried any more; it alone was on its way the last times."""
        return self._counts[uid] >= _TRIES


class Reader:
    """One mailbox over one connection. Raises ImapError, ChangedError."""

    def __init__(self, engines: Engines, account: Account, client: Imap, failures: Failures) -> None:
        self._engines = engines
        self._account = account
        self._client = client
        self._failures = failures
        self._uid_validity = 0
        self._last = 0
        self._newest_at = account.newest_at

    async def open(self) -> None:
        """Open the folder and take up where we were; with other numbers, from the start."""
        account = self._account
        selected = await self._client.select(account.folder, is_changed=account.marks_seen)
        self._uid_validity = selected.uid_validity
        self._last = account.last_uid if account.uid_validity == selected.uid_validity else 0
        async with self._engines.postgres.connection() as connection:
            if account.uid_validity != selected.uid_validity:
                if not await repository.begin_folder(
                    connection,
                    workspace_id=account.workspace_id,
                    account=account,
                    uid_validity=selected.uid_validity,
                ):
                    raise ChangedError
                await repository.give_up_absent(
                    connection,
                    workspace_id=account.workspace_id,
                    account=account,
                    uid_validity=selected.uid_validity,
                )
            await repository.tell_state(
                connection,
                workspace_id=account.workspace_id,
                account=account,
                state=AccountState.FETCHING,
                has_idle=self._client.has_idle,
            )
        await self._read_windows(selected.uid_next)

    async def catch_up(self) -> None:
        """Take what is new, and what is asked for again."""
        await self._fetch_absent()
        uids = await self._client.search(first=self._last + 1, last=None, since=self._account.since)
        await self._take_all(uids)

    async def wait(self, alarm: asyncio.Event, pace: Pace) -> None:
        """Wait for new mail, or the alarm; a server that tells of nothing is asked again after a while."""
        async with self._engines.postgres.connection() as connection:
            await repository.tell_state(
                connection,
                workspace_id=self._account.workspace_id,
                account=self._account,
                state=AccountState.WAITING,
            )
        if self._client.has_idle:
            await self._client.idle(pace.idle_s, alarm)
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pace.ask_s):
                await alarm.wait()
        await self._client.refresh()

    async def _read_windows(self, uid_next: int) -> None:
        """The first reading, piece by piece: a mailbox may hold a million mails."""
        while self._last + 1 < uid_next:
            last = min(self._last + _WINDOW, uid_next - 1)
            uids = await self._client.search(first=self._last + 1, last=last, since=self._account.since)
            await self._take_all(uids)
            if self._last < last:
                await self._keep([], [], last_uid=last, waiting=0)

    async def _take_all(self, uids: Sequence[int]) -> None:
        for start in range(0, len(uids), _PORTION):
            heads = await self._client.fetch_heads(uids[start : start + _PORTION])
            if heads:
                self._newest_at = max(
                    [each.at for each in heads if each.at] + ([self._newest_at] if self._newest_at else []),
                    default=None,
                )
            waiting = len(uids) - start
            for group in self._split(heads):
                waiting -= len(group)
                await self._take(group, waiting)
            rest = uids[start : start + _PORTION][-1]
            if rest > self._last:  # the last ones were deleted meanwhile
                await self._keep([], [], last_uid=rest, waiting=len(uids) - start - _PORTION)

    def _split(self, heads: Sequence[Head]) -> list[list[Head]]:
        """Groups that are fetched together: small enough, and what broke the line before alone."""
        groups: list[list[Head]] = []
        size = 0
        for head in heads:
            is_alone = self._failures.is_odd(head.uid) or head.size > _PORTION_BYTES
            if not groups or is_alone or size + head.size > _PORTION_BYTES:
                groups.append([])
                size = 0
            groups[-1].append(head)
            size += _PORTION_BYTES if is_alone else head.size
        return groups

    async def _take(self, group: Sequence[Head], waiting: int) -> None:
        known = await self._find_known(group)
        wanted = [
            head
            for head in group
            if head.message_id not in known
            and head.size <= MAX_RAW
            and not self._failures.is_hopeless(head.uid)
        ]
        raws = await self._fetch([head.uid for head in wanted])
        new = [self._make(head, raws.get(head.uid)) for head in group if head.message_id not in known]
        kept = [
            each for each in new if each.raw is not None or each.reason != Skipped.GONE
        ]  # deleted between the two questions: there is nothing to list
        await self._keep(kept, group, last_uid=group[-1].uid, waiting=waiting)
        if self._account.marks_seen and raws:
            await self._client.mark_seen(raws.keys())

    async def _fetch(self, uids: Sequence[int]) -> dict[int, bytes]:
        if not uids:
            return {}
        try:
            return await self._client.fetch_raws(uids, most=MAX_RAW)
        except LargeLiteralError:
            self._failures.count([*uids, *uids, *uids] if len(uids) == 1 else uids)
            raise
        except ImapError as error:
            if error.trouble is Trouble.BROKEN:
                self._failures.count(uids)
            raise

    def _make(self, head: Head, raw: bytes | None) -> NewMail:
        reason = ""
        if raw is None:
            reason = Skipped.TOO_LARGE if head.size > MAX_RAW else Skipped.GONE
            reason = Skipped.BROKEN if self._failures.is_hopeless(head.uid) else reason
        return NewMail(
            raw=raw,
            size=len(raw) if raw is not None else min(head.size, (1 << 31) - 1),
            received_at=head.at or datetime.now(UTC),
            account_id=self._account.id,
            uid_validity=self._uid_validity,
            uid=head.uid,
            reason=reason,
        )

    async def _find_known(self, group: Sequence[Head]) -> set[str]:
        ids = {head.message_id for head in group} - {""}
        if not ids:
            return set()
        async with self._engines.postgres.connection() as connection:
            return await repository.list_known(
                connection,
                workspace_id=self._account.workspace_id,
                account=self._account,
                uid_validity=self._uid_validity,
                message_ids=ids,
            )

    async def _keep(
        self, new: Sequence[NewMail], heads: Sequence[Head], *, last_uid: int, waiting: int
    ) -> None:
        """The mails and the place, in one transaction."""
        taken_at = max((head.at for head in heads if head.at), default=None)
        async with self._engines.postgres.connection() as connection:
            for each in new:
                await mails.insert_mail(connection, workspace_id=self._account.workspace_id, new=each)
            lag = Lag(self._newest_at, taken_at, max(0, waiting))
            if not await repository.move_on(
                connection,
                workspace_id=self._account.workspace_id,
                account=self._account,
                uid_validity=self._uid_validity,
                last_uid=last_uid,
                lag=lag,
            ):
                raise ChangedError
            if any(each.raw is not None for each in new):
                await self._engines.bus.publish(TOPIC, "mail", connection=connection)
        self._last = last_uid

    async def _fetch_absent(self) -> None:
        """What a member wants to be tried again, and was not kept."""
        async with self._engines.postgres.connection() as connection:
            absent = await repository.list_absent(
                connection,
                workspace_id=self._account.workspace_id,
                account=self._account,
                uid_validity=self._uid_validity,
            )
        for mail_id, uid in absent:
            raws = {}
            if any(head.size <= MAX_RAW for head in await self._client.fetch_heads([uid])):
                raws = await self._fetch([uid])
            async with self._engines.postgres.connection() as connection:
                workspace_id = self._account.workspace_id
                if uid in raws:
                    await mails.insert_raw(
                        connection, workspace_id=workspace_id, mail_id=mail_id, raw=raws[uid]
                    )
                state = MailState.WAITING if uid in raws else MailState.SKIPPED
                await mails.update_mail(
                    connection, workspace_id=workspace_id, mail_id=mail_id, state=state.value
                )
                await self._engines.bus.publish(TOPIC, "mail", connection=connection)
