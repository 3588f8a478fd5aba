"""The worker's task of rehearsals: takes one, lets it go through the past, keeps what came of it."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import structlog
from msgspec.structs import replace

from otklik.automation import watching
from otklik.automation.books import Shelf
from otklik.automation.contracts import Beginning, Book, ScenarioStatus
from otklik.automation.engine.runs import Context
from otklik.automation.filtering import audience_of
from otklik.automation.graph.entries import OnBrowser, OnCall, OnSaved, OnSchedule
from otklik.automation.rehearsing import preparing, queries, repository
from otklik.automation.rehearsing.contracts import DAY_MS, Actor, Plan, Rehearsal, Tally
from otklik.automation.rehearsing.preparing import Members
from otklik.automation.rehearsing.simulating import rehearse
from otklik.automation.sweeps.occasions import first_moment_ms, next_reading
from otklik.inbox import repository_settings
from otklik.inbox.hours import stored_hours
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.kit.clock import format_ms, now_ms, to_datetime, to_ms
from otklik.kit.errors import AppError
from otklik.kit.zones import find_zone
from otklik.messaging import repository_missed
from otklik.messaging import service as messaging
from otklik.messaging.contracts import Channel
from otklik.segments import pasts
from otklik.segments.language.conditions import All
from otklik.segments.live.queries_touched import find_roots
from otklik.segments.predicate.history import History

log = structlog.get_logger(__name__)

PORTION: Final = 50_000
"""Events in hand at once."""
MAX_BEGINNINGS: Final = 200_000
"""Of schedules and mailings: more people are not gone through, and the result says so."""
_IDLE_S: Final = 2.0
_SLICE_S: Final = 0.02
_CHUNK: Final = 5_000
_MAILING_DAYS: Final = 7


async def run(engines: Engines) -> None:
    """Do what is asked for, for ever; several workers may."""
    while True:
        try:
            if not await step(engines):
                await asyncio.sleep(_IDLE_S)
        except (*ENGINE_AWAY, ClickHouseError) as error:
            log.warning("rehearsals.engine_away", error=str(error)[:300])
            await asyncio.sleep(_IDLE_S)


async def step(engines: Engines) -> bool:
    """Do the next one; whether there was one."""
    async with engines.postgres.connection() as connection:
        await repository.give_up(connection)
        rehearsal = await repository.take_next(connection)
    if rehearsal is None:
        return False
    try:
        result = await _rehearse(engines, rehearsal)
    except (AppError, ClickHouseError) as error:
        log.warning("rehearsals.failed", rehearsal=rehearsal.id, error=str(error)[:300])
        async with engines.postgres.connection() as connection:
            await repository.finish(connection, rehearsal=rehearsal, result=None, error=str(error))
        return True
    people = sorted({int(each["profile_id"]) for each in result["sample"]})
    async with engines.postgres.connection() as connection:
        await repository.finish(connection, rehearsal=rehearsal, result=result, people=people)
    return True


async def _rehearse(engines: Engines, rehearsal: Rehearsal) -> dict[str, Any]:
    started, to_ms_ = time.monotonic(), now_ms()
    from_ms = to_ms_ - rehearsal.days * DAY_MS
    async with engines.postgres.connection() as connection:
        books = await Shelf().load_books(connection, scenario_ids=[rehearsal.scenario_id])
    book = replace(books[rehearsal.scenario_id], status=ScenarioStatus.ACTIVE, launched_ms=0)
    leaving = await preparing.find_leaving(engines, book, from_ms=from_ms, to_ms=to_ms_)
    members = await preparing.find_members(
        engines, book, from_ms=from_ms, to_ms=to_ms_, has_leaving=leaving is not None
    )
    plan = replace(await _make_plan(engines, book, members, from_ms, to_ms_), leaving=leaving)
    begins, is_cut = _list_begins(plan, members)
    watch = watching.make_watch([book])
    names = {name for each in watch.names().values() for name in each}
    if plan.goal is not None:
        names.add(plan.goal.selector.name)
    number = await queries.count_events(
        engines.clickhouse, workspace_id=book.workspace_id, names=names, from_ms=from_ms, to_ms=to_ms_
    )
    if leaving is not None:
        number += await pasts.count_needed(engines, asked=leaving.asked, needs=leaving.needs)
    got = await _list_got(engines, plan)
    tally = Tally()
    shares = 1 if begins else max(1, -(-number // PORTION))
    for share in range(shares):
        actors = await _list_actors(engines, plan, names, (share, shares), got, begins)
        await _go_through(plan, watch, actors, begins, tally)
        async with engines.postgres.connection() as connection:
            await repository.note_progress(connection, rehearsal=rehearsal, progress=(share + 1) / shares)
    return {
        **msgspec.to_builtins(tally),
        "from": format_ms(from_ms),
        "to": format_ms(to_ms_),
        "events": number,
        "not_rehearsed": _list_unheard(book),
        "is_cut": is_cut,
        "took_ms": round((time.monotonic() - started) * 1_000),
    }


async def _make_plan(engines: Engines, book: Book, members: Members, from_ms: int, until_ms: int) -> Plan:
    async with engines.postgres.connection() as connection:
        settings = await messaging.get_settings(connection, workspace_id=book.workspace_id)
        chat = await repository_settings.read_settings(connection, workspace_id=book.workspace_id)
    return Plan(
        book,
        from_ms,
        until_ms,
        settings,
        stored_hours(chat),
        await preparing.find_shares(engines, book),
        members.holds,
        await preparing.find_reachable(engines, book),
        await preparing.find_goal(engines, book),
    )


def _list_unheard(book: Book) -> list[int]:
    """Numbers of triggers of which the past knows nothing: what browsers measure, calls, what is gone."""
    unheard = (OnBrowser, OnCall, OnSaved)
    return [n for n, each in enumerate(book.graph.entry.triggers) if isinstance(each, unheard)]


def _list_begins(plan: Plan, members: Members) -> tuple[dict[int, list[Beginning]], bool]:
    """{root: beginnings that follow from no event}, and whether there were too many."""
    entry = plan.book.graph.entry
    audience = audience_of(entry.audience, entry.filters) or All(())
    begins: dict[int, list[Beginning]] = {}
    total = 0
    for number, at_ms in _list_moments(plan):
        if (audience, 0) not in members.found:
            continue
        for root in members.list(audience, at_ms):
            if total == MAX_BEGINNINGS:
                return begins, True
            total += 1
            context = Context("", at_ms, trigger=number)
            begins.setdefault(root, []).append(
                Beginning(
                    plan.book.scenario_id,
                    plan.book.version_id,
                    root,
                    f"{at_ms}:{root}",
                    at_ms,
                    at_ms,
                    context,
                )
            )
    return begins, False


def _list_moments(plan: Plan) -> Iterator[tuple[int | None, int]]:
    """Occasions of schedules, and a mailing as if it had been sent a week ago."""
    if plan.book.graph.entry.mailing is not None:
        yield None, max(plan.from_ms, plan.to_ms - _MAILING_DAYS * DAY_MS)
    for number, trigger in enumerate(plan.book.graph.entry.triggers):
        if not isinstance(trigger, OnSchedule):
            continue
        reading = next_reading(trigger, plan.from_ms, plan.book.zone)
        while reading is not None:
            at_ms = first_moment_ms(reading, trigger.zone, plan.book.zone)
            if at_ms > plan.to_ms:
                break
            yield number, at_ms
            reading = next_reading(trigger, at_ms, plan.book.zone)


async def _list_got(engines: Engines, plan: Plan) -> dict[int, list[tuple[int, Channel]]]:
    """What people really got of other scenarios, by root."""
    longest = max((rule.period for rule in plan.settings.caps), default=to_datetime(0) - to_datetime(0))
    async with engines.postgres.connection() as connection:
        rows = await repository_missed.list_released(
            connection,
            workspace_id=plan.book.workspace_id,
            but=plan.book.scenario_id,
            since=to_datetime(plan.from_ms) - longest,
        )
    homes = sorted({home for home, _, _ in rows})
    roots: dict[int, int] = {}
    for start in range(0, len(homes), _CHUNK):
        roots |= await find_roots(
            engines.clickhouse, workspace_id=plan.book.workspace_id, homes=homes[start : start + _CHUNK]
        )
    got: dict[int, list[tuple[int, Channel]]] = {}
    for home, at, channel in rows:
        got.setdefault(roots.get(home, home), []).append((to_ms(at), Channel(channel)))
    return got


async def _list_actors(
    engines: Engines,
    plan: Plan,
    names: set[str],
    share: tuple[int, int],
    got: dict[int, list[tuple[int, Channel]]],
    begins: dict[int, list[Beginning]],
) -> list[Actor]:
    workspace_id = plan.book.workspace_id
    events = await queries.list_events(
        engines.clickhouse,
        workspace_id=workspace_id,
        names=names,
        from_ms=plan.from_ms,
        to_ms=plan.to_ms,
        share=share,
    )
    roots = sorted(events.keys() | begins.keys())
    zones: dict[int, str] = {}
    for start in range(0, len(roots), _CHUNK):
        zones |= await queries.list_zones(
            engines.clickhouse, workspace_id=workspace_id, people=roots[start : start + _CHUNK]
        )
    histories: dict[int, History] = {}
    if plan.leaving is not None:
        leaving = plan.leaving
        histories = await pasts.list_histories(engines, asked=leaving.asked, needs=leaving.needs, share=share)
    return [
        Actor(
            root,
            find_zone(zones.get(root, "")) or plan.book.zone,
            events.get(root, []),
            got.get(root, []),
            histories.get(root),
        )
        for root in roots
    ]


async def _go_through(
    plan: Plan,
    watch: watching.Watch,
    actors: Sequence[Actor],
    begins: dict[int, list[Beginning]],
    tally: Tally,
) -> None:
    """One after the other; whoever else works in this process is let in between."""
    since = time.monotonic()
    for actor in actors:
        rehearse(plan, watch, actor, begins.get(actor.root, []), tally)
        if time.monotonic() - since > _SLICE_S:
            await asyncio.sleep(0)
            since = time.monotonic()
