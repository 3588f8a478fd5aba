"""People in scenarios: called in by the API, moved to another step, taken out."""

from collections.abc import Sequence
from typing import Final

from otklik.automation import entering, errors, repository_runs, scenarios
from otklik.automation.contracts import Beginning, Scenario, ScenarioStatus
from otklik.automation.engine.runs import BEFORE, Context, Happened, Moved, Reason, Removed
from otklik.automation.graph.entries import OnCall
from otklik.automation.stepping import TOPIC, Stepper
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import now_ms
from otklik.profiles import service as profiles
from otklik.workspaces.roles import Actor

MAX_RUNS: Final = 1_000
"""Of one request."""


async def call_in(engines: Engines, *, workspace_id: int, scenario_id: int, person_id: int, key: str) -> bool:
    """Let a person begin, as the repeat rule allows; whether he did. The same key begins one run.

    Raises NotFoundError, ConflictError for a scenario that is not active or has no such trigger.
    """
    person = await profiles.get_person(engines, workspace_id=workspace_id, person_id=person_id)
    async with engines.postgres.connection() as connection:
        scenario = await scenarios.get_scenario(
            connection, workspace_id=workspace_id, scenario_id=scenario_id
        )
        if scenario.status is not ScenarioStatus.ACTIVE:
            raise errors.wrong_status(scenario.status)
        books = await Stepper(engines).shelf.load_books(connection, scenario_ids=[scenario_id])
        book = books[scenario_id]
        triggers = book.graph.entry.triggers
        number = next((n for n, each in enumerate(triggers) if isinstance(each, OnCall)), None)
        if number is None:
            raise errors.not_callable()
        at_ms = now_ms()
        beginning = Beginning(
            scenario_id,
            book.version_id,
            person.id,
            f"c{key}",
            at_ms,
            at_ms,
            Context(event_ms=at_ms, trigger=number),
        )
        begun = await entering.begin_runs(
            connection, workspace_id=workspace_id, beginnings=[beginning], books=books, now_ms=at_ms
        )
        await engines.bus.publish(TOPIC, "", connection=connection)
    return bool(begun)


async def move_runs(
    engines: Engines, *, actor: Actor, scenario_id: int, run_ids: Sequence[int], node: str
) -> int:
    """Put people at another step, which they do at once; how many. Raises NotFoundError, InvalidError."""
    async with engines.postgres.connection() as connection:
        scenario = await _find(connection, actor, scenario_id)
        stepper = Stepper(engines)
        books = await stepper.shelf.load_books(connection, scenario_ids=[scenario.id])
        if scenario.id not in books or node not in books[scenario.id].graph.nodes or node == BEFORE:
            raise errors.no_step(node)
        return await _take_in_hand(stepper, connection, actor, scenario, run_ids, Moved(node))


async def remove_runs(engines: Engines, *, actor: Actor, scenario_id: int, run_ids: Sequence[int]) -> int:
    """Take people out; what is planned for them is not sent. How many. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        scenario = await _find(connection, actor, scenario_id)
        ending = Removed(Reason.REMOVED)
        return await _take_in_hand(Stepper(engines), connection, actor, scenario, run_ids, ending)


async def _find(connection: Connection, actor: Actor, scenario_id: int) -> Scenario:
    return await scenarios.get_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)


async def _take_in_hand(
    stepper: Stepper,
    connection: Connection,
    actor: Actor,
    scenario: Scenario,
    run_ids: Sequence[int],
    happened: Happened,
) -> int:
    taken = [
        each
        for each in await repository_runs.take_runs(connection, run_ids=run_ids)
        if (each.workspace_id, each.scenario_id) == (actor.workspace_id, scenario.id)
    ]
    if not taken:
        raise errors.no_run()
    await stepper.advance(
        connection, taken, dict.fromkeys((each.run.id for each in taken), happened), now_ms=now_ms()
    )
    return len(taken)
