"""Messages planned for the pages of a workspace, and what became of them."""

from datetime import datetime, timedelta
from typing import Any

from tests.conftest import TestWorkspace
from tests.integration.chat.browsers import Browser

from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import now_ms, to_datetime
from otklik.messaging import planning, releasing, repository, telling
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel, MessageKind, NewSend, Purpose, Send
from otklik.messaging.tasks import make_channels

NOBODY = 1 << 40
POPUP: dict[str, Any] = {
    "look": "small",
    "pages": [
        {
            "id": "a",
            "blocks": [
                {"kind": "title", "text": "Hi {{ person.first_name | default: 'friend' }}"},
                {"kind": "button", "text": "Go", "does": "link", "url": "{{ event.url }}"},
                {"kind": "answer", "hint": "Write to us"},
            ],
        }
    ],
}
FORM: dict[str, Any] = {
    "look": "large",
    "name": "Survey",
    "points_property": "survey_points",
    "pages": [
        {
            "id": "a",
            "next": "b",
            "ways": [{"field": "size", "is": ["big"], "to": "c"}],
            "blocks": [
                {"kind": "field", "name": "email", "type": "email", "property": "$email", "required": True},
                {
                    "kind": "field",
                    "name": "size",
                    "type": "choice",
                    "property": "size",
                    "required": True,
                    "options": [{"value": "big", "points": 16}, {"value": "small", "points": 3}],
                },
                {"kind": "consent", "text": "Letters, please", "channel": "email", "required": True},
            ],
        },
        {"id": "b", "blocks": [{"kind": "title", "text": "Thank you"}]},
        {
            "id": "c",
            "next": "b",
            "blocks": [
                {
                    "kind": "field",
                    "name": "needs",
                    "type": "choices",
                    "options": [{"value": "x", "points": 7}, {"value": "y", "points": 3}, {"value": "z"}],
                },
                {"kind": "answer", "hint": "Anything else?"},
            ],
        },
    ],
}


class Pages:
    """Plans and decides; browsers do the rest."""

    def __init__(self, shop: TestWorkspace, pump: Pump) -> None:
        self.shop = shop
        self.pump = pump
        self.engines = shop.engines
        self.channels = make_channels(shop.engines, None)
        self.planned = 0

    @classmethod
    async def open(cls, shop: TestWorkspace, *, is_used: bool = False) -> "Pages":
        """Nobody listens to ends of sends, no filter refuses any; `is_used`: pages are asked from now on."""
        telling.forget_listeners()
        releasing.forget_filters()
        pages = cls(shop, await Pump.open(shop.engines, shop.id))
        if is_used:
            await pages.plan(NOBODY)
        return pages

    async def home_of(self, browser: Browser) -> int:
        """The home of a browser that has said hello."""
        return int(
            await self.ask(
                "SELECT profile_id FROM chat_devices WHERE anonymous_id = %s", browser.anonymous_id
            )
        )

    async def ask(self, sql: str, *values: object) -> Any:  # noqa: ANN401 - one value of any type
        """The first value of the first row."""
        async with self.engines.postgres.connection() as connection:
            cursor = await connection.execute(sql.encode(), values)
            row = await cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    async def plan(
        self,
        home: int,
        content: dict[str, Any] | None = None,
        channel: Channel = Channel.POPUP,
        **given: Any,  # noqa: ANN401 - fields of NewSend
    ) -> int:
        """A message that is due now."""
        self.planned += 1
        async with self.engines.postgres.connection() as connection:
            content_id = await keep_content(
                connection,
                self.channels,
                workspace_id=self.shop.id,
                channel=channel,
                content=content or POPUP,
            )
            new = NewSend(
                **{
                    "unique_key": f"test:{self.planned}",
                    "profile_id": home,
                    "channel": channel,
                    "content_id": content_id,
                    "purpose": Purpose.MARKETING,
                    "kind": MessageKind.TRANSACTIONAL,
                    "release_at": now() - timedelta(minutes=1),
                    "scenario_id": 7,
                    "node": "a",
                    **given,
                }
            )
            (planned,) = await planning.plan_sends(
                connection, workspace_id=self.shop.id, sends=[new], now=now()
            )
        return planned.send_id

    async def release(self) -> None:
        """Decide upon all that is due."""
        while await releasing.release_portion(self.engines, self.channels, now=now()):
            continue

    async def offer(self, home: int, content: dict[str, Any] | None = None, **given: Any) -> int:  # noqa: ANN401 - fields of NewSend
        """A message that waits for a browser."""
        send_id = await self.plan(home, content, **given)
        await self.release()
        return send_id

    async def read(self, send_id: int) -> Send:
        """A row."""
        async with self.engines.postgres.connection() as connection:
            send = await repository.find_send(connection, workspace_id=self.shop.id, send_id=send_id)
        assert send is not None
        return send

    async def state(self, send_id: int) -> str:
        """`sent`, or `skipped:cap`."""
        send = await self.read(send_id)
        return f"{send.state}:{send.reason}".rstrip(":")

    async def told(self, name: str) -> list[dict[str, Any]]:
        """Properties of the events of a name that were shipped."""
        await self.pump.settle()
        mine = [row for row in await self.pump.events() if row["workspace_id"] == self.shop.id]
        return [row["properties"] for row in mine if row["name"] == name]


def now() -> datetime:
    return to_datetime(now_ms())


async def wait_for(browser: Browser) -> list[dict[str, Any]]:
    """Popups that a hello tells of."""
    popups: list[dict[str, Any]] = (await browser.hello())["site"]["popups"]
    return popups


async def claim(browser: Browser, key: str, tab: str = "t") -> int:
    """The status of a claim."""
    return (await browser.post("popups", key=key, heard="claim", tab=tab)).status_code
