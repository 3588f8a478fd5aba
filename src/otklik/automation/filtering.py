"""Whether somebody may begin here and now: pages, devices, hours, operators. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation.graph.entries import Filters, Hours, Match, PageRule, Zone
from otklik.segments.language.conditions import All, AnyOf, Comparison, Condition, Op, PropertyIs
from otklik.segments.language.durations import local_reading
from otklik.segments.language.patterns import pattern

_NEGATIVE: Final = {
    Match.NOT_IS: Match.IS,
    Match.NOT_STARTS: Match.STARTS,
    Match.NOT_CONTAINS: Match.CONTAINS,
    Match.NOT_REGEX: Match.REGEX,
}
_SOURCES: Final = ("$last_channel_kind", "$last_utm_source")


class Team(msgspec.Struct, frozen=True):
    """The team at this moment: whether it works by its hours, and whether anybody is there to answer."""

    is_open: bool = True
    is_online: bool = False


class Occasion(msgspec.Struct, frozen=True):
    """Where and when a trigger fired: the page's address, the kind of device, the person's clocks."""

    at_ms: int
    zone: ZoneInfo
    url: str = ""
    device: str = ""


def lets_in(filters: Filters, occasion: Occasion, team: Team, *, workspace_zone: ZoneInfo) -> bool:
    """Whether the filters hold. A rule of pages or devices holds of nothing that happened on no page."""
    if filters.pages and not fits_page(filters.pages, occasion.url):
        return False
    if filters.devices and occasion.device not in filters.devices:
        return False
    if filters.team and team.is_open is not (filters.team == "open"):
        return False
    if filters.operators and team.is_online is not (filters.operators == "online"):
        return False
    if filters.hours is None:
        return True
    zone = occasion.zone if filters.hours.zone is Zone.PERSON else workspace_zone
    return is_within(filters.hours, occasion.at_ms, zone)


def asks_team(filters: Filters) -> bool:
    """Whether the team has to be looked at."""
    return bool(filters.team or filters.operators)


def fits_page(rules: Sequence[PageRule], url: str) -> bool:
    """Whether one of the rules that say where holds (if there are any), and none that says where not."""
    if not url:
        return False
    wanted = [rule for rule in rules if rule.match not in _NEGATIVE]
    refused = [PageRule(_NEGATIVE[rule.match], rule.value) for rule in rules if rule.match in _NEGATIVE]
    if any(_fits_rule(rule, url) for rule in refused):
        return False
    return not wanted or any(_fits_rule(rule, url) for rule in wanted)


def _fits_rule(rule: PageRule, url: str) -> bool:
    """A value that begins with a slash is held against path and query, any other against host and all."""
    if rule.match is Match.REGEX:
        return bool(pattern(rule.value).search(url))
    is_path = rule.value.startswith("/")
    value = rule.value if is_path else _bare(rule.value)
    whole, path = _parts(url, is_path=is_path)
    if rule.match is Match.CONTAINS:
        return value in whole
    if rule.match is Match.STARTS:
        return whole.startswith(value)
    return value.rstrip("/") in {whole.rstrip("/"), path.rstrip("/")}


def _parts(url: str, *, is_path: bool) -> tuple[str, str]:
    """(with the query, without it), from the path on or from the host on."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, url
    path = parts.path or "/"
    start = path if is_path else (parts.netloc.lower().removeprefix("www.") + path)
    return (f"{start}?{parts.query}" if parts.query else start), start


def _bare(value: str) -> str:
    """An address without scheme, `www.` and what stands behind #."""
    text = value.partition("#")[0]
    for scheme in ("https://", "http://", "//"):
        text = text.removeprefix(scheme)
    return text.removeprefix("www.")


def is_within(hours: Hours, at_ms: int, zone: ZoneInfo) -> bool:
    """Whether clocks of the zone show a time of the hours; over midnight they belong to the first day."""
    local = local_reading(at_ms, zone)
    today, now = local.date(), local.time().replace(tzinfo=None)
    if hours.start < hours.end:
        return _is_day(hours, today) and hours.start <= now < hours.end
    began_today = _is_day(hours, today) and now >= hours.start
    return began_today or (_is_day(hours, today - timedelta(days=1)) and now < hours.end)


def _is_day(hours: Hours, day: date) -> bool:
    return day.isoweekday() in hours.days


def audience_of(audience: Condition | None, filters: Filters) -> Condition | None:
    """The audience with the sources of visits beside it, which the store knows."""
    if not filters.sources:
        return audience
    came = AnyOf(tuple(PropertyIs(Comparison((name,), Op.IN, tuple(filters.sources))) for name in _SOURCES))
    return came if audience is None else All((audience, came))
