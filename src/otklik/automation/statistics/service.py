"""The numbers of messages: in every cut, of many at once, and the sends behind each number."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation import repository, scenarios
from otklik.automation.goals import service as goals
from otklik.automation.goals.contracts import GoalSet
from otklik.automation.statistics import errors, periods, queries
from otklik.automation.statistics import repository as repository_statistics
from otklik.automation.statistics.contracts import By, Choice, Figures, Number, Order, Rate, Row
from otklik.automation.statistics.queries import Statement
from otklik.events.cursors import decode_cursor, encode_cursor
from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms, to_ms
from otklik.profiles import service as profiles
from otklik.segments.loading import load_zone
from otklik.segments.sets.asked import Asked

LARGEST_FILE: Final = 100_000
_NOTHING: Final = Figures(people=0)
_UNSENT: Final = Figures()


class Reason(msgspec.Struct, frozen=True):
    """Why sends did not leave (`ended`: skipped or failed), and how many."""

    ended: str
    reason: str
    count: int


class Frame(msgspec.Struct, frozen=True):
    """What numbers of a choice tell of. `goals`: those that rule; `goal`: which is counted, "" for none."""

    zone: str
    goals: GoalSet
    goal: str
    split: str
    splits: Sequence[str]


class Statistics(msgspec.Struct, frozen=True):
    """The numbers of a choice in one cut."""

    frame: Frame
    rows: Sequence[Row]
    reasons: Sequence[Reason]


class Report(msgspec.Struct, frozen=True):
    """The numbers of a choice in every cut."""

    frame: Frame
    cuts: Mapping[By, Sequence[Row]]
    reasons: Sequence[Reason]


class Line(msgspec.Struct, frozen=True):
    """A send behind a number: to whom, when it ended, where, and what it brought."""

    send: int
    person: int
    name: str | None
    at: datetime
    node: str
    channel: str
    variant: str
    reason: str
    is_read: bool
    is_clicked: bool
    purchases: int
    gross: Decimal
    refunds: Decimal


class Listed(msgspec.Struct, frozen=True):
    """A page of the sends behind a number, and where the next one begins."""

    lines: Sequence[Line]
    next: str | None


class Message(msgspec.Struct, frozen=True):
    """A scenario in the list of messages: its figures, and whether it has a goal."""

    scenario_id: int
    goals: GoalSet
    figures: Figures


class _After(msgspec.Struct, array_like=True, frozen=True):
    at_ms: int
    send: int


class _Loaded(msgspec.Struct, frozen=True):
    statement: Statement
    rows: str
    where: str
    zone: ZoneInfo
    goals: GoalSet
    choice: Choice
    splits: Sequence[str]

    @property
    def frame(self) -> Frame:
        return Frame(self.zone.key, self.goals, self.choice.goal, self.choice.split, self.splits)


async def read_statistics(engines: Engines, *, workspace_id: int, choice: Choice, by: By) -> Statistics:
    """The numbers of a choice, a line a key of the cut. Raises NotFoundError, InvalidError."""
    loaded = await _load(engines, workspace_id, choice)
    found = await queries.count(
        engines.clickhouse,
        loaded.statement,
        loaded.rows,
        workspace_id=workspace_id,
        key=queries.key_sql(by, loaded.statement, loaded.zone.key),
        where=loaded.where,
    )
    return Statistics(
        loaded.frame,
        _fill([read_row(row) for row in found], by, choice),
        _read_reasons(found) if by is By.TOTAL else [],
    )


async def read_report(engines: Engines, *, workspace_id: int, choice: Choice) -> Report:
    """The numbers of a choice in every cut. Raises NotFoundError, InvalidError."""
    loaded = await _load(engines, workspace_id, choice)
    found = await queries.count_cuts(
        engines.clickhouse,
        loaded.statement,
        loaded.rows,
        workspace_id=workspace_id,
        zone=loaded.zone.key,
        where=loaded.where,
    )
    cuts = {by: _fill([read_row(row) for row in rows], by, choice) for by, rows in found.items()}
    return Report(loaded.frame, cuts, _read_reasons(found[By.TOTAL]))


def _read_reasons(found: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """The reasons of the one line of a total, the commonest first."""
    pairs = [pair for row in found for pair in zip(*row["reasons"], strict=True)]
    reasons = [
        Reason(ended, reason, count) for told, count in pairs for ended, _, reason in [told.partition(":")]
    ]
    return sorted(reasons, key=lambda each: (-each.count, each.reason))


def _fill(rows: Sequence[Row], by: By, choice: Choice) -> list[Row]:
    """Each day of the period, and a total, also where nothing happened."""
    if by is By.TOTAL:
        return list(rows) or [Row("", _NOTHING)]
    if by is not By.DAY or choice.first is None or choice.last is None:
        return list(rows)
    found = {row.key: row for row in rows}
    days = (day.isoformat() for day in periods.list_days(choice.first, choice.last))
    return [found.get(day) or Row(day, _NOTHING) for day in days]


def read_row(row: Mapping[str, Any]) -> Row:
    """A line of `queries.count`."""
    return Row(str(row["key"]), Figures(**{name: row[name] for name in Figures.__struct_fields__}))


async def list_people(
    engines: Engines,
    *,
    workspace_id: int,
    choice: Choice,
    of: Number,
    cursor: str | None = None,
    limit: int = 50,
) -> Listed:
    """The sends that a number counts, with whom they went to, the newest first.

    As many as the number says; of `people`, each person once. Raises NotFoundError, InvalidError.
    """
    after = decode_cursor(cursor, _After) if cursor else None
    loaded = await _load(engines, workspace_id, choice)
    rows = await queries.list_sends(
        engines.clickhouse,
        loaded.statement,
        loaded.rows,
        workspace_id=workspace_id,
        where=loaded.where,
        of=of,
        after=(after.at_ms, after.send) if after else None,
        limit=limit + 1,
    )
    page = rows[:limit]
    names = await _name(engines, workspace_id, [row["person"] for row in page])
    lines = [_line(row, names) for row in page]
    is_more = len(rows) > limit
    return Listed(lines, encode_cursor(_After(to_ms(lines[-1].at), lines[-1].send)) if is_more else None)


def _line(row: Mapping[str, Any], names: Mapping[int, tuple[int, str | None]]) -> Line:
    root, name = names[row["person"]]
    return Line(
        row["send"],
        root,
        name,
        row["at"],
        row["step"],
        row["sent_by"],
        row["variant"],
        row["why"],
        bool(row["is_read"]),
        bool(row["is_clicked"]),
        row["hits"],
        row["won"],
        row["lost"],
    )


async def _name(
    engines: Engines, workspace_id: int, homes: Sequence[int]
) -> dict[int, tuple[int, str | None]]:
    """The person and his name, else his email, by home."""
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=sorted(set(homes)))
    roots = sorted({cluster.root for cluster in clusters.values()})
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=roots)
    names: dict[int, tuple[int, str | None]] = {}
    for home, cluster in clusters.items():
        head = heads.get(cluster.root)
        found = (head.properties.get("$name") or head.properties.get("$email")) if head else None
        names[home] = (cluster.root, found if isinstance(found, str) else None)
    return names


async def list_messages(
    engines: Engines,
    *,
    workspace_id: int,
    scenario_ids: Sequence[int] | None,
    first: date | None,
    last: date | None,
    order: Order | None,
) -> list[Message]:
    """Figures of scenarios (None: of all that are not archived), by `order`, the most first.

    Raises InvalidError.
    """
    zone = await load_zone(engines, workspace_id=workspace_id)
    period = periods.make_period(first, last, zone)
    async with engines.postgres.connection() as connection:
        ids = scenario_ids
        if ids is None:
            ids = await repository_statistics.list_ids(connection, workspace_id=workspace_id)
        sets = await goals.list_goals(connection, workspace_id=workspace_id)
    known = {each.scenario_id: each for each in sets}
    mains = {each.scenario_id: each.main.id for each in sets if each.main is not None}
    asked = Asked(workspace_id=workspace_id, now_ms=now_ms(), is_present=True, zone=zone)
    statement = Statement(asked, sets, period=period, goals=mains)
    found = await queries.count_all(engines.clickhouse, statement, workspace_id=workspace_id)
    figures = {scenario_id: Figures(**row) for scenario_id, row in found.items()}
    messages = [Message(each, known.get(each, GoalSet(each)), figures.get(each, _UNSENT)) for each in ids]
    return sorted(messages, key=lambda each: _rank(each, order), reverse=True) if order else messages


def _rank(message: Message, order: Order) -> tuple[float | Decimal, int]:
    figures = message.figures
    match order:
        case Order.MONEY:
            return figures.net, message.scenario_id
        case Order.SENT:
            return figures.sent, message.scenario_id
        case Order.READ:
            return figures.read / max(1, figures.sent), message.scenario_id
        case _:
            return figures.rate(Rate.CONVERSION) or 0.0, message.scenario_id


async def _load(engines: Engines, workspace_id: int, choice: Choice) -> _Loaded:
    zone = await load_zone(engines, workspace_id=workspace_id)
    async with engines.postgres.connection() as connection:
        scenario = await scenarios.get_scenario(
            connection, workspace_id=workspace_id, scenario_id=choice.scenario_id
        )
        version = await repository.find_version(
            connection, workspace_id=workspace_id, version_id=scenario.version_id or 0
        )
        sets = await goals.list_goals(connection, workspace_id=workspace_id)
    own = next((each for each in sets if each.scenario_id == scenario.id), GoalSet(scenario.id))
    goal = choice.goal or (own.main.id if own.main else "")
    if goal and goal not in {each.id for each in own.goals}:
        raise errors.no_goal(goal)
    splits = list_splits(version.graph if version else {})
    split = choice.split or (splits[0] if splits else "")
    chosen = msgspec.structs.replace(choice, goal=goal, split=split)
    asked = Asked(workspace_id=workspace_id, now_ms=now_ms(), is_present=True, zone=zone)
    period = periods.make_period(choice.first, choice.last, zone)
    statement = Statement(asked, sets, period=period, goals={scenario.id: goal})
    rows = statement.sends(scenario.id, split=split)
    where = queries.cut_sql(chosen, statement, zone.key)
    return _Loaded(statement, rows, where, zone, own, chosen, splits)


def list_splits(graph: Mapping[str, Any]) -> list[str]:
    """The steps of a saved graph that share people out."""
    nodes = graph.get("nodes")
    if not isinstance(nodes, dict):
        return []
    return [name for name, node in nodes.items() if isinstance(node, dict) and "split" in node]
