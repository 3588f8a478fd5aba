"""Contents before anybody gets them: as a person would see them, and as a test to one of the team."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from otklik.infra.bus import Bus
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import Fault
from otklik.messaging import planning
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import check_content, keep_content
from otklik.messaging.contracts import Channel, MessageKind, NewSend, Purpose
from otklik.messaging.design.compiling import lay_out
from otklik.messaging.design.examples import PEOPLE
from otklik.messaging.design.gallery import Language
from otklik.messaging.promo import samples
from otklik.messaging.promo.giving import TEST
from otklik.messaging.rendering import NAME, describe_workspace, make_variables, read_marking, render_marked
from otklik.messaging.site.shaping import shape
from otklik.messaging.templates import service as templates
from otklik.profiles import recipients
from otklik.profiles.recipients import Recipient

_PHONE: Final = "+79990000000"


async def preview(  # noqa: PLR0913 - what is shown, as whom, and how
    engines: Engines,
    connection: Connection,
    channels: Channels,
    *,
    workspace_id: int,
    channel: Channel,
    content: Mapping[str, Any],
    profile_id: int | None,
    event: Mapping[str, Any],
    language: Language,
    is_marked: bool = False,
    name: str = "",
) -> tuple[dict[str, Any] | None, list[Fault]]:
    """(the content as the person would get it, its faults); None with faults. Raises InvalidError.

    `language`: of the example of a person, where none is named.
    """
    faults = list(check_content(channels, channel, content))
    medium = channels.find(channel)
    if faults or medium is None:
        return None, faults
    person = _example(language)
    if profile_id is not None:
        known = await recipients.list_recipients(connection, workspace_id=workspace_id, homes=[profile_id])
        person = known[profile_id]
    workspace = await describe_workspace(engines, connection, workspace_id)
    codes = await samples.make_samples(
        connection, workspace_id=workspace_id, content=content, zone=workspace["zone"], now=planning.moment()
    )
    content = lay_out(content, is_marked=is_marked)
    variables = make_variables({"event": dict(event), **codes}, person, workspace)
    marking = await read_marking(connection, workspace_id, ())
    shown = person.properties if profile_id is not None else {}
    try:
        said = render_marked(medium, content, variables, rule=marking.rule, name=name)
    except templates.TemplateError as error:
        return None, [error.fault]
    if channel in {Channel.POPUP, Channel.FORM}:
        said = shape(said, shown, leaves_out=channel is Channel.FORM)
    return said, []


def _example(language: Language) -> Recipient:
    told = {f"${key}": value for key, value in PEOPLE[language].items()}
    return Recipient(root=1, members=(1,), user_id="1001", properties={**told, "$phone": _PHONE})


async def send_test(  # noqa: PLR0913 - what is sent, to whom, and how
    connection: Connection,
    channels: Channels,
    *,
    workspace_id: int,
    channel: Channel,
    content: Mapping[str, Any],
    profile_id: int,
    event: Mapping[str, Any],
    name: str,
    bus: Bus,
) -> int:
    """Send a content to a person now, free of caps and quiet hours; the send's id. Raises InvalidError.

    `name`: of the message it is to be, for the marks of its links.
    """
    variables = {"event": dict(event), NAME: name}
    content_id = await keep_content(
        connection, channels, workspace_id=workspace_id, channel=channel, content=content
    )
    new = NewSend(
        unique_key=f"test:{secrets.token_hex(12)}",
        profile_id=profile_id,
        channel=channel,
        content_id=content_id,
        purpose=Purpose.PRODUCT,
        kind=MessageKind.TRANSACTIONAL,
        node=TEST,
        release_at=planning.moment(),
        variables={key: value for key, value in variables.items() if value},
    )
    (planned,) = await planning.plan_sends(connection, workspace_id=workspace_id, sends=[new], bus=bus)
    return planned.send_id
