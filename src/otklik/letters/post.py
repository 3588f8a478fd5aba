"""The way out: finds who sends a letter and over which server, signs it, and sends it. One a worker."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import partial
from typing import Final

import msgspec
import structlog
from aiosmtplib import SMTP

from otklik.infra.engines import Engines
from otklik.infra.mail import Relay
from otklik.infra.networks import Network
from otklik.infra.postgres import Connection
from otklik.letters import repository
from otklik.letters.accounts import unseal
from otklik.letters.addresses import domain_of
from otklik.letters.connecting import connect
from otklik.letters.contracts import Letter, Mailbox
from otklik.letters.contracts_ways import Account, Sender
from otklik.letters.dkim import DkimKey
from otklik.letters.domains import load_key
from otklik.letters.marks import Use, make_mark
from otklik.letters.mime import write_letter
from otklik.letters.smtp import Connect, Envelope, Lines, Talk, Verdict

log = structlog.get_logger(__name__)

_RELAY_LINES: Final = 4
_HOLDS: Final = (timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
_PURPOSE: Final = "letters"
_LARGE: Final = 512 * 1024


class Way(msgspec.Struct, frozen=True):
    """How a letter of a sender leaves. `account` None: over the installation's relay."""

    workspace_id: int
    sender: Mailbox
    reply_to: Mailbox | None
    bounce_to: str
    account: Account | None
    key: DkimKey | None
    is_kept: bool = False
    """Nothing sends it: it stays in the mailbox page."""

    @property
    def domain(self) -> str:
        """Of the sender: ids of his letters end with it."""
        return domain_of(self.sender.address)

    @property
    def name(self) -> tuple[int, datetime | None]:
        """Letters of one name go over the same connections; an edited account has another one."""
        return (self.account.id, self.account.updated_at) if self.account else (0, None)


class _Route(msgspec.Struct):
    """Connections of one account, and how often in turn it failed us."""

    lines: Lines
    failures: int = 0
    held_until: datetime | None = None


