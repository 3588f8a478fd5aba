"""A shop with scenarios: events go through the pipeline, people walk by a clock of the test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from otklik.automation import repository_looks, scenarios
from otklik.automation.following import Follower
from otklik.automation.leaving import Looker
from otklik.automation.matching import find_matched
from otklik.automation.stepping import Checkpoint, Stepper, go_on, note_decided
from otklik.events.shipping import ship_rows
from otklik.infra.engines import Engines
from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import now_ms, to_datetime, to_ms
from otklik.messaging import delivering, matching, noting, releasing, repository_releasing, telling
from otklik.messaging import running as messaging_running
from otklik.messaging.channels.contracts import Inner, Wire
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel, Heard
from otklik.messaging.testing import KeptInner
from otklik.profiles.service import register_shipper
from otklik.segments.live.follower import Follower as SegmentFollower
from otklik.segments.live.repository import find_next_due as find_next_turn
from otklik.workspaces import service as workspaces
from otklik.workspaces.roles import system_actor

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@dataclass(slots=True)
class ScenarioShop:
    """`ahead_ms`: how far the clock is ahead of the machine's; `box`: what was delivered.

    `channels`: by what messages leave, left out: by the box; `segments`: who keeps live segments, if anybody.
    """

    engines: Engines
    pump: Pump
    box: KeptInner
    content: int
    ahead_ms: int = 0
    channels: Channels | None = None
    segments: SegmentFollower | None = None
    follower: Follower = field(init=False)
    stepper: Stepper = field(init=False)
    looker: Looker = field(init=False)

    def __post_init__(self) -> None:
        self.become(go_on)

    def become(self, checkpoint: Checkpoint) -> None:
        """Work on as another process."""
        self.follower = Follower(self.engines, checkpoint=checkpoint, now_ms=lambda: self.now_ms)
        self.stepper = Stepper(self.engines, checkpoint=checkpoint)
        self.looker = Looker(self.engines, self.stepper, checkpoint=checkpoint)

    @property
    def now_ms(self) -> int:
        return now_ms() + self.ahead_ms

    @property
    def workspace_id(self) -> int:
        return self.pump.workspace_id

    @classmethod
    async def join(cls, engines: Engines, workspace_id: int, channels: Channels) -> "ScenarioShop":
        """The clock of a workspace whose messages leave by real channels."""
        telling.forget_listeners()
        releasing.forget_filters()
        telling.register_decided(partial(note_decided, bus=engines.bus))
        matching.register_matcher(find_matched)
        pump = await Pump.open(engines, workspace_id)
        return cls(engines, pump, KeptInner(Channel.TASK), 0, channels=channels)

    def keep_segments(self) -> None:
        """Let live segments be kept from now on."""
        self.segments = SegmentFollower(self.engines, now_ms=lambda: self.now_ms)

    @classmethod
    async def open(cls, engines: Engines, name: str = "Shop") -> "ScenarioShop":
        register_shipper(ship_rows)
        made = await workspaces.create_workspace_with_owner(
            engines, name=name, email=f"{name}@example.com", password="correct horse battery"
        )
        box = KeptInner(Channel.TASK)
        async with engines.postgres.connection() as connection:
            content = await keep_content(
                connection,
                Channels(box),
                workspace_id=made.workspace_id,
                channel=Channel.TASK,
                content={"text": "Hi"},
            )
        telling.forget_listeners()
        releasing.forget_filters()
        telling.register_decided(partial(note_decided, bus=engines.bus))
        matching.register_matcher(find_matched)
        return cls(engines, await Pump.open(engines, made.workspace_id), box, content)

    def send(self, **ways: object) -> dict[str, Any]:
        """A step that sends."""
        content = {"channel": "task", "content_id": self.content, "kind": "transactional"}
        return {"send": content, **ways}

    async def save(self, source: Mapping[str, Any], *, scenario_id: int) -> None:
        """Another version of a scenario."""
        actor = system_actor(workspace_id=self.workspace_id)
        async with self.engines.postgres.session() as session:
            await scenarios.save_version(session, actor=actor, scenario_id=scenario_id, graph=source)

    async def draft(self, source: Mapping[str, Any], *, name: str = "Series") -> int:
        """A scenario that nobody begins yet."""
        actor = system_actor(workspace_id=self.workspace_id)
        async with self.engines.postgres.session() as session:
            made = await scenarios.create_scenario(session, actor=actor, kind="chain", values={"name": name})
        await self.save(source, scenario_id=made.id)
        return made.id

    async def launch(self, source: Mapping[str, Any], *, name: str = "Series") -> int:
        """A scenario that people may begin now."""
        made = await self.draft(source, name=name)
        actor = system_actor(workspace_id=self.workspace_id)
        async with self.engines.postgres.session() as session:
            await scenarios.launch(session, actor=actor, scenario_id=made)
        await self.follower.catch_up()
        return made

    async def happen(self, *items: Mapping[str, Any]) -> None:
        """These reach the store, and everything that follows from them at once is done."""
        await self.pump.append(*items)
        await self.pump.settle()
        await self.work()

    async def work(self) -> None:
        """Do all there is to do at this moment, until what was written is in the store."""
        is_more = True
        while is_more:
            if self.segments is not None:
                await self.segments.catch_up()
            await self.follower.catch_up()
            is_more = bool(await self.looker.look_due(now_ms=self.now_ms))
            is_more |= bool(await self.stepper.step_due(now_ms=self.now_ms))
            is_more |= bool(await self.post())
            if not is_more and not await self.pump.is_idle():
                await self.pump.settle()
                is_more = True

    async def post(self) -> int:
        """Let the ledger decide and deliver what is due."""
        now = to_datetime(self.now_ms)
        channels = self.channels or Channels(self.box)
        done = await releasing.release_portion(self.engines, channels, now=now)
        for medium in channels:
            if isinstance(medium, Inner):
                done += await delivering.write_portion(self.engines, medium, now=now)
            elif isinstance(medium, Wire):
                done += await delivering.deliver_portion(self.engines, medium, by="test", now=now)
        return done

    async def wait(self, length_ms: int) -> None:
        """Time goes by; each thing is done when it is due."""
        end_ms = self.now_ms + length_ms
        while (due_ms := await self._next_due()) is not None and due_ms <= end_ms:
            self.ahead_ms += max(0, due_ms - self.now_ms)
            await messaging_running.keep_house(self.engines, now=to_datetime(self.now_ms))
            await self.work()
        self.ahead_ms += max(0, end_ms - self.now_ms)
        await self.work()

    async def _next_due(self) -> int | None:
        async with self.engines.postgres.connection() as connection:
            run_ms = await repository_looks.find_next_due(connection)
            sends = await repository_releasing.find_next_moment(connection)
        turns_ms = await find_next_turn(self.engines.postgres) if self.segments is not None else None
        known = (run_ms, to_ms(sends) if sends else None, turns_ms)
        moments = [each for each in known if each is not None]
        return min(moments, default=None)

    async def home(self, device: str) -> int:
        """The home profile of a device, by its events that say who."""
        rows = await self.pump.ch(
            "SELECT any(person) AS person FROM events WHERE workspace_id ="
            f" {self.workspace_id} AND JSONExtractString(properties, 'who') = '{device}'"
        )
        return int(rows[0]["person"])

    async def home_of(self, email: str) -> int:
        """The home profile of an address."""
        rows = await self.pump.pg(
            "SELECT id FROM profiles WHERE workspace_id = %s AND properties ->> '$email' = %s",
            self.workspace_id,
            email,
        )
        return int(rows[0][0])

    async def hear(self, home: int, node: str, what: Heard) -> None:
        """Somebody reads or clicks now what he got last at a step; what follows is done."""
        ((send_id,),) = await self.pump.pg(
            "SELECT max(id) FROM sends WHERE profile_id = %s AND node = %s AND state = 'sent'", home, node
        )
        async with self.engines.postgres.connection() as connection:
            assert await noting.note(
                self.engines,
                connection,
                workspace_id=self.workspace_id,
                send_id=send_id,
                what=what,
                at=to_datetime(self.now_ms),
            )
        await self.pump.settle()
        await self.work()

    def sent(self) -> list[tuple[int, str]]:
        """(home, step) of what was delivered, in order."""
        return [(each.send.profile_id, each.send.node) for each in self.box.delivered]

    async def runs(self, scenario_id: int) -> list[tuple[str, str, str]]:
        """(node, state, reason) of a scenario's runs, as they began."""
        return [
            (row[0], row[1], row[2])
            for row in await self.pump.pg(
                "SELECT node, state, reason FROM scenario_runs WHERE scenario_id = %s ORDER BY id",
                scenario_id,
            )
        ]
