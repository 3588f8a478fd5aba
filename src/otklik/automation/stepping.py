"""Lets runs step: those whose time has come, those whose send was decided, those a member takes in hand.

A step is one transaction (docs/adr/0014-runs-of-scenarios.md). Questions about people are asked of the store
between two transactions. What cannot be written for one person stops nobody else.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import structlog

from otklik.automation import asking, repository_entrants, repository_runs
from otklik.automation.applying import Stepped, apply, list_arms
from otklik.automation.books import Shelf
from otklik.automation.contracts import Book, ScenarioStatus, Stored
from otklik.automation.engine.advancing import advance
from otklik.automation.engine.runs import (
    Effect,
    Happened,
    Line,
    Person,
    Reason,
    Removed,
    Rules,
    SendDecided,
    State,
    TimeCame,
    Waits,
    Walk,
)
from otklik.automation.hours import BestHours
from otklik.infra.bus import Bus
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_ms
from otklik.kit.errors import AppError
from otklik.kit.zones import find_zone
from otklik.messaging import service as messaging
from otklik.messaging.contracts import Decided, SendState
from otklik.profiles import recipients
from otklik.profiles import service as profiles
from otklik.profiles.recipients import TIME_ZONE, Recipient

log = structlog.get_logger(__name__)

Checkpoint: TypeAlias = Callable[[str], Awaitable[None]]
"""Called with the name of each place a step comes to; whoever rehearses a death raises there."""
PORTION: Final = 200
ALONE: Final = 1
_TRIES: Final = 5
TOPIC: Final = "scenarios"
ARCHIVED: Final = "archived"
ERROR: Final = "error"


async def go_on(place: str) -> None:
    """The Checkpoint that stops nowhere."""
    del place


class Stepper:
    """Steps runs of all workspaces; several may work side by side."""

    def __init__(self, engines: Engines, *, checkpoint: Checkpoint = go_on, portion: int = PORTION) -> None:
        self._engines = engines
        self._checkpoint = checkpoint
        self._portion = portion
        self.shelf = Shelf()
        self._hours = BestHours(engines)

    async def step_due(self, *, now_ms: int) -> int:
        """Step runs whose time has come, a portion; how many there were."""
        try:
            return await self._step_portion(now_ms, self._portion)
        except (AppError, *profiles.RETRIED) as error:
            # One of them cannot be written: each alone, so that the others go on.
            log.warning("scenarios.portion_failed", error=str(error)[:300])
        done = 0
        for _ in range(self._portion):
            stepped = await self._step_alone(now_ms)
            done += stepped
            if not stepped:
                break
        return done

    async def _step_alone(self, now_ms: int) -> int:
        for left in range(_TRIES, 0, -1):
            try:
                return await self._step_portion(now_ms, ALONE)
            except profiles.RETRIED:
                if left == 1:
                    raise
            except AppError as error:
                log.warning("scenarios.run_failed", error=str(error)[:300])
                return await self._fail_first(now_ms, error.code)
        raise AssertionError

    async def _fail_first(self, now_ms: int, reason: str) -> int:
        """End the run that could not be stepped; it says why."""
        async with self._engines.postgres.connection() as connection:
            taken = await repository_runs.take_due(connection, now_ms=now_ms, limit=ALONE)
            happened = {each.run.id: Removed(f"{ERROR}: {reason}") for each in taken}
            await self.advance(connection, taken, happened, now_ms=now_ms)
        return len(taken)

    async def _step_portion(self, now_ms: int, limit: int) -> int:
        async with self._engines.postgres.connection() as connection:
            taken = await repository_runs.take_due(connection, now_ms=now_ms, limit=limit)
            await self._checkpoint("taken")
            happened = {each.run.id: _what_came(each) for each in taken}
            stepped = await self.advance(connection, taken, happened, now_ms=now_ms)
            await self._checkpoint("stepped")
        await self._checkpoint("committed")
        if taken:
            messaging.wake()
        await self._answer([each for each in stepped if _is_asking(each)], now_ms)
        return len(taken)

    async def _answer(self, stepped: Sequence[Stepped], now_ms: int) -> None:
        """Ask the store about those who have come to conditions, and let them go on; again while they do."""
        while stepped:
            answers = await asking.ask(self._engines, stepped, hours=self._hours, now_ms=now_ms)
            await self._checkpoint("asked")
            stepped = [each for each in await self._take_in(answers, now_ms) if _is_asking(each)]
            messaging.wake()

    async def _take_in(self, answers: Mapping[int, Happened], now_ms: int) -> list[Stepped]:
        """Let runs go on by their answers: together, or each alone when one of them cannot be written."""
        try:
            async with self._engines.postgres.connection() as connection:
                taken = await repository_runs.take_runs(connection, run_ids=[*answers])
                stepped = await self.advance(connection, taken, answers, now_ms=now_ms)
                await self._checkpoint("answered")
        except AppError as error:
            if len(answers) == 1:
                ended = dict.fromkeys(answers, Removed(f"{ERROR}: {error.code}"))
                return await self._take_in(ended, now_ms)
            stepped = []
            for run_id, answer in answers.items():
                stepped += await self._take_in({run_id: answer}, now_ms)
        return stepped

    async def advance(
        self,
        connection: Connection,
        taken: Sequence[Stored],
        happened: Mapping[int, Happened] | Mapping[int, Sequence[Happened]],
        *,
        now_ms: int,
    ) -> list[Stepped]:
        """Let these locked runs go on by what happened to each, and write all of it down."""
        if not taken:
            return []
        books = await self.shelf.load_books(connection, scenario_ids={each.scenario_id for each in taken})
        held = [each for each in taken if _is_held(books.get(each.scenario_id), happened[each.run.id])]
        await repository_runs.hold_runs(connection, run_ids=[each.run.id for each in held])
        holding = {each.run.id for each in held}
        moving = [each for each in taken if each.run.id not in holding and each.scenario_id in books]
        people = await self._find_people(connection, moving)
        graphs = await self.shelf.load_graphs(connection, {each.version_id for each in moving})
        stepped = []
        for each in moving:
            book, human = books[each.scenario_id], people[each.run.id]
            rules = Rules(book.scenario_id, book.graph, graphs[each.version_id], book.zone)
            person = Person(human.root, human.zone(each, book), human.arms)
            events = happened[each.run.id]
            walk = _walk(rules, each, person, human.end or _end_of(book) or events, now_ms)
            stepped.append(Stepped(each, walk, book, human.root, person.zone, human.arms))
        await self._checkpoint("walked")
        await apply(self._engines, connection, stepped, now_ms=now_ms)
        await self._checkpoint("written")
        return stepped

    async def _find_people(self, connection: Connection, taken: Sequence[Stored]) -> dict[int, "_Human"]:
        """Who walks, by run."""
        found: dict[int, _Human] = {}
        for workspace_id in {each.workspace_id for each in taken}:
            theirs = [each for each in taken if each.workspace_id == workspace_id]
            found |= await _find_humans(connection, workspace_id, theirs)
        return found


class _Human:
    """Of one run: its person, his arms in this scenario, and why it must end at once, if it must."""

    __slots__ = ("arms", "card", "end")

    def __init__(self, card: Recipient, arms: Mapping[str, str], end: Removed | None) -> None:
        self.card = card
        self.arms = arms
        self.end = end

    @property
    def root(self) -> int:
        return self.card.root

    def zone(self, run: Stored, book: Book) -> ZoneInfo:
        """His clocks: as the card says, else as they were when he began, else the workspace's."""
        said = self.card.properties.get(TIME_ZONE)
        name = said if isinstance(said, str) else run.run.context.zone
        return find_zone(name) or book.zone


