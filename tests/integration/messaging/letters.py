"""A shop with a mail server that answers as a script says, and one person who takes letters."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Protocol, Self

from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.messaging.ledger import NOON, Ledger
from tests.unit.letters.server import Server

from otklik.infra.engines import Engines
from otklik.infra.networks import read_networks
from otklik.letters.post import Post
from otklik.messaging import delivering
from otklik.messaging.channels.email import EmailChannel
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel
from otklik.profiles.contracts_marks import MarkKind

SALE = {
    "subject": "Скидка для {{ person.name | default: 'вас' }}",
    "preheader": "Только сегодня",
    "html": "<html><body><p>Привет! <a href='https://shop.example/sale?a=1&amp;b=2'>Смотреть</a></p>"
    '<a href="{{ unsubscribe_url }}">Отписаться</a></body></html>',
}


class HasPort(Protocol):
    """A mail server of this machine."""

    port: int


class Letters:
    """A shop with a mail server, and one person who takes letters."""

    def __init__(self, ledger: Ledger, channel: EmailChannel, person: int, workspace: TestWorkspace) -> None:
        self.ledger = ledger
        self.workspace = workspace
        self.channel = channel
        self.post: Post | None = None
        self.person = person

    @classmethod
    async def open(cls, engines: Engines, make_workspace: MakeWorkspace, server: HasPort) -> Self:
        ledger = await Ledger.open(engines)
        shop = await make_workspace(name="Ромашка")
        ledger.workspace_id = shop.id
        owner = await shop.owner()
        body = {"name": "Relay", "host": "127.0.0.1", "port": server.port, "security": "none"}
        account = (await owner.post("/api/v1/mail/accounts", json=body)).json()
        sender = {"name": "Ромашка", "address": "shop@otklik.example", "account_id": int(account["id"])}
        assert (await owner.post("/api/v1/mail/senders", json=sender)).status_code == 201
        post = Post(engines, allowed=read_networks(["127.0.0.0/8"]))
        channel = EmailChannel(engines, post)
        ledger.channels = Channels(ledger.sms, channel)
        (person,) = await ledger.make_people(1)
        operations = [
            {"op": "set", "key": "$email", "value": "Ann@Mail.example"},
            {"op": "set", "key": "$name", "value": "Анна"},
        ]
        answer = await shop.api.patch(f"/api/v1/profiles/{person}", json={"operations": operations})
        assert answer.status_code == 200, answer.text
        async with engines.postgres.connection() as connection:
            await ledger.mark(connection, [person], MarkKind.SUBSCRIPTION, "email")
        made = cls(ledger, channel, person, shop)
        made.post = post
        return made

    async def send(self, content: dict[str, Any], **given: Any) -> list[str]:  # noqa: ANN401 - fields of a send
        """Plan, decide, bring away; the state."""
        await self.let_go(content, **given)
        return await self.bring()

    async def let_go(self, content: dict[str, Any], **given: Any) -> None:  # noqa: ANN401 - fields of a send
        """Plan and decide; `ids` is the send's."""
        async with self.ledger.engines.postgres.connection() as connection:
            kept = await keep_content(
                connection,
                self.ledger.channels,
                workspace_id=self.ledger.workspace_id,
                channel=Channel.EMAIL,
                content=content,
            )
        fields = {"channel": Channel.EMAIL, "content_id": kept, "scenario_id": None, **given}
        self.ids = await self.ledger.plan(self.ledger.new(self.person, **fields))
        await self.ledger.release()

    async def age(self) -> None:
        """Let the letter be an hour old by the clock of whoever opens it."""
        async with self.ledger.engines.postgres.connection() as connection:
            await connection.execute(
                "UPDATE sends SET sent_at = now() - interval '1 hour' WHERE id = ANY(%s)", (self.ids,)
            )

    async def bring(self, **later: float) -> list[str]:
        now = NOON + timedelta(**later)
        await delivering.deliver_portion(self.ledger.engines, self.channel, by="test", now=now)
        return await self.ledger.states(self.ids)


def read(server: Server) -> EmailMessage:
    found = message_from_bytes(server.got[-1].removesuffix(b".\r\n"), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found
