"""Visitors and operators who talk without end, and hold what they were told as a page does.

Half of them listen on a socket, half by long poll. Everybody sends each message under its key until it is
accepted, some again afterwards; whoever lost the line asks for what came after the number he stands at.
"""

import asyncio
import json
import random
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, cast

import httpx
from tests.integration.infra.installation import OWNER, PASSWORD, wait_for_async
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

Row = dict[str, Any]
_AWAY: Final = (OSError, httpx.TransportError, WebSocketException, InvalidHandshake)
_RETRY_S: Final = 0.1
_WAIT_S: Final = 2
_SILENCE_S: Final = 20
_AGAIN: Final = 0.2
_PAUSE_S: Final = 0.15
"""A visitor thinks so long at most before the next message."""


def differing(held: dict[tuple[str, int], Row], read: dict[tuple[str, int], Row]) -> list[object]:
    """Of each row that is not the same in both: which, and what it is held as and read as."""
    found: list[object] = []
    for key in sorted(held.keys() | read.keys()):
        one, other = held.get(key), read.get(key)
        if one is None or other is None:
            found.append((key, one, other))
        elif one != other:
            fields = (name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
            found.append((key, {name: (one.get(name), other.get(name)) for name in fields}))
    return found


class Page(ABC):
    """What a page holds: rows by id, each the newest it was told, and the number it stands at."""

    def __init__(self, url: str, dice: random.Random, *, has_socket: bool) -> None:
        self.url = url
        self.dice = dice
        self.has_socket = has_socket
        self.seq = 0
        self.rows: dict[tuple[str, int], Row] = {}
        self.stale = 0
        self.resumed = 0
        self.client = httpx.AsyncClient(base_url=url, timeout=15, trust_env=False)

    def take(self, told: Row) -> None:
        """Take changes, whatever their order and however often they come."""
        for kind in ("conversations", "parts"):
            for row in told.get(kind, ()):
                held = self.rows.get((kind, row["id"]))
                if held is None or row["seq"] >= held["seq"]:
                    self.rows[kind, row["id"]] = row
        self.seq = max(self.seq, told["seq"])

    def parts(self, conversation_id: int) -> list[Row]:
        """What it shows of a conversation."""
        rows = [row for (kind, _), row in self.rows.items() if kind == "parts"]
        return sorted(
            (row for row in rows if row["conversation_id"] == conversation_id), key=lambda row: int(row["id"])
        )

    def messages(self) -> list[Row]:
        """Every message it knows, without notes and what is told beside."""
        return [row for (kind, _), row in self.rows.items() if kind == "parts" and row["kind"] == "message"]

    async def send(self, path: str, body: Row) -> Row:
        """Post until it is accepted; sometimes once more, which must be the same."""
        first = await self._post(path, body)
        if self.dice.random() < _AGAIN:
            again = await self._post(path, body)
            assert again["part"]["id"] == first["part"]["id"], "a repeat became another message"
        return first

    async def _post(self, path: str, body: Row) -> Row:
        while True:
            with suppress(httpx.TransportError):
                answer = await self.client.post(path, content=json.dumps(body))
                if answer.is_success:
                    return cast("Row", answer.json())
                assert answer.status_code in {429, 500, 502, 503}, answer.text
            await asyncio.sleep(_RETRY_S)

    async def get(self, path: str) -> Row:
        """Ask until there is an answer."""
        while True:
            with suppress(httpx.TransportError):
                answer = await self.client.get(path)
                if answer.is_success:
                    return cast("Row", answer.json())
                assert answer.status_code in {500, 502, 503}, answer.text
            await asyncio.sleep(_RETRY_S)

    async def follow(self) -> None:
        """Keep in step for ever."""
        while True:
            with suppress(*_AWAY):
                await (self._listen() if self.has_socket else self._poll())
            self.resumed += 1
            await asyncio.sleep(_RETRY_S)

    async def _listen(self) -> None:
        async with self.open_socket() as socket:
            await socket.send(json.dumps(self.resume()))
            async for text in socket:
                told: Row = json.loads(text)
                if told["type"] == "stale":
                    await self.read_anew()
                    await socket.send(json.dumps(self.resume()))
                elif told["type"] == "changes":
                    self.take(told)

    async def _poll(self) -> None:
        while True:
            told = await self.get(f"{self.changes_path()}?after={self.seq}&wait={_WAIT_S}")
            if told.get("stale"):
                await self.read_anew()
            else:
                self.take(told)

    async def read_anew(self) -> None:
        """The snapshot takes the place of all."""
        self.stale += 1
        rows, seq = await self.snapshot()
        self.rows, self.seq = rows, seq

    @abstractmethod
    def open_socket(self) -> connect:
        """The line of this page's side."""

    @abstractmethod
    def resume(self) -> Row:
        """Its first word: where it stands."""

    @abstractmethod
    def changes_path(self) -> str:
        """Where it asks without a socket."""

    @abstractmethod
    async def snapshot(self) -> tuple[dict[tuple[str, int], Row], int]:
        """What it would read now, and the number that is right at."""


class Visitor(Page):
    """A browser with one conversation."""

    def __init__(self, url: str, dice: random.Random, *, has_socket: bool, name: str) -> None:
        super().__init__(url, dice, has_socket=has_socket)
        self.name = name
        self.token = ""
        self.conversation_id = 0
        self.said: list[str] = []

    async def begin(self, write_key: str) -> None:
        told = await self._post("/chat/hello", {"write_key": write_key, "anonymous_id": self.name})
        self.token, self.seq = told["token"], told["seq"]
        self.client.headers["Authorization"] = f"Bearer {self.token}"

    async def say(self) -> None:
        body = f"{self.name} says {len(self.said)}"
        message: Row = {"body": body, "client_key": body.replace(" ", "-")}
        if self.conversation_id:
            message["conversation_id"] = self.conversation_id
        sent = await self.send("/chat/messages", message)
        self.conversation_id = sent["conversation"]["id"]
        self.said.append(body)

    def open_socket(self) -> connect:
        return connect(self.url.replace("http", "ws") + "/chat/socket", proxy=None)

    def resume(self) -> Row:
        return {"type": "resume", "after": self.seq, "token": self.token}

    def changes_path(self) -> str:
        return "/chat/changes"

    async def snapshot(self) -> tuple[dict[tuple[str, int], Row], int]:
        told = await self.get(f"/chat/conversations/{self.conversation_id}")
        rows = {("conversations", told["conversation"]["id"]): told["conversation"]}
        page = told
        while page["parts"]:
            rows |= {("parts", part["id"]): part for part in page["parts"]}
            page = await self.get(
                f"/chat/conversations/{self.conversation_id}?before={page['parts'][-1]['id']}"
            )
        return rows, told["seq"]


class Operator(Page):
    """A member at the desk who answers what he sees."""

    def __init__(self, url: str, dice: random.Random, *, has_socket: bool, workspace_id: int) -> None:
        super().__init__(url, dice, has_socket=has_socket)
        self.workspace_id = workspace_id
        self.client.headers.update(
            {
                "X-Otklik-CSRF": "1",
                "X-Otklik-Workspace": str(workspace_id),
                "Content-Type": "application/json",
            }
        )

    async def sign_in(self) -> None:
        answer = await self.client.post("/api/v1/sign-in", json={"email": OWNER, "password": PASSWORD})
        assert answer.is_success, answer.text

    async def answer_for_ever(self) -> None:
        """Answer each message of a visitor; both operators take the same one, and it is one answer."""
        answered: set[int] = set()
        while True:
            waiting = [
                row
                for row in self.messages()
                if row["author"]["kind"] == "visitor" and row["id"] not in answered
            ]
            for row in waiting:
                await self.send(
                    f"/api/v1/inbox/conversations/{row['conversation_id']}/parts",
                    {"body": f"re: {row['body']}", "client_key": f"re-{row['id']}", "kind": "message"},
                )
                answered.add(row["id"])
            await asyncio.sleep(_RETRY_S)

    def open_socket(self) -> connect:
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        return connect(
            f"{self.url.replace('http', 'ws')}/api/v1/inbox/socket?workspace={self.workspace_id}",
            origin=cast("Any", self.url),
            additional_headers={"Cookie": cookies},
            proxy=None,
        )

    def resume(self) -> Row:
        return {"type": "resume", "after": self.seq}

    def changes_path(self) -> str:
        return "/api/v1/inbox/changes"

    async def snapshot(self) -> tuple[dict[tuple[str, int], Row], int]:
        rows: dict[tuple[str, int], Row] = {}
        page = await self.get("/api/v1/inbox/conversations")
        seq = page["seq"]
        conversations: list[Row] = [*page["items"]]
        while page["next"]:
            page = await self.get(f"/api/v1/inbox/conversations?before={page['next']}")
            conversations += page["items"]
        for each in conversations:
            rows["conversations", each["id"]] = {**each, "is_unread": None}
            talk = await self.get(f"/api/v1/inbox/conversations/{each['id']}")
            parts = [*talk["parts"]]
            while talk["next"]:
                talk = await self.get(f"/api/v1/inbox/conversations/{each['id']}/parts?before={talk['next']}")
                parts += talk["parts"]
            rows |= {("parts", part["id"]): part for part in parts}
        return rows, int(seq)


class Talks:
    """All of them. `accepted` counts what visitors were told is written."""

    def __init__(self, url: str, write_key: str, workspace_id: int, *, seed: int, visitors: int) -> None:
        dice = random.Random(seed)

        def own() -> random.Random:
            return random.Random(dice.random())

        self.write_key = write_key
        self.visitors = [
            Visitor(url, own(), has_socket=number % 2 == 0, name=f"v{number}") for number in range(visitors)
        ]
        self.operators = [
            Operator(url, own(), has_socket=has_socket, workspace_id=workspace_id)
            for has_socket in (True, False)
        ]
        self.accepted = 0
        self._progress = asyncio.Condition()
        self._is_stopping = False

    @asynccontextmanager
    async def running(self, *, timeout_s: float) -> AsyncIterator[None]:
        """Talk meanwhile; on leaving everybody brings his last message through and hears all of it."""
        for visitor in self.visitors:
            await visitor.begin(self.write_key)
        for operator in self.operators:
            await operator.sign_in()
        async with asyncio.timeout(timeout_s):
            following = [asyncio.create_task(page.follow()) for page in (*self.visitors, *self.operators)]
            following += [asyncio.create_task(each.answer_for_ever()) for each in self.operators]
            try:
                async with asyncio.TaskGroup() as talking:
                    for visitor in self.visitors:
                        talking.create_task(self._talk(visitor))
                    try:
                        yield
                    finally:
                        self._is_stopping = True
                await self._wait_until_heard()
            finally:
                for task in following:
                    task.cancel()
                ended = await asyncio.gather(*following, return_exceptions=True)
        broken = [each for each in ended if not isinstance(each, asyncio.CancelledError)]
        assert not broken, broken

    async def wait_for_messages(self, more: int) -> None:
        """Wait until so many more were accepted."""
        aim = self.accepted + more
        async with asyncio.timeout(60), self._progress:
            await self._progress.wait_for(lambda: self.accepted >= aim)

    async def _talk(self, visitor: Visitor) -> None:
        while not self._is_stopping:
            await visitor.say()
            async with self._progress:
                self.accepted += 1
                self._progress.notify_all()
            await asyncio.sleep(visitor.dice.random() * _PAUSE_S * len(self.visitors))

    async def _wait_until_heard(self) -> None:
        """Until everything said was answered, and everybody has heard the answers; nobody is hurried."""

        async def is_heard() -> bool:
            return all(self._is_answered(page) for page in self.operators) and all(
                len(each.parts(each.conversation_id)) == 2 * len(each.said) for each in self.visitors
            )

        def count() -> int:
            return sum(len(page.rows) for page in (*self.visitors, *self.operators))

        known = -1
        while known < (known := count()):  # as long as anybody hears of anything
            with suppress(AssertionError):  # who has not heard what is said by the check
                await wait_for_async(is_heard, timeout_s=_SILENCE_S)

    def _is_answered(self, page: Operator) -> bool:
        kinds = [row["author"]["kind"] for row in page.messages()]
        return kinds.count("visitor") == self.accepted == kinds.count("operator")

    async def check(self) -> None:
        """What everybody holds is what he would read now, and each message is there once, in order."""
        for operator in self.operators:
            rows, _ = await operator.snapshot()
            odd = differing(operator.rows, rows)
            assert not odd, f"an operator holds something else than he would read: {odd[:3]} of {len(odd)}"
        for visitor in self.visitors:
            rows, _ = await visitor.snapshot()
            odd = differing(visitor.rows, rows)
            assert not odd, f"{visitor.name} holds something else than he would read: {odd[:3]}"
            shown = visitor.parts(visitor.conversation_id)
            own = [row["body"] for row in shown if row["author"]["kind"] == "visitor"]
            assert own == visitor.said
            answers = [row["body"] for row in shown if row["author"]["kind"] == "operator"]
            assert answers == [f"re: {body}" for body in visitor.said]
            for operator in self.operators:
                seen = [
                    row["id"] for row in operator.parts(visitor.conversation_id) if row["kind"] == "message"
                ]
                assert seen == [row["id"] for row in shown], "in another order at the desk"

    async def close(self) -> None:
        for page in (*self.visitors, *self.operators):
            await page.client.aclose()
