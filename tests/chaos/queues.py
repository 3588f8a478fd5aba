"""A team to which conversations are given in turns, over processes that die.

Visitors write once or twice; operators answer and close what they are given, and never touch the rest.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg
from tests.chaos.shop import Shop
from tests.chaos.talks import Operator, Row, Visitor
from tests.integration.infra.installation import OWNER, PASSWORD, wait_for_async

from otklik.infra.embedded.running import find_running, running_addresses
from otklik.infra.engines import open_engines
from otklik.settings import Settings
from otklik.workspaces import members, repository

LIMIT: Final = 3
_GIVEN: Final = "round_robin"
_LOOK_S: Final = 0.1
_SETTLE_S: Final = 90
_GONE: Final = """
    UPDATE operator_grace SET left_at = now() - interval '2 minutes'
    WHERE workspace_id = %s AND member_id = ANY(%s)"""
_DEAD: Final = """
    DELETE FROM operator_presence WHERE workspace_id = %s AND member_id = ANY(%s)"""


def make_members(data: Path, workspace_id: int, emails: list[str]) -> list[int]:
    """Operators of a workspace of a running installation; their ids."""

    async def make() -> list[int]:
        made = []
        async with (
            open_engines(running_addresses(Settings(data_dir=data))) as engines,
            engines.postgres.session() as session,
        ):
            for email in emails:
                member = await members.get_or_create_member(
                    session, email=email, password=PASSWORD, name=email, language="en"
                )
                await repository.add_membership(
                    session,
                    workspace_id=workspace_id,
                    member_id=member.id,
                    role="operator",
                    now=datetime.now(UTC),
                )
                made.append(member.id)
        return made

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(make())).result()


class Giver(Operator):
    """An operator who works off what he is given."""

    def __init__(self, *given: Any, email: str, member: int, workspace_id: int) -> None:  # noqa: ANN401 - as a page's
        super().__init__(*given, has_socket=True, workspace_id=workspace_id)
        self.email = email
        self.member = member

    def held(self) -> list[Row]:
        """Open conversations of his, as his page shows them."""
        rows = [row for (kind, _), row in self.rows.items() if kind == "conversations"]
        return [row for row in rows if row["assignee"] == self.member and row["status"] == "open"]

    async def work(self) -> None:
        """Answer and close one after the other, for ever."""
        while True:
            for row in self.held():
                path = f"/api/v1/inbox/conversations/{row['id']}"
                key = f"{self.member}-{row['id']}-{row['last_part']}"
                await self.send(f"{path}/parts", {"body": "yes", "client_key": key, "kind": "message"})
                await self._close(path)
            await asyncio.sleep(_LOOK_S)

    async def _close(self, path: str) -> None:
        while True:
            try:
                answer = await self.client.patch(path, json={"status": "closed"})
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.is_success:
                return
            await asyncio.sleep(_LOOK_S)


class Queues:
    """Three operators of one team, and visitors."""

    def __init__(self, shop: Shop, *, seed: int, visitors: int) -> None:
        self.shop = shop
        self.dice = random.Random(seed)
        self.emails = [f"{name}-{shop.workspace_id}@example.com" for name in ("anna", "boris", "carl")]
        self.members = make_members(shop.running.data, shop.workspace_id, self.emails)
        url = shop.running.url
        self.givers = [
            Giver(url, self.dice, email=email, member=member, workspace_id=shop.workspace_id)
            for email, member in zip(self.emails, self.members, strict=True)
        ]
        self.owner = Operator(url, self.dice, has_socket=False, workspace_id=shop.workspace_id)
        self.visitors = [
            Visitor(url, self.dice, has_socket=False, name=f"q{number}") for number in range(visitors)
        ]
        self.said = 0
        self._tasks: dict[int, list[asyncio.Task[None]]] = {}

    async def set_up(self) -> None:
        """The team gives to all three; everybody is signed in."""
        for operator in (self.owner, *self.givers):
            email = operator.email if isinstance(operator, Giver) else OWNER
            answer = await operator.client.post(
                "/api/v1/sign-in", json={"email": email, "password": PASSWORD}
            )
            assert answer.is_success, answer.text
        team = {"name": "All", "mode": _GIVEN, "operator_limit": LIMIT}
        made = (await self.owner.client.post("/api/v1/inbox/teams", json=team)).raise_for_status().json()
        put = {"members": [{"member_id": member} for member in self.members]}
        for path, body in (
            (f"teams/{made['id']}/members", put),
            ("routing-settings", {"default_team": made["id"]}),
        ):
            answer = await self.owner.client.put(f"/api/v1/inbox/{path}", json=body)
            assert answer.is_success, answer.text

    @asynccontextmanager
    async def running(self, *, timeout_s: float) -> AsyncIterator[None]:
        """All three work, visitors write; on leaving all of it has been said."""
        async with asyncio.timeout(timeout_s):
            for giver in self.givers:
                self._tasks[giver.member] = [
                    asyncio.create_task(giver.follow()),
                    asyncio.create_task(giver.work()),
                ]
            try:
                async with asyncio.TaskGroup() as talking:
                    for visitor in self.visitors:
                        talking.create_task(self._talk(visitor))
                    yield
                await self._leave_one()
            finally:
                await self._stop(*self.givers)

    async def _talk(self, visitor: Visitor) -> None:
        await asyncio.sleep(self.dice.random() * len(self.visitors) / 8)
        await visitor.begin(self.shop.write_key)
        for _ in range(self.dice.randint(1, 2)):
            await visitor.say()
            self.said += 1

    async def wait_for(self, said: int) -> None:
        """Until visitors were told that so many messages are written."""

        async def is_said() -> bool:
            return self.said >= said

        await wait_for_async(is_said, timeout_s=_SETTLE_S)

    async def _leave_one(self) -> None:
        """Two go with their process, for longer than they are waited for; the third works all of it off."""
        *gone, left = self.givers
        await self._stop(*gone)
        found = find_running(self.shop.running.data)
        assert found is not None
        values = (self.shop.workspace_id, [each.member for each in gone])
        async with await psycopg.AsyncConnection.connect(found.postgres_url, autocommit=True) as connection:
            await connection.execute(_DEAD, values)

            async def is_noticed() -> bool:
                cursor = await connection.execute(_GONE, values)
                return cursor.rowcount == len(gone) or not await self._waiting(but=left.member)

            await wait_for_async(is_noticed, timeout_s=_SETTLE_S)

        async def is_worked_off() -> bool:
            return not await self._waiting()

        await wait_for_async(is_worked_off, timeout_s=_SETTLE_S)

    async def _waiting(self, *, but: int | None = None) -> list[Row]:
        page = await self.owner.get("/api/v1/inbox/conversations?status=open&waiting=true")
        return [row for row in page["items"] if but is None or row["assignee"] != but]

    async def _stop(self, *givers: Giver) -> None:
        tasks = [task for giver in givers for task in self._tasks.pop(giver.member, [])]
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        broken = [each for each in ended if each and not isinstance(each, asyncio.CancelledError)]
        assert not broken, broken

    async def check(self) -> int:
        """Tell all of it again in its order: who had what when he was given more; how often that was."""
        rows, _ = await self.owner.snapshot()
        parts = sorted((row for (kind, _), row in rows.items() if kind == "parts"), key=lambda row: row["id"])
        holders: dict[int, int] = {}
        open_ones: set[int] = set()
        given = 0
        for part in parts:
            talk, what = part["conversation_id"], part["data"].get("what")
            if (part["kind"] == "message" and part["author"]["kind"] == "visitor") or what == "reopened":
                open_ones.add(talk)
            elif what == "closed":
                open_ones.discard(talk)
            elif what == "unassigned":
                assert holders.pop(talk) == part["data"]["member"]
            elif what == "assigned":
                assert talk not in holders, "given while somebody has it"
                member, load = part["data"]["member"], 0
                load = sum(each in open_ones for each, holder in holders.items() if holder == member)
                assert part["data"]["by"] == _GIVEN, "nobody took what he was not given"
                assert load < LIMIT, "over the limit"
                holders[talk] = member
                given += 1
        shown = {row["id"]: row for (kind, _), row in rows.items() if kind == "conversations"}
        assert holders == {key: row["assignee"] for key, row in shown.items() if row["assignee"] is not None}
        assert sorted(shown) == sorted(each.conversation_id for each in self.visitors)
        said = sorted(row["body"] for row in parts if row["author"]["kind"] == "visitor" and row["body"])
        assert said == sorted(body for each in self.visitors for body in each.said)
        return given

    async def close(self) -> None:
        for page in (*self.visitors, *self.givers, self.owner):
            await page.client.aclose()
