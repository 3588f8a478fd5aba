"""Lays who followed the links over the letter that has them. Pure."""

from collections.abc import Sequence
from typing import Final

import msgspec

from otklik.letters.tracking import read_page
from otklik.messaging.mail.links import CONFIRM, LEAVE, PREFERENCES
from otklik.messaging.mail.repository_letters import LinkHits

_NOWHERE: Final = "#"
_OURS: Final = (LEAVE, PREFERENCES, CONFIRM)


class LinkCount(msgspec.Struct, frozen=True):
    """A link of a letter, or one that only some people's letters had (`is_shown` False)."""

    url: str
    people: int
    clicks: int
    machine_clicks: int
    is_shown: bool


def lay_over(page: str, hits: Sequence[LinkHits]) -> list[LinkCount]:
    """Each link of the page with its people, those without any too; then links that stand in other variants.

    A link made for each reader (`?who=17`) counts for the one of the page that leads to the same place.
    """
    shown = dict.fromkeys(link.url for link in read_page(page).links if link.url not in _OURS)
    by_place: dict[str, list[str]] = {}
    for url in shown:
        by_place.setdefault(_place(url), []).append(url)
    sums: dict[str, LinkCount] = {url: LinkCount(url, 0, 0, 0, is_shown=True) for url in shown}
    for hit in hits:
        same = by_place.get(_place(hit.link), [])
        url = hit.link if hit.link in shown or len(same) != 1 else same[0]
        old = sums.get(url) or LinkCount(url, 0, 0, 0, is_shown=False)
        sums[url] = msgspec.structs.replace(
            old,
            people=old.people + hit.people,
            clicks=old.clicks + hit.clicks,
            machine_clicks=old.machine_clicks + hit.machine_clicks,
        )
    return sorted(sums.values(), key=lambda each: (not each.is_shown, -each.people, -each.clicks))


def without_ways_out(page: str) -> str:
    """The page as it may be shown to the team: its links to unsubscribe, choose, confirm lead nowhere."""
    for each in _OURS:
        page = page.replace(each, _NOWHERE)
    return page


def _place(url: str) -> str:
    return url.split("#", 1)[0].split("?", 1)[0].rstrip("/")
