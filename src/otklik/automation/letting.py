"""Whom filters and audiences let in: what must be looked up for it, for many at once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from otklik.automation import asking
from otklik.automation.contracts import Beginning, Book
from otklik.automation.filtering import Occasion, Team, asks_team, audience_of, lets_in
from otklik.automation.graph.entries import Zone
from otklik.inbox import repository_presence, repository_settings
from otklik.inbox.hours import is_open, stored_hours
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.kit.zones import find_zone
from otklik.profiles import recipients
from otklik.segments.language.conditions import Condition


async def let_in(
    engines: Engines,
    books: Mapping[int, Book],
    beginnings: Sequence[Beginning],
    *,
    now_ms: int,
    teams: Mapping[int, Team] | None = None,
) -> list[Beginning]:
    """Those whose scenario's filters and audience hold now; `teams`: those that were looked at already."""
    found: set[tuple[int, str]] = set()
    for workspace_id in sorted({books[each.scenario_id].workspace_id for each in beginnings}):
        theirs = [each for each in beginnings if books[each.scenario_id].workspace_id == workspace_id]
        team = (teams or {}).get(workspace_id)
        fitting = await _filter(engines, workspace_id, books, theirs, team)
        asked = await _ask(engines, workspace_id, books, fitting, now_ms)
        found |= {(each.scenario_id, each.key) for each in asked}
    return [each for each in beginnings if (each.scenario_id, each.key) in found]


def list_fired(beginnings: Sequence[Beginning], books: Mapping[int, Book]) -> Mapping[tuple[int, date], int]:
    """How often saved triggers fired, by (trigger, day); what starts several scenarios fired once."""
    told = {
        (saved, each.key, datetime.fromtimestamp(each.at_ms / 1_000, UTC).date())
        for each in beginnings
        if (saved := books[each.scenario_id].saved.get(_number(each))) is not None
    }
    counts: dict[tuple[int, date], int] = {}
    for saved, _, day in told:
        counts[saved, day] = counts.get((saved, day), 0) + 1
    return counts


def _number(each: Beginning) -> int:
    return each.context.trigger if each.context.trigger is not None else -1


async def look_at_team(engines: Engines, *, workspace_id: int, is_online: bool | None = None) -> Team:
    """Whether the team works now and anybody of it is there; `is_online`: what the caller knows of that."""
    async with engines.postgres.connection() as connection:
        return await _read_team(connection, workspace_id, is_online=is_online)


async def _read_team(connection: Connection, workspace_id: int, *, is_online: bool | None) -> Team:
    settings = await repository_settings.read_settings(connection, workspace_id=workspace_id)
    if is_online is None:
        here = await repository_presence.list_operators(connection, workspace_id=workspace_id)
        is_online = any(not is_away for is_away in here.values())
    return Team(is_open(stored_hours(settings), clock.to_datetime(clock.now_ms())), is_online)


async def _filter(
    engines: Engines,
    workspace_id: int,
    books: Mapping[int, Book],
    beginnings: Sequence[Beginning],
    team: Team | None,
) -> list[Beginning]:
    if team is None and any(asks_team(books[each.scenario_id].graph.entry.filters) for each in beginnings):
        team = await look_at_team(engines, workspace_id=workspace_id)
    by_clocks = [each for each in beginnings if _asks_clocks(books[each.scenario_id])]
    zones = await list_zones(engines, workspace_id=workspace_id, homes=[each.home for each in by_clocks])
    fitting = []
    for each in beginnings:
        book = books[each.scenario_id]
        zone = zones.get(each.home) or book.zone
        occasion = Occasion(each.at_ms, zone, each.url, each.device)
        if lets_in(book.graph.entry.filters, occasion, team or Team(), workspace_zone=book.zone):
            fitting.append(each)
    return fitting


def _asks_clocks(book: Book) -> bool:
    hours = book.graph.entry.filters.hours
    return hours is not None and hours.zone is Zone.PERSON


async def list_zones(engines: Engines, *, workspace_id: int, homes: Sequence[int]) -> dict[int, ZoneInfo]:
    """The clocks of each home's human as far as they are known: his card's, else those of his last visit."""
    if not homes:
        return {}
    async with engines.postgres.connection() as connection:
        cards = await recipients.list_recipients(
            connection, workspace_id=workspace_id, homes=sorted(set(homes))
        )
    names = await recipients.list_zones(
        engines.clickhouse, workspace_id=workspace_id, recipients=list(cards.values())
    )
    known = {home: find_zone(names.get(card.root, "")) for home, card in cards.items()}
    return {home: zone for home, zone in known.items() if zone is not None}


async def _ask(
    engines: Engines,
    workspace_id: int,
    books: Mapping[int, Book],
    beginnings: Sequence[Beginning],
    now_ms: int,
) -> list[Beginning]:
    """Those of whom the audience's condition holds."""
    wanted: list[tuple[Beginning, Condition]] = []
    for each in beginnings:
        entry = books[each.scenario_id].graph.entry
        audience = audience_of(entry.audience, entry.filters)
        if audience is not None:
            wanted.append((each, audience))
    if not wanted:
        return list(beginnings)
    answers = await asking.hold_of(
        engines,
        workspace_id=workspace_id,
        wanted=[(each.home, condition) for each, condition in wanted],
        now_ms=now_ms,
    )
    refused = {
        (each.scenario_id, each.key) for (each, _), holds in zip(wanted, answers, strict=True) if not holds
    }
    return [each for each in beginnings if (each.scenario_id, each.key) not in refused]
