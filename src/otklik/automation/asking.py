"""Asks the store which conditions hold of people now: many people and conditions by one statement."""

from collections.abc import Mapping, Sequence

import msgspec
import structlog

from otklik.automation.applying import Stepped
from otklik.automation.engine.runs import Answered, Timed
from otklik.automation.graph.nodes import Ask, Node, WaitBest
from otklik.automation.hours import BestHours
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.segments.language.conditions import Condition
from otklik.segments.live.queries_judging import list_facts
from otklik.segments.live.queries_touched import find_roots
from otklik.segments.sets.queries_compile import compile_answers
from otklik.segments.sets.service import find_asked

log = structlog.get_logger(__name__)


async def ask(
    engines: Engines, stepped: Sequence[Stepped], *, hours: BestHours, now_ms: int
) -> dict[int, Answered | Timed]:
    """The answers that runs wait for, by run: whether conditions hold, which hour is best.

    Raises ClickHouseError when the store is away; the runs come due again.
    """
    answers: dict[int, Answered | Timed] = {}
    for workspace_id in sorted({each.book.workspace_id for each in stepped}):
        theirs = [each for each in stepped if each.book.workspace_id == workspace_id]
        waiting = [each for each in theirs if isinstance(_node(each), WaitBest)]
        answers |= await hours.find(workspace_id, waiting, now_ms=now_ms)
        theirs = [each for each in theirs if not isinstance(_node(each), WaitBest)]
        if not theirs:
            continue
        wanted = [(each.before.profile_id, _condition(each)) for each in theirs]
        found = await hold_of(engines, workspace_id=workspace_id, wanted=wanted, now_ms=now_ms)
        for each, holds in zip(theirs, found, strict=True):
            answers[each.before.run.id] = Answered(each.walk.run.visit, holds)
    return answers


def _node(each: Stepped) -> Node:
    return each.book.graph.nodes[each.walk.run.node]


def _condition(each: Stepped) -> Condition:
    """What is asked at a condition; at a step that does something, whether he is to leave."""
    node = _node(each)
    condition = node.condition if isinstance(node, Ask) else each.book.graph.exit.condition
    if condition is None:
        raise TypeError(each.walk.run.node)
    return condition


async def hold_of(
    engines: Engines, *, workspace_id: int, wanted: Sequence[tuple[int, Condition]], now_ms: int
) -> list[bool]:
    """Whether each condition holds of the human of each home, now; in order.

    A condition that is too much for the store holds of nobody, and the log says so.
    """
    conditions = list(dict.fromkeys(condition for _, condition in wanted))
    try:
        roots, holding = await _ask(engines, workspace_id, {home for home, _ in wanted}, conditions, now_ms)
    except ClickHouseError as error:
        if not error.code:  # it is away
            raise
        if len(conditions) == 1:
            log.exception("scenarios.not_asked", workspace_id=workspace_id)
            return [False] * len(wanted)
        answers = {
            condition: await hold_of(
                engines,
                workspace_id=workspace_id,
                wanted=[each for each in wanted if each[1] == condition],
                now_ms=now_ms,
            )
            for condition in conditions
        }
        queues = {condition: iter(found) for condition, found in answers.items()}
        return [next(queues[condition]) for _, condition in wanted]
    places = {condition: number for number, condition in enumerate(conditions)}
    return [places[condition] in holding.get(roots[home], ()) for home, condition in wanted]


async def _ask(
    engines: Engines, workspace_id: int, homes: set[int], conditions: Sequence[Condition], now_ms: int
) -> tuple[Mapping[int, int], Mapping[int, Sequence[int]]]:
    """(root of each home in the store, numbers of the conditions that hold of each root)."""
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=sorted(homes))
    members = sorted({home for each in clusters.values() for home in each.members})
    asked = await find_asked(engines, workspace_id=workspace_id, as_of_ms=None)
    statement = compile_answers(
        conditions,
        msgspec.structs.replace(asked, homes="{homes:Array(UInt64)}", now_ms=max(now_ms, asked.now_ms)),
    )
    holding = await list_facts(engines.clickhouse, statement, workspace_id=workspace_id, homes=members)
    roots = await find_roots(engines.clickhouse, workspace_id=workspace_id, homes=sorted(homes))
    return roots, holding
