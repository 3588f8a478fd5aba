"""Makes a message that sends itself of a mailing that worked: whoever comes to fit its audience gets it."""

from typing import Any, Final

import msgspec

from otklik.automation import errors, repository, scenarios
from otklik.automation.contracts import Scenario, ScenarioKind
from otklik.automation.goals import service as goals
from otklik.infra.postgres import driver_connection
from otklik.segments import repository as segments_repository
from otklik.segments import segments
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

_MAX_NAME: Final = 200


async def automate(
    session: Session, *, actor: Actor, scenario_id: int, name: str, is_launched: bool
) -> Scenario:
    """A scenario with the mailing's steps and goals, begun by entering a live segment of its audience.

    Those who are inside already had the mailing, and begin nothing. The segment is found, or made. Raises
    NotFoundError, ConflictError for what is no mailing, and what making, saving and launching raise.
    """
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    mailing = await scenarios.get_scenario(connection, workspace_id=workspace_id, scenario_id=scenario_id)
    version = await repository.find_version(
        connection, workspace_id=workspace_id, version_id=mailing.version_id or 0
    )
    if mailing.kind is not ScenarioKind.MAILING or version is None:
        raise errors.not_mailing()
    audience = version.graph.get("entry", {}).get("audience")
    if audience is None:
        raise errors.no_audience()
    segment_id = await _ensure_segment(session, actor, audience, name)
    graph = {
        **version.graph,
        "entry": {"triggers": [{"segment": segment_id, "on": "entered"}], "repeat": "once"},
    }
    kind = ScenarioKind.MESSAGE if len(graph.get("nodes", {})) == 1 else ScenarioKind.CHAIN
    values = {
        "name": name[:_MAX_NAME],
        "purpose": mailing.purpose.value,
        "folder": mailing.folder,
        "stage": mailing.stage,
        "hypothesis": mailing.hypothesis,
        "control_share": mailing.control_share,
    }
    made = await scenarios.create_scenario(session, actor=actor, kind=kind.value, values=values)
    await scenarios.save_version(session, actor=actor, scenario_id=made.id, graph=graph)
    await _copy_goals(session, actor, mailing.id, made.id)
    if is_launched:
        await scenarios.launch(session, actor=actor, scenario_id=made.id)
    return await scenarios.get_scenario(connection, workspace_id=workspace_id, scenario_id=made.id)


async def _ensure_segment(session: Session, actor: Actor, audience: Any, name: str) -> int:  # noqa: ANN401 - a condition
    """The segment that the audience is, or one that has its condition, or a new one."""
    if isinstance(audience, dict) and audience.keys() == {"segment"} and isinstance(audience["segment"], int):
        return audience["segment"]
    connection = await driver_connection(session)
    for segment_id, source in await segments_repository.list_filters(
        connection, workspace_id=actor.workspace_id
    ):
        if msgspec.json.decode(source) == audience:
            return segment_id
    values = {"name": name[:_MAX_NAME], "filter": audience}
    return (await segments.create_segment(session, actor=actor, values=values)).id


async def _copy_goals(session: Session, actor: Actor, before: int, after: int) -> None:
    connection = await driver_connection(session)
    own = await goals.get_goals(connection, workspace_id=actor.workspace_id, scenario_id=before)
    if own.number:
        copied = [
            {key: said for key, said in goals.dump_goal(goal).items() if key != "id"} for goal in own.goals
        ]
        await goals.put_goals(
            session, actor=actor, scenario_id=after, goals=copied, is_without=own.is_without
        )