async def _find_humans(
    connection: Connection, workspace_id: int, taken: Sequence[Stored]
) -> dict[int, _Human]:
    homes = sorted({each.profile_id for each in taken})
    cards = await recipients.list_recipients(connection, workspace_id=workspace_id, homes=homes)
    everybody = sorted({home for card in cards.values() for home in card.members})
    scenario_ids = sorted({each.scenario_id for each in taken})
    entrants = await repository_entrants.read_entrants(
        connection, workspace_id=workspace_id, homes=everybody, scenario_ids=scenario_ids
    )
    erased = await profiles.list_erased_homes(connection, workspace_id=workspace_id)
    doubles = await _find_doubles(connection, workspace_id, taken, cards)
    found = {}
    for each in taken:
        card = cards[each.profile_id]
        rows = [entrants.get((home, each.scenario_id)) for home in reversed(card.members)]
        end = None
        if each.profile_id in erased:
            end = Removed(Reason.DELETED_PERSON)
        elif each.run.id in doubles:
            end = Removed(Reason.MERGED)
        found[each.run.id] = _Human(card, list_arms(row.arms for row in rows if row is not None), end)
    return found


async def _find_doubles(
    connection: Connection, workspace_id: int, taken: Sequence[Stored], cards: Mapping[int, Recipient]
) -> set[int]:
    """Runs of people who walk the same scenario by another of their homes, and began there earlier."""
    several = {home for card in cards.values() if len(card.members) > 1 for home in card.members}
    if not several:
        return set()
    inside = await repository_runs.list_inside(
        connection,
        workspace_id=workspace_id,
        homes=sorted(several),
        scenario_ids=sorted({each.scenario_id for each in taken}),
    )
    doubles = set()
    for each in taken:
        members = set(cards[each.profile_id].members)
        rivals = [
            (entered_at, run_id)
            for scenario_id, home, run_id, entered_at in inside
            if scenario_id == each.scenario_id and home in members and home != each.profile_id
        ]
        mine = [at for _, _, run_id, at in inside if run_id == each.run.id]
        if rivals and mine and min(rivals) < (mine[0], each.run.id):
            doubles.add(each.run.id)
    return doubles


