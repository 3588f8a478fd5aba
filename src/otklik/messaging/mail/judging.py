"""Who opened a letter or clicked in it: a person, or a program on his behalf. Pure; the rule has a version.

Programs that fetch pictures before anybody looks (Apple's Mail Privacy Protection calls itself no more than
`Mozilla/5.0`) tell nothing. Gmail, Yahoo and Yandex fetch through their own servers when the letter is shown:
that is a reading, of which they hide where. Mail gateways follow links to look behind them: they call with
HEAD, name themselves, or come within seconds of the delivery.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

RULE: Final = 1
_SOON: Final = timedelta(seconds=5)
_PREFETCHERS: Final = frozenset({"", "mozilla/5.0", "mozilla/4.0"})
_PROXIES: Final = ("googleimageproxy", "yahoomailproxy", "yandeximageresizer", "mail.ru image", "outlook-ios")
_SCANNERS: Final = (
    *("barracuda", "proofpoint", "mimecast", "safelinks", "trendmicro", "symantec", "fireeye", "ironport"),
    *(
        "forcepoint",
        "sophos",
        "bitdefender",
        "kaspersky",
        "drweb",
        "urlscan",
        "virustotal",
        "microsoft office",
    ),
    *("python-requests", "python-urllib", "curl/", "wget/", "go-http-client", "okhttp", "java/", "headless"),
    *("bot", "crawler", "spider", "preview", "scan"),
)


class Seen(StrEnum):
    """Who it was."""

    HUMAN = "human"
    PROXY = "proxy"
    PREFETCH = "prefetch"
    SCANNER = "scanner"

    @property
    def is_person(self) -> bool:
        """Whether a person did it, himself or through a proxy that fetches when he looks."""
        return self in {Seen.HUMAN, Seen.PROXY}


class Call(msgspec.Struct, frozen=True):
    """A request to an address of a letter. `sent_at`: of the letter, None while that is not known yet."""

    is_click: bool
    method: str
    user_agent: str
    at: datetime
    sent_at: datetime | None


def judge(call: Call) -> Seen:
    """Who called."""
    agent = call.user_agent.strip().lower()
    if call.is_click:
        is_soon = call.sent_at is None or call.at - call.sent_at < _SOON
        is_scanner = call.method == "HEAD" or not agent or is_soon or _names(agent, _SCANNERS)
        return Seen.SCANNER if is_scanner else Seen.HUMAN
    if _names(agent, _PROXIES):
        return Seen.PROXY
    if agent in _PREFETCHERS:
        return Seen.PREFETCH
    is_soon = call.sent_at is None or call.at - call.sent_at < _SOON
    return Seen.SCANNER if call.method == "HEAD" or is_soon or _names(agent, _SCANNERS) else Seen.HUMAN


def _names(agent: str, words: tuple[str, ...]) -> bool:
    return any(word in agent for word in words)
