"""Visitors who write in the chat: they ask, wait for the answer, say a word more and thank."""

import asyncio
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from typing import Any, Final

import httpx
import structlog

from otklik.demo.catalogue import Language
from otklik.demo.devices import BOTS
from otklik.demo.personas import Coming
from otklik.demo.simulator.door import Sleep, headers_of
from otklik.demo.simulator.topics import TOPICS, Topic, Words

_LOG: Final = structlog.get_logger("otklik.demo.simulator")
MOST_WAITING: Final = 6
_FIRST: Final = 4
"""So many write as soon as they come, that there is something to look at; after them one visitor in seven."""
_SHARE: Final = 0.15
_INNER_QUOTES: Final = str.maketrans("«»", "„“")
_HERE_S: Final = 20
_LOOKS_WHILE_HERE: Final = 30
_LOOK_AGAIN_S: Final = 60.0
_AWAY_S: Final = 30.0


@dataclass(slots=True)
class Talks:
    """Who writes. Nobody begins while many wait for an answer: a demo that is left alone does not fill up."""

    client: httpx.AsyncClient
    write_key: str
    random: Random
    language: Language = Language.EN
    speed: float = 1.0
    sleep: Sleep = asyncio.sleep
    begun: int = 0
    waiting: int = 0
    _left: list[Topic] = field(default_factory=list)
    _writers: set[str] = field(default_factory=set)

    def draw(self, coming: Coming) -> bool:
        """Whether this visitor writes."""
        is_writing = coming.device.anonymous_id in self._writers
        if coming.device.user_agent in BOTS or is_writing or self.waiting >= MOST_WAITING:
            return False
        return self.begun < _FIRST or self.random.random() < _SHARE

    async def talk(self, coming: Coming) -> None:
        """A whole conversation; it ends when an answer has been thanked for, or the server is away."""
        self.begun += 1
        self.waiting += 1
        topic = self._draw_topic()
        self._writers.add(coming.device.anonymous_id)
        try:
            await self._pause(3, 20)
            browser = await self._enter(coming)
            if browser is None:
                return
            await browser.say(self._say(topic.question, coming))
            await browser.hear()
            self.waiting -= 1
            await self._pause(6, 15)
            await browser.say(self._say(topic.more, coming))
            await browser.hear()
            await self._pause(6, 15)
            await browser.say(self._say(topic.thanks, coming))
        except httpx.HTTPError as error:
            _LOG.info("talk_ended", reason=type(error).__name__)
        finally:
            self._writers.discard(coming.device.anonymous_id)

    async def _enter(self, coming: Coming) -> "_Browser | None":
        """None where the site has no chat."""
        page = {"url": coming.plan.shop_url, "title": coming.plan.products[0].title(self.language)}
        told = {"write_key": self.write_key, "anonymous_id": coming.device.anonymous_id, "page": page}
        headers = headers_of(coming.device)
        answer = await self.client.post("/chat/hello", json=told, headers=headers)
        if answer.status_code != HTTPStatus.OK or answer.json()["settings"] is None:
            return None
        hello = answer.json()
        headers |= {"Authorization": f"Bearer {hello['token']}"}
        return _Browser(self.client, headers, page, hello["seq"], self.sleep)

    def _draw_topic(self) -> Topic:
        """Each once before one comes again."""
        if not self._left:
            self._left = self.random.sample(TOPICS, len(TOPICS))
        return self._left.pop()

    def _say(self, words: Words, coming: Coming) -> str:
        title = coming.plan.products[0].title(self.language)
        return words[self.language].format(product=title.translate(_INNER_QUOTES))

    async def _pause(self, least_s: float, most_s: float) -> None:
        await self.sleep(self.random.uniform(least_s, most_s) / self.speed)


@dataclass(slots=True)
class _Browser:
    """The chat window of one visitor."""

    client: httpx.AsyncClient
    headers: dict[str, str]
    page: dict[str, str]
    after: int
    sleep: Sleep
    conversation: int | None = None

    async def say(self, text: str) -> None:
        """Write a message; the first one begins the conversation. Raises httpx.HTTPError."""
        body: dict[str, Any] = {"client_key": str(uuid.uuid4()), "body": text, "page": self.page}
        if self.conversation is not None:
            body |= {"conversation_id": self.conversation}
        told = await self._post("/chat/messages", body)
        self.conversation = told["conversation"]["id"]
        self.after = max(self.after, told["seq"])

    async def hear(self) -> None:
        """Wait for an operator's answer and read it: on the page at first, later he looks in now and then.

        Raises httpx.HTTPError.
        """
        look = 0
        while (part := await self._look(look)) is None:
            look += 1
        await self._post("/chat/read", {"conversation_id": self.conversation, "part": part})

    async def _look(self, number: int) -> int | None:
        """The newest answer, if there is a new one."""
        is_here = number < _LOOKS_WHILE_HERE
        if not is_here:
            await self.sleep(_LOOK_AGAIN_S)
        body: dict[str, Any] = {"after": self.after, "wait": _HERE_S if is_here else 0}
        try:
            told = await self._post("/chat/changes", body | ({"page": self.page} if is_here else {}))
        except httpx.TransportError:
            await self.sleep(_AWAY_S)
            return None
        if told.get("stale"):  # much has happened meanwhile
            told = await self._read()
        self.after = told.get("seq", self.after)
        answers = [part["id"] for part in told.get("parts", ()) if part["author"]["kind"] == "operator"]
        return max(answers, default=None)

    async def _read(self) -> dict[str, Any]:
        answer = await self.client.get(f"/chat/conversations/{self.conversation}", headers=self.headers)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.client.post(path, json=body, headers=self.headers)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json() if answer.content else {}
        return told
