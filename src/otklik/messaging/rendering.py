"""Makes of sends what is delivered: their content with every template rendered for the one it is for."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.zones import find_zone
from otklik.messaging import (
    matching,
    repository,
    repository_naming,
    repository_releasing,
    settings,
    utm,
)
from otklik.messaging.channels.contracts import Delivery, Medium, Outcome, Result
from otklik.messaging.contracts import Send, SkipReason
from otklik.messaging.design.compiling import lay_out
from otklik.messaging.mail.links import CONFIRM, LEAVE, PREFERENCES
from otklik.messaging.matching import Matched
from otklik.messaging.promo import giving
from otklik.messaging.promo.giving import Mode
from otklik.messaging.schemas_settings import UtmRule
from otklik.messaging.site.marking import FIELD
from otklik.messaging.templates import service as templates
from otklik.messaging.templates.filters import ZONE
from otklik.messaging.templates.numbers import comparable
from otklik.profiles import recipients
from otklik.profiles.recipients import TIME_ZONE, Recipient

NAME = "message_name"
"""Among the variables of a send without a scenario: what its message is called."""


async def prepare(
    engines: Engines,
    connection: Connection,
    medium: Medium,
    sends: Sequence[Send],
    *,
    now: datetime,
    is_blank: bool = False,
    promo: Mode = Mode.GIVE,
    matched: Matched | None = None,
) -> list[Delivery | Outcome]:
    """A delivery for each send, in order; an outcome for one that cannot be said.

    `is_blank`: templates are told nothing of the people. `promo`: whether promo codes are given now.
    `matched`: what was asked before; None: it is asked now. Raises UnaskedError when that lacks anybody.
    """
    ready: dict[int, Delivery | Outcome] = {}
    for workspace_id in sorted({send.workspace_id for send in sends}):
        some = [send for send in sends if send.workspace_id == workspace_id]
        for delivery in await _prepare_some(
            engines,
            connection,
            medium,
            some,
            now,
            is_blank=is_blank,
            promo=promo,
            matched=matched,
        ):
            ready[delivery[0]] = delivery[1]
    return [ready[send.id] for send in sends]


async def _prepare_some(
    engines: Engines,
    connection: Connection,
    medium: Medium,
    sends: Sequence[Send],
    now: datetime,
    *,
    is_blank: bool,
    promo: Mode,
    matched: Matched | None,
) -> list[tuple[int, Delivery | Outcome]]:
    """Those of one workspace, by send."""
    workspace_id = sends[0].workspace_id
    contents = await repository.list_contents(
        connection, workspace_id=workspace_id, content_ids=sorted({send.content_id for send in sends})
    )
    if is_blank:
        matched = {}
    elif matched is None:
        matched = await matching.find_matched(engines, sends, contents)
    else:
        matching.check_asked(sends, contents, matched)
    people = await recipients.list_recipients(
        connection, workspace_id=workspace_id, homes=sorted({send.profile_id for send in sends})
    )
    workspace = await describe_workspace(engines, connection, workspace_id)
    marking = await read_marking(connection, workspace_id, [send.scenario_id for send in sends])
    given = await giving.give(
        connection,
        workspace_id=workspace_id,
        sends=sends,
        contents=contents,
        people=people,
        zone=find_zone(workspace["zone"]) or ZoneInfo("UTC"),
        now=now,
        mode=promo,
    )
    made: list[tuple[int, Delivery | Outcome]] = []
    for send in sends:
        _, content = contents.get(send.content_id, ("", None))
        person = people[send.profile_id]
        if is_blank:
            person = Recipient(person.root, person.members)
        if send.id in given.lacking:
            made.append((send.id, Outcome(Result.SKIPPED, reason=SkipReason.NO_PROMO_CODE.value)))
            continue
        found = {"matched": matched.get(send.id, {})}
        variables = {**found, **send.variables, **given.variables.get(send.id, {})}
        scene = Scene(medium, workspace, marking, now)
        made.append((send.id, _render(scene, send, variables, content, person)))
    refused = {send_id for send_id, each in made if isinstance(each, Outcome)}
    await giving.settle(connection, given, refused=refused, at=now)
    return made


async def describe_workspace(engines: Engines, connection: Connection, workspace_id: int) -> dict[str, str]:
    """What templates may ask of the workspace, and its zone."""
    places = await repository_releasing.list_workspaces(connection, [workspace_id])
    name, zone, _ = places.get(workspace_id, ("", "UTC", {}))
    return {"name": name, "url": engines.public_url, "zone": zone}


class Marking(msgspec.Struct, frozen=True):
    """How links of a workspace's messages are marked; names by scenario."""

    rule: UtmRule
    names: Mapping[int, str]


