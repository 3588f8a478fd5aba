"""Whether the links of a letter lead anywhere: called one by one through the guarded client."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from otklik.infra.outgoing import Answer, ForbiddenAddressError, Outgoing
from otklik.messaging.design.liquid import has_liquid

MAX_LINKS: Final = 50
_AT_ONCE: Final = 5
_MOST_HOPS: Final = 4
_ALL_S: Final = 25.0
_NO_HEAD: Final = frozenset({400, 403, 404, 405, 406, 429, 500, 501, 503})
"""Answers to HEAD after which GET is asked: many servers do not know it."""
_CLOSED: Final = frozenset({401, 403, 429})
"""It is there, and not for programs."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = 400
_HEADERS: Final = (("User-Agent", "Otklik-LinkCheck/1.0"), ("Accept", "*/*"))


class Leads(StrEnum):
    """What became of a call."""

    WORKS = "works"
    DEAD = "dead"
    CLOSED = "closed"
    FORBIDDEN = "forbidden"
    UNREACHED = "unreached"
    PERSONAL = "personal"
    NOT_CHECKED = "not_checked"


class LinkResult(msgspec.Struct, frozen=True):
    """A link: `status` of HTTP, 0 where there was none; `to`: where it was led on to."""

    url: str
    leads: Leads
    status: int = 0
    to: str = ""


async def check_links(outgoing: Outgoing, urls: Sequence[str]) -> list[LinkResult]:
    """Call each; five at a time, within 25 s together. Those with Liquid are somebody's own: not called."""
    room = asyncio.Semaphore(_AT_ONCE)
    ends_at = asyncio.get_running_loop().time() + _ALL_S

    async def check(url: str) -> LinkResult:
        if has_liquid(url):
            return LinkResult(url, Leads.PERSONAL)
        async with room:
            try:
                async with asyncio.timeout_at(ends_at):
                    return await _check_link(outgoing, url)
            except TimeoutError:
                return LinkResult(url, Leads.UNREACHED)

    checked = await asyncio.gather(*(check(url) for url in urls[:MAX_LINKS]))
    return [*checked, *(LinkResult(url, Leads.NOT_CHECKED) for url in urls[MAX_LINKS:])]


async def _check_link(outgoing: Outgoing, url: str) -> LinkResult:
    to = url
    try:
        for _ in range(_MOST_HOPS):
            answer = await _call(outgoing, to)
            where = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not where:
                return _judge(url, answer.status, to)
            to = urljoin(to, where)
            if urlsplit(to).scheme not in {"http", "https"}:
                return LinkResult(url, Leads.DEAD, answer.status, to)
    except ForbiddenAddressError:
        return LinkResult(url, Leads.FORBIDDEN, to=_other(url, to))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        is_inside = isinstance(error.__cause__, ForbiddenAddressError)
        return LinkResult(url, Leads.FORBIDDEN if is_inside else Leads.UNREACHED, to=_other(url, to))
    return LinkResult(url, Leads.DEAD, to=to)


async def _call(outgoing: Outgoing, url: str) -> Answer:
    answer = await outgoing.request("HEAD", url, headers=_HEADERS)
    if answer.status in _NO_HEAD:
        return await outgoing.request("GET", url, headers=_HEADERS)
    return answer


def _judge(url: str, status: int, to: str) -> LinkResult:
    is_closed = status in _CLOSED
    leads = Leads.CLOSED if is_closed else Leads.WORKS if status < _GONE else Leads.DEAD
    return LinkResult(url, leads, status, _other(url, to))


def _other(url: str, to: str) -> str:
    return "" if to == url else to[:500]
