"""Open pages of one web process, by whose they are: told when something waits for them.

The bus says whose homes have news (`otklik.messaging.site.announcing`); what it is the page's own line asks
the ledger for. A word that was lost costs nothing: every hello, resuming and poll asks the same question, and
after a lost connection to the bus all lines do.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from otklik.infra.bus import Resync
from otklik.infra.engines import Engines
from otklik.messaging.site.announcing import TOPIC, News, read_news

_Key = tuple[int, int]


class PageLine:
    """A page that stands open. `has_news`: something may wait for it; `gone`: what others have taken."""

    __slots__ = ("_on_news", "gone", "has_news", "homes", "workspace_id")

    def __init__(self, workspace_id: int, homes: Collection[int], on_news: Callable[[], None]) -> None:
        self.workspace_id = workspace_id
        self.homes = tuple(homes)
        self.has_news = False
        self.gone: list[int] = []
        self._on_news = on_news

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to look at."""
        return self.has_news or bool(self.gone)

    def tell(self, gone: int = 0) -> None:
        """Wake whoever serves the page."""
        if gone:
            self.gone.append(gone)
        else:
            self.has_news = True
        self._on_news()

    def take(self) -> tuple[bool, list[int]]:
        """(whether to ask the ledger, sends that are gone); what was taken is not given again."""
        taken = self.has_news, self.gone
        self.has_news, self.gone = False, []
        return taken


class PageLines:
    """All of one process. `run` follows the bus; cancel it to stop.

    `on_news`: called with each workspace that has news, before its pages are.
    """

    def __init__(self, engines: Engines, *, on_news: Callable[[int], None]) -> None:
        self._engines = engines
        self._on_news = on_news
        self._lines: dict[_Key, set[PageLine]] = {}
        self._is_needed = asyncio.Event()
        self._is_following = asyncio.Event()

    @contextmanager
    def listen(self, line: PageLine) -> Iterator[None]:
        """Serve a page as long as the block runs."""
        self._is_needed.set()
        for home in line.homes:
            self._lines.setdefault((line.workspace_id, home), set()).add(line)
        try:
            yield
        finally:
            for home in line.homes:
                self._forget((line.workspace_id, home), line)

    def _forget(self, key: _Key, line: PageLine) -> None:
        lines = self._lines.get(key)
        if lines is not None:
            lines.discard(line)
            if not lines:
                del self._lines[key]

    async def wait_until_following(self) -> None:
        """Return once no word can pass this process by."""
        self._is_needed.set()
        await self._is_following.wait()

    async def run(self) -> None:
        """Follow the bus for ever, from the first page on."""
        await self._is_needed.wait()
        async with self._engines.bus.subscribe(TOPIC) as items:
            self._is_following.set()
            async for item in items:
                if isinstance(item, Resync):
                    self._tell_all()
                else:
                    self._hand_out(read_news(item))

    def _hand_out(self, news: News) -> None:
        self._on_news(news.workspace_id)
        concerned = {line for home in news.homes for line in self._lines.get((news.workspace_id, home), ())}
        for line in concerned:
            line.tell(news.gone)

    def _tell_all(self) -> None:
        for line in {line for lines in self._lines.values() for line in lines}:
            line.tell()