def _walk(
    rules: Rules, each: Stored, person: Person, happened: Happened | Sequence[Happened], now_ms: int
) -> Walk:
    """What comes of one thing after the other."""
    many = happened if isinstance(happened, Sequence) else [happened]
    run = each.run
    effects: list[Effect] = []
    lines: list[Line] = []
    for one in many:
        walk = advance(rules, run, person, one, now_ms=now_ms)
        run = walk.run
        effects += walk.effects
        lines += walk.log
    return Walk(run, tuple(effects), tuple(lines))


def _is_held(book: Book | None, happened: Happened | Sequence[Happened]) -> bool:
    return book is not None and book.status is ScenarioStatus.PAUSED and isinstance(happened, TimeCame)


def _end_of(book: Book) -> Removed | None:
    return Removed(ARCHIVED) if book.status is ScenarioStatus.ARCHIVED else None


def _what_came(each: Stored) -> Happened:
    """Why a run is due: its send was decided, or its time has come."""
    if not each.outcome or each.run.waits is not Waits.SEND:
        return TimeCame()
    is_sent = each.outcome == SendState.SENT
    return SendDecided(each.run.node, each.run.visit, is_sent, "" if is_sent else each.outcome)


async def note_decided(connection: Connection, decided: Sequence[Decided], *, bus: Bus) -> None:
    """The ledger's hook: whoever waits for these sends is due with the commit that decides them."""
    outcomes = [
        (end.run_id, end.send_id, end.reason or end.state.value) for end in decided if end.run_id is not None
    ]
    if not outcomes:
        return
    now_ms = max(to_ms(end.at) for end in decided)
    if await repository_runs.note_outcomes(connection, outcomes=outcomes, now_ms=now_ms):
        await bus.publish(TOPIC, "", connection=connection)


def _is_asking(each: Stepped) -> bool:
    run = each.walk.run
    return run.state is State.WAITING and run.waits is Waits.ANSWER
