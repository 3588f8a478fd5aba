"""The worker's task: one reader a mailbox, in one process each; they begin again after trouble."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Final

import structlog

from otklik.correspondence.contracts import TOPIC, Account, AccountState, Trouble
from otklik.correspondence.fetching import repository
from otklik.correspondence.fetching.client import Imap
from otklik.correspondence.fetching.line import ImapError
from otklik.correspondence.fetching.reader import ChangedError, Failures, Pace, Reader
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.bus import Item
from otklik.infra.engines import Engines
from otklik.infra.networks import Network
from otklik.infra.postgres import Connection
from otklik.infra.secrets import SealError
from otklik.letters.accounts import unseal

log = structlog.get_logger(__name__)

_LOOK_S: Final = 15.0
"""Mailboxes of a worker that died are taken over so soon; changes are told at once."""
_AWAY_S: Final = 2.0


async def run(engines: Engines, allowed: Sequence[Network], *, pace: Pace | None = None) -> None:
    """Read every mailbox that no other process reads, until cancelled.

    A mailbox is held by a lock of a connection of its own: when the process dies, the server lets go of it at
    once. Raises psycopg.OperationalError when that connection is gone: the readers end with it.
    """
    async with contextlib.AsyncExitStack() as stack:
        locks = await engines.postgres.dedicated()
        stack.push_async_callback(locks.close)
        items = await stack.enter_async_context(engines.bus.subscribe(TOPIC))
        group = await stack.enter_async_context(asyncio.TaskGroup())
        keeper = _Keeper(engines, locks, allowed, pace or Pace())
        alarm = asyncio.Event()
        group.create_task(_listen(items, alarm))
        try:
            while True:
                alarm.clear()
                await keeper.look(group)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_S):
                        await alarm.wait()
        finally:
            keeper.stop()


async def _listen(items: AsyncIterator[Item], alarm: asyncio.Event) -> None:
    async for item in items:
        if item != "mail":
            alarm.set()


class _Keeper:
    """Which mailboxes this process reads."""

    def __init__(self, engines: Engines, locks: Connection, allowed: Sequence[Network], pace: Pace) -> None:
        self._engines = engines
        self._locks = locks
        self._allowed = allowed
        self._pace = pace
        self._readers: dict[int, tuple[int, asyncio.Task[None]]] = {}
        self._nudges: dict[int, asyncio.Event] = {}

    async def look(self, group: asyncio.TaskGroup) -> None:
        """Begin with new and freed mailboxes, begin anew with changed ones, leave those that are gone."""
        async with self._engines.postgres.connection() as connection:
            wanted = {account.id: account for account in await repository.list_on(connection)}
        for account_id in [*self._readers]:
            version, task = self._readers[account_id]
            account = wanted.get(account_id)
            if account is None or account.version != version or task.done():
                await self._leave(account_id, task)
            else:
                self._nudges[account_id].set()  # perhaps a mail is to be fetched again
        for account in wanted.values():
            if account.id not in self._readers and await repository.try_lock(self._locks, account.id):
                nudge = self._nudges[account.id] = asyncio.Event()
                task = group.create_task(
                    _read_always(self._engines, account, self._allowed, self._pace, nudge),
                    name=f"mailbox {account.id}",
                )
                self._readers[account.id] = (account.version, task)
        await self._locks.execute("SELECT 1")

    async def _leave(self, account_id: int, task: asyncio.Task[None]) -> None:
        task.cancel()
        await asyncio.wait([task])
        del self._readers[account_id], self._nudges[account_id]
        await repository.unlock(self._locks, account_id)

    def stop(self) -> None:
        """Tell all readers to end."""
        for _, task in self._readers.values():
            task.cancel()


async def _read_always(
    engines: Engines, account: Account, allowed: Sequence[Network], pace: Pace, nudge: asyncio.Event
) -> None:
    """Read a mailbox, again and again after trouble, with growing pauses, until a member changes it."""
    failures, failed = Failures(), 0
    while True:
        try:
            fresh = await _read_anew(engines, account)
            if fresh is None:
                return
            await _read(engines, fresh, allowed, pace, nudge, failures)
            failed = 0
        except ChangedError:
            return
        except ImapError as error:
            log.info("inbound.trouble", account_id=account.id, trouble=error.trouble, said=error.said)
            await _tell_trouble(engines, account, error)
            pause_s = pace.failed_s[min(failed, len(pace.failed_s) - 1)]
            failed += 1
            await asyncio.sleep(max(pause_s, pace.refused_s) if error.trouble is Trouble.REFUSED else pause_s)
        except ENGINE_AWAY as error:
            log.warning("inbound.engine_away", error=str(error)[:300])
            await asyncio.sleep(_AWAY_S)
        except Exception as error:
            # One mailbox that nobody foresaw does not stop the others.
            log.exception("inbound.reader_failed", account_id=account.id)
            await _tell_trouble(engines, account, ImapError(Trouble.BROKEN, type(error).__name__))
            await asyncio.sleep(pace.refused_s)


async def _read_anew(engines: Engines, account: Account) -> Account | None:
    """The mailbox with the place where it stands now; None: it was changed, or is gone."""
    async with engines.postgres.connection() as connection:
        found = [each for each in await repository.list_on(connection) if each.id == account.id]
    return found[0] if found and found[0].version == account.version else None


async def _read(
    engines: Engines,
    account: Account,
    allowed: Sequence[Network],
    pace: Pace,
    nudge: asyncio.Event,
    failures: Failures,
) -> None:
    async with engines.postgres.connection() as connection:
        if not account.trouble:
            await repository.tell_state(
                connection, workspace_id=account.workspace_id, account=account, state=AccountState.CONNECTING
            )
    async with open_mailbox(engines, account, allowed) as client:
        reader = Reader(engines, account, client, failures)
        await reader.open()
        while True:
            nudge.clear()
            await reader.catch_up()
            await reader.wait(nudge, pace)


@contextlib.asynccontextmanager
async def open_mailbox(engines: Engines, account: Account, allowed: Sequence[Network]) -> AsyncIterator[Imap]:
    """A connection that is signed in, closed at the end. Raises ImapError."""
    try:
        password = unseal(engines.secrets, account.password) or ""
    except SealError as error:
        raise ImapError(Trouble.LOCKED, "the password was sealed with another key") from error
    client = await Imap.open(
        host=account.host,
        port=account.port,
        security=account.security,
        trust=account.trust,
        allowed=allowed,
    )
    try:
        await client.sign_in(account.username, password)
        yield client
    except BaseException:
        client.close()
        raise
    await client.log_out()


async def _tell_trouble(engines: Engines, account: Account, error: ImapError) -> None:
    try:
        async with engines.postgres.connection() as connection:
            await repository.tell_trouble(
                connection,
                workspace_id=account.workspace_id,
                account=account,
                trouble=error.trouble,
                said=error.said,
            )
    except ENGINE_AWAY:
        log.warning("inbound.engine_away")