class Post:
    """Sends letters over kept connections. `allowed`: private networks where members' servers may stand."""

    def __init__(self, engines: Engines, *, allowed: Sequence[Network] = ()) -> None:
        self._engines = engines
        self._allowed = allowed
        self._routes: dict[tuple[int, datetime | None], _Route] = {}
        self._keys: dict[tuple[int, str], DkimKey] = {}

    async def find_way(
        self, connection: Connection, *, workspace_id: int, sender_id: int | None = None
    ) -> Way | None:
        """The way of a sender, of the default one when he is gone; None: no letter can leave from here."""
        found = await repository.find_sender(connection, workspace_id=workspace_id, sender_id=sender_id)
        if found is None and sender_id is not None:
            found = await repository.find_sender(connection, workspace_id=workspace_id, sender_id=None)
        if found is None:
            return self._relay_way(workspace_id)
        account = None
        if found.account_id is not None:
            account = await repository.find_account(
                connection, workspace_id=workspace_id, account_id=found.account_id
            )
        if account is None and self._engines.mailer.relay is None:
            return None
        return await self._way_of(connection, found, account)

    def keep_way(self, workspace_id: int) -> Way:
        """The way of letters that nothing sends, as the installation's own."""
        name, address = parseaddr(self._engines.mailer.sender)
        return Way(workspace_id, Mailbox(address, name), None, "", None, None, is_kept=True)

    async def send(
        self,
        way: Way,
        letter: Letter,
        *,
        number: int,
        now: datetime | None = None,
        bounce: Use = Use.BOUNCE,
    ) -> Talk:
        """Send a letter; bounces say by `number` whose it was: a send's id, or what `bounce` numbers.

        While its server refuses us as a whole, nothing is tried.
        """
        moment = now or datetime.now(UTC)
        route = self._route(way)
        if route.held_until is not None and route.held_until > moment:
            return Talk(Verdict.LATER, said="the mail server is out of order", is_ours=True)
        data = write_letter(letter)
        if way.key is not None:
            data = await _sign(way.key, data, at=int(moment.timestamp())) + data
        talk = await route.lines.send(
            Envelope(self._return_path(way, bounce, number), letter.to.address, data)
        )
        await self._remember(way, route, talk, moment)
        return talk

    def message_id(self, way: Way, number: int) -> str:
        """The Message-ID of a send: the same at every attempt."""
        return f"{make_mark(self._mac, Use.MESSAGE, number)}@{way.domain}"

    async def close(self) -> None:
        """Close all connections."""
        await asyncio.gather(*(route.lines.close() for route in self._routes.values()))

    def _mac(self, data: bytes) -> bytes:
        return self._engines.secrets.mac(data, purpose=_PURPOSE)

    def _return_path(self, way: Way, use: Use, number: int) -> str:
        """Where bounces go: a marked plus address of the bounces' mailbox, else the sender's own address."""
        if not way.bounce_to:
            return way.sender.address
        local, _, domain = way.bounce_to.rpartition("@")
        return f"{local}+{make_mark(self._mac, use, number)}@{domain}"

    def _relay_way(self, workspace_id: int) -> Way | None:
        """Without a sender of its own a workspace writes as the installation does."""
        mailer = self._engines.mailer
        name, address = parseaddr(mailer.sender)
        if mailer.relay is None or not address:
            return None
        return Way(workspace_id, Mailbox(address, name), None, "", None, None)

    async def _way_of(self, connection: Connection, sender: Sender, account: Account | None) -> Way:
        reply_to = Mailbox(sender.reply_to) if sender.reply_to else None
        key = await self._find_key(connection, sender)
        box = Mailbox(sender.address, sender.name)
        return Way(sender.workspace_id, box, reply_to, sender.bounce_to or "", account, key)

    async def _find_key(self, connection: Connection, sender: Sender) -> DkimKey | None:
        """The key of the sender's domain, once it was seen in the DNS."""
        domain = domain_of(sender.address)
        found = await repository.find_domain(connection, workspace_id=sender.workspace_id, domain=domain)
        if found is None or not found.is_signed:
            return None
        known = self._keys.get((sender.workspace_id, domain))
        if known is None:
            known = self._keys[sender.workspace_id, domain] = load_key(self._engines.secrets, found)
        return known

    def _route(self, way: Way) -> _Route:
        found = self._routes.get(way.name)
        if found is None:
            most = way.account.connections if way.account else _RELAY_LINES
            found = self._routes[way.name] = _Route(Lines(self._connect(way.account), most=most))
            if way.account is not None:
                found.held_until = way.account.held_until
        return found

    def _connect(self, account: Account | None) -> Connect:
        if account is not None:
            password = unseal(self._engines.secrets, account.password)
            return partial(connect, account, password=password, allowed=self._allowed)
        relay = self._engines.mailer.relay
        assert relay is not None  # noqa: S101 - a way without an account has a relay
        return partial(_connect_relay, relay)

    async def _remember(self, way: Way, route: _Route, talk: Talk, now: datetime) -> None:
        """Hold a server that refuses us back for longer each time; say so where members see it."""
        was_failing = route.failures > 0 or (way.account is not None and bool(way.account.trouble))
        if talk.is_ours:
            route.held_until = now + _HOLDS[min(route.failures, len(_HOLDS) - 1)]
            route.failures += 1
            log.warning("letters.server_trouble", account=way.name[0], said=talk.said)
        elif was_failing:
            route.failures, route.held_until = 0, None
        else:
            return
        if way.account is None:
            return
        async with self._engines.postgres.connection() as connection:
            await repository.write_trouble(
                connection,
                workspace_id=way.workspace_id,
                account_id=way.account.id,
                trouble=talk.said if talk.is_ours else "",
                code=talk.certificate,
                at=now if talk.is_ours else None,
                held_until=route.held_until,
            )


async def _sign(key: DkimKey, data: bytes, *, at: int) -> bytes:
    """The signature of a letter. Handing a usual one to a thread takes longer than signing it."""
    return key.sign(data, at=at) if len(data) < _LARGE else await asyncio.to_thread(key.sign, data, at=at)


async def _connect_relay(relay: Relay) -> SMTP:
    client = relay.client()
    await client.connect()
    return client
