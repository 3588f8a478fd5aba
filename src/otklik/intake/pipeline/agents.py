"""User agents: browser, system, kind of device, and whether it is a bot."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import ua_parser
from crawlerdetect import CrawlerDetect

MAX_CHARS: Final = 1_000
CACHE_SIZE: Final = 20_000


class Agent(NamedTuple):
    """What a user agent says; device_type: desktop | mobile | tablet | tv | console | other | ""."""

    browser: str
    os: str
    device_type: str
    is_bot: bool


UNKNOWN: Final = Agent("", "", "", is_bot=False)
_TABLET: Final = re.compile(r"ipad|tablet|playbook|silk|kindle|(android(?!.*mobile))", re.IGNORECASE)
_TV: Final = re.compile(
    r"smart-?tv|hbbtv|netcast|appletv|apple tv|googletv|bravia|roku|aft[a-z]", re.IGNORECASE
)
_CONSOLE: Final = re.compile(r"playstation|xbox|nintendo", re.IGNORECASE)
_MOBILE: Final = re.compile(r"mobile|iphone|ipod|android|windows phone|blackberry|opera mini", re.IGNORECASE)
_DESKTOP: Final = re.compile(r"windows|macintosh|x11|linux|cros", re.IGNORECASE)
_KINDS: Final = (
    ("tv", _TV), ("console", _CONSOLE), ("tablet", _TABLET), ("mobile", _MOBILE), ("desktop", _DESKTOP),
)  # fmt: skip
_crawlers = CrawlerDetect()


@lru_cache(maxsize=CACHE_SIZE)
def parse_agent(user_agent: str) -> Agent:
    """Read a user agent; an empty one is unknown, not a bot."""
    if not user_agent:
        return UNKNOWN
    text = user_agent[:MAX_CHARS]
    parsed = ua_parser.parse(text)
    return Agent(
        browser=parsed.user_agent.family if parsed.user_agent else "",
        os=parsed.os.family if parsed.os else "",
        device_type=_device_type(text),
        is_bot=bool(_crawlers.is_crawler(text)),
    )


def _device_type(text: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")