async def read_marking(
    connection: Connection, workspace_id: int, scenarios: Collection[int | None]
) -> Marking:
    """The rule of UTM marks, and what these messages are called; nothing is asked where none are put."""
    rule = (await settings.get_settings(connection, workspace_id=workspace_id)).utm
    ids = sorted({each for each in scenarios if each is not None})
    if not ids or not rule.is_on or not rule.sites:
        return Marking(rule, {})
    return Marking(
        rule, await repository_naming.list_names(connection, workspace_id=workspace_id, scenarios=ids)
    )


class Scene(msgspec.Struct, frozen=True):
    """What all renderings of a portion have in common."""

    medium: Medium
    workspace: Mapping[str, str]
    marking: Marking
    now: datetime


def _render(
    scene: Scene,
    send: Send,
    given: Mapping[str, Any],
    content: Mapping[str, Any] | None,
    recipient: Recipient,
) -> Delivery | Outcome:
    if content is None:
        return _refused("", "the content is gone")
    variables = make_variables(given, recipient, scene.workspace)
    try:
        said = render_marked(
            scene.medium,
            lay_out(content),
            variables,
            rule=scene.marking.rule,
            name=scene.marking.names.get(send.scenario_id or 0) or str(send.variables.get(NAME, "")),
        )
    except templates.TemplateError as error:
        return _refused(error.fault.path, str(error.fault.params.get("reason", error.fault.message)))
    return Delivery(send, said, recipient, variables, key=f"send-{send.id}", now=scene.now)


def render_marked(
    medium: Medium,
    content: Mapping[str, Any],
    variables: Mapping[str, Any],
    *,
    rule: UtmRule,
    name: str,
) -> dict[str, Any]:
    """A content that was laid out as one person gets it, links marked. Raises TemplateError.

    `name`: of the message.
    """
    said = templates.render_content(content, variables, html=medium.html_fields)
    marks = utm.make_marks(rule, medium.channel, said.get(FIELD), variables, name=name)
    return utm.mark_content(medium.channel, said, marks)


def make_variables(
    given: Mapping[str, Any], recipient: Recipient, workspace: Mapping[str, str]
) -> dict[str, Any]:
    """What templates may ask: `person` by property (without `$`, too), `event`, `matched`, `workspace`."""
    properties = recipient.properties
    person = {name.removeprefix("$"): value for name, value in properties.items()} | properties
    person |= {"id": str(recipient.root), "user_id": recipient.user_id}
    own_zone = properties.get(TIME_ZONE)
    zone = own_zone if isinstance(own_zone, str) and own_zone else workspace["zone"]
    said: dict[str, Any] = comparable({**given, "person": person, "workspace": dict(workspace)})
    own = {"unsubscribe_url": LEAVE, "preferences_url": PREFERENCES, "confirm_url": CONFIRM}
    return said | {ZONE: zone, **own}


def _refused(path: str, why: str) -> Outcome:
    return Outcome(Result.SKIPPED, reason=SkipReason.INVALID_CONTENT.value, error=f"{path}: {why}"[:500])
