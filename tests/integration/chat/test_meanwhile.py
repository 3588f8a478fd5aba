"""What happens between two questions of one reading is told by the next, and passed over by none."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.chat.browsers import Browser

from otklik.app import Application
from otklik.chat.service import Chat
from otklik.infra.postgres import Postgres

Meanwhile = Callable[[], Awaitable[object]]


class Interrupted:
    """A connection on which something happens once, right after the first rows were read."""

    def __init__(self, connection: Any, meanwhile: Meanwhile) -> None:  # noqa: ANN401 - whatever it has
        self._connection = connection
        self._meanwhile: Meanwhile | None = meanwhile

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as above
        return getattr(self._connection, name)

    async def execute(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as above
        cursor = await self._connection.execute(*arguments, **options)
        meanwhile = self._meanwhile
        if meanwhile is not None and cursor.description is not None:
            self._meanwhile = None
            await meanwhile()
        return cursor


class Interrupting:
    """PostgreSQL with such connections."""

    def __init__(self, postgres: Any, meanwhile: Meanwhile) -> None:  # noqa: ANN401 - as above
        self._postgres = postgres
        self._meanwhile = meanwhile

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as above
        return getattr(self._postgres, name)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Interrupted]:
        async with self._postgres.connection() as connection:
            yield Interrupted(connection, self._meanwhile)


async def test_a_conversation_that_begins_while_he_asks_is_not_passed_over(
    app: Application, client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    browser = Browser(client, shop.write_key)
    seq = (await browser.hello())["seq"]
    said: list[dict[str, Any]] = []

    async def begin() -> None:
        said.append(await browser.say("Hello"))

    chat = Chat(shop.engines, app.hub, app.presence)
    visitor = await chat.find_visitor(browser.token)
    postgres = cast("Postgres", Interrupting(shop.engines.postgres, begin))
    chat.engines = replace(shop.engines, postgres=postgres)
    first = await chat.read_changes(visitor, after=seq)
    chat.engines = shop.engines
    then = await chat.read_changes(visitor, after=first.seq)
    told = [part.id for each in (first, then) for part in each.parts]
    assert told == [said[0]["part"]["id"]]
