"""Browsers, screens and the ways by which simulated visitors come."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final
from urllib.parse import urlencode

from otklik.demo.standard_events import Properties

_LINUX: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
_WEBKIT: Final = "AppleWebKit/537.36 (KHTML, like Gecko)"
_WINDOWS: Final = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/142.0.0.0 Safari/537.36"
_EDGE: Final = f"{_WINDOWS} Edg/142.0.0.0"
_YANDEX: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
    " YaBrowser/25.10.0.0 Safari/537.36"
)
_MAC: Final = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.6 Safari/605.1.15"
)
_IPHONE: Final = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.6 Mobile/15E148 Safari/604.1"
)
_ANDROID: Final = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Mobile Safari/537.36"
)
_IPAD: Final = (
    "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.6 Mobile/15E148 Safari/604.1"
)
BOTS: Final = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
)
_DESKTOPS: Final = ((1920, 1080, 1.0), (1536, 864, 1.25), (1440, 900, 2.0), (2560, 1440, 1.0))
_PHONES: Final = ((390, 844, 3.0), (412, 915, 2.6), (360, 800, 3.0))
_TABLETS: Final = ((820, 1180, 2.0),)


@dataclass(frozen=True, slots=True)
class Device:
    """One browser of one visitor; `ids` are what Google's and Yandex's own counters keep in its cookies."""

    anonymous_id: str
    user_agent: str
    locale: str
    time_zone: str
    width: int
    height: int
    density: float
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """How a visit began: the page before, and the marks in the address."""

    referrer: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def search(self) -> str:
        """The part of the landing address from `?` on, or nothing."""
        return f"?{urlencode(self.query)}" if self.query else ""

    @property
    def campaign(self) -> Properties:
        """The UTM marks under the names of the Segment specification."""
        names = {"utm_source": "source", "utm_medium": "medium", "utm_campaign": "name", "utm_term": "term"}
        return {name: self.query[mark] for mark, name in names.items() if mark in self.query}


_AGENTS: Final[Sequence[tuple[str, Sequence[tuple[int, int, float]], int]]] = (
    (_WINDOWS, _DESKTOPS, 26),
    (_EDGE, _DESKTOPS, 7),
    (_YANDEX, _DESKTOPS, 4),
    (_MAC, _DESKTOPS, 11),
    (_LINUX, _DESKTOPS, 3),
    (_IPHONE, _PHONES, 25),
    (_ANDROID, _PHONES, 20),
    (_IPAD, _TABLETS, 4),
)


def make_device(random: Random, *, locale: str, time_zone: str, is_bot: bool = False) -> Device:
    """A browser drawn by its share of a shop's visitors; its anonymous id is a uuid as the tracker's."""
    agent, screens, _ = random.choices(_AGENTS, [share for _, _, share in _AGENTS])[0]
    width, height, density = random.choice(screens)
    return Device(
        anonymous_id=str(uuid.UUID(int=random.getrandbits(128), version=4)),
        user_agent=random.choice(BOTS) if is_bot else agent,
        locale=locale,
        time_zone=time_zone,
        width=width,
        height=height,
        density=density,
        ids=_cookie_ids(random),
    )


def _cookie_ids(random: Random) -> dict[str, str]:
    first_seen = 1_763_700_000 + random.randrange(31_000_000)
    google = {"ga_client_id": f"{random.getrandbits(31)}.{first_seen}"}
    yandex = {"ym_client_id": f"{first_seen}{random.getrandbits(29)}"}
    return random.choices(({}, google, yandex, google | yandex), (35, 50, 6, 9))[0]


def _click_id(random: Random) -> str:
    return f"demo{random.getrandbits(64):016x}"


def _campaign(source: str, medium: str, name: str, **more: str) -> dict[str, str]:
    return {"utm_source": source, "utm_medium": medium, "utm_campaign": name} | more


def make_source(random: Random) -> Source:
    """Where a visitor comes from: search, advertising, social networks, letters, links, or by himself."""
    click = _click_id(random)
    google_ads = _campaign("google", "cpc", "christmas-gifts", utm_term="christmas bunting", gclid=click)
    direct = _campaign("yandex", "cpc", "podarki", utm_term="гирлянда", yclid=click)
    facebook = _campaign("facebook", "paid_social", "hand-warmers", fbclid=click)
    letter = _campaign("newsletter", "email", "november-letter")
    sources = (
        (Source(), 24),
        (Source("https://www.google.com/"), 26),
        (Source("https://www.bing.com/"), 4),
        (Source("https://yandex.ru/"), 5),
        (Source("https://www.google.com/", google_ads), 12),
        (Source("https://yandex.ru/", direct), 4),
        (Source("https://l.facebook.com/", facebook), 6),
        (Source("https://www.instagram.com/"), 4),
        (Source("https://vk.com/", _campaign("vk", "social", "group-post")), 3),
        (Source("https://www.pinterest.co.uk/"), 4),
        (Source("https://tea-blog.example/best-gifts"), 3),
        (Source("", letter), 5),
    )
    return random.choices([source for source, _ in sources], [share for _, share in sources])[0]
