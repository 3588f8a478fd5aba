"""A workspace with people who may be written to, and the ledger's work step by step at chosen moments."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from otklik.events.shipping import ship_rows
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.intake.pipeline.testing import Pump
from otklik.messaging import delivering, planning, releasing, repository, telling
from otklik.messaging.channels.contracts import Inner
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel, Decided, MessageKind, NewSend, Purpose, Send
from otklik.messaging.releasing import Checkpoint, go_on
from otklik.messaging.testing import KeptInner, KeptWire
from otklik.profiles import service as profiles
from otklik.profiles.contracts import IdentityKind
from otklik.profiles.contracts_marks import MarkKind
from otklik.profiles.creating import create_people
from otklik.workspaces.service import create_workspace_with_owner

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""12:00 in Moscow, the workspace's zone."""
MINUTE = timedelta(minutes=1)


class Ledger:
    """`sms` is a wire that rings and asks for leave, `task` an inner channel that needs none."""

    def __init__(self, engines: Engines, workspace_id: int, pump: Pump) -> None:
        self.engines = engines
        self.pump = pump
        self.workspace_id = workspace_id
        self.sms = KeptWire()
        self.task = KeptInner()
        self.channels = Channels(self.sms, self.task)
        self.ended: list[Decided] = []
        self.content: dict[Channel, int] = {}
        self.planned = 0

    @classmethod
    async def open(cls, engines: Engines, *, name: str = "Shop") -> "Ledger":
        """A new workspace."""
        profiles.register_shipper(ship_rows)
        made = await create_workspace_with_owner(
            engines, name=name, email=f"{name.lower()}@example.com", password="correct horse battery staple"
        )
        ledger = cls(engines, made.workspace_id, await Pump.open(engines, made.workspace_id))
        telling.forget_listeners()
        releasing.forget_filters()
        telling.register_decided(ledger._hear)
        async with engines.postgres.connection() as connection:
            for medium in ledger.channels:
                ledger.content[medium.channel] = await keep_content(
                    connection,
                    ledger.channels,
                    workspace_id=made.workspace_id,
                    channel=medium.channel,
                    content={"text": "Hi {{ person.phone }}"},
                )
        return ledger

    async def _hear(self, connection: Connection, ends: Sequence[Decided]) -> None:
        del connection
        self.ended.extend(ends)

    async def make_people(self, count: int, *, first: int = 1, is_subscribed: bool = True) -> list[int]:
        """People with a phone each."""
        phones = [f"+7999{number:07}" for number in range(first, first + count)]
        async with self.engines.postgres.connection() as connection:
            made = await create_people(
                connection,
                workspace_id=self.workspace_id,
                kind=IdentityKind.PHONE,
                values=phones,
                phone_region="RU",
                author="test",
                secrets=self.engines.secrets,
            )
            people = [made[phone] for phone in phones]
            if is_subscribed:
                await self.mark(connection, people, MarkKind.SUBSCRIPTION, "sms")
        return people

    async def mark(
        self, connection: Connection, people: Sequence[int], kind: MarkKind, key: str, *, is_on: bool = True
    ) -> None:
        """Put a mark on people."""
        await profiles.change_marks(
            connection,
            workspace_id=self.workspace_id,
            people=people,
            kind=kind,
            key=key,
            is_on=is_on,
            author="test",
        )

    async def set_property(self, person: int, key: str, value: str) -> None:
        """Write down what is known of somebody."""
        async with self.engines.postgres.connection() as connection:
            await profiles.edit_properties(
                connection,
                workspace_id=self.workspace_id,
                person_id=person,
                edits=[profiles.Edit("set", key, value)],
                author="test",
                phone_region="RU",
                secrets=self.engines.secrets,
            )

    def new(self, person: int, **given: Any) -> NewSend:  # noqa: ANN401 - fields of NewSend
        """A promotional SMS, due at noon."""
        self.planned += 1
        channel = given.get("channel", Channel.SMS)
        return NewSend(
            **{
                "unique_key": f"test:{self.planned}",
                "profile_id": person,
                "channel": channel,
                "content_id": self.content.get(channel, 0),
                "purpose": Purpose.MARKETING,
                "kind": MessageKind.PROMOTIONAL,
                "release_at": NOON,
                "scenario_id": 7,
                "node": "a",
                **given,
            }
        )

    async def plan(self, *sends: NewSend) -> list[int]:
        """Plan sends; their ids."""
        async with self.engines.postgres.connection() as connection:
            planned = await planning.plan_sends(
                connection, workspace_id=self.workspace_id, sends=sends, now=min(s.release_at for s in sends)
            )
        return [each.send_id for each in planned]

    async def release(self, now: datetime = NOON, checkpoint: Checkpoint = go_on) -> int:
        """Decide upon what is due."""
        return await releasing.release_portion(self.engines, self.channels, now=now, checkpoint=checkpoint)

    async def deliver(self, now: datetime = NOON, checkpoint: Checkpoint = go_on, *, by: str = "test") -> int:
        """Bring away what is ready."""
        done = await delivering.write_portion(self.engines, self.task, now=now, checkpoint=checkpoint)
        return done + await delivering.deliver_portion(
            self.engines, self.sms, by=by, now=now, checkpoint=checkpoint
        )

    async def write(self, inner: Inner, now: datetime = NOON) -> int:
        """Bring away what another inner channel has ready."""
        return await delivering.write_portion(self.engines, inner, now=now)

    async def work(self, now: datetime = NOON) -> None:
        """Decide and deliver all that is due."""
        while await self.release(now) or await self.deliver(now):
            continue

    async def read(self, send_id: int) -> Send:
        """A row."""
        async with self.engines.postgres.connection() as connection:
            send = await repository.find_send(connection, workspace_id=self.workspace_id, send_id=send_id)
        assert send is not None
        return send

    async def states(self, send_ids: Sequence[int]) -> list[str]:
        """`sent`, or `skipped:cap`."""
        async with self.engines.postgres.connection() as connection:
            cursor = await connection.execute(
                "SELECT s.state || ':' || s.reason FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked(id, n)"
                " JOIN sends s ON s.id = asked.id ORDER BY n",
                (list(send_ids),),
            )
            return [row[0].rstrip(":") for row in await cursor.fetchall()]

    async def told(self, name: str) -> list[dict[str, Any]]:
        """Properties of the events of a name that were shipped, by place."""
        await self.pump.settle()
        mine = [row for row in await self.pump.events() if row["workspace_id"] == self.workspace_id]
        return [row["properties"] for row in mine if row["name"] == name]


def at(minutes: float) -> datetime:
    """So long after noon."""
    return NOON + minutes * MINUTE
