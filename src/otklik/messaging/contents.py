"""What messages say: checked, kept once, never changed."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from otklik.infra.postgres import Connection
from otklik.kit.errors import Fault
from otklik.messaging import errors, repository
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contracts import Channel
from otklik.messaging.templates import service as templates


def check_content(channels: Channels, channel: Channel, content: Mapping[str, Any]) -> Sequence[Fault]:
    """Every fault of a content by its path: of the channel's fields, and of the templates in them.

    Raises InvalidError when this installation has no such channel.
    """
    medium = channels.find(channel)
    if medium is None:
        raise errors.no_channel(channel.value)
    return [*medium.check_content(content), *templates.check_texts(content)]


async def keep_content(
    connection: Connection,
    channels: Channels,
    *,
    workspace_id: int,
    channel: Channel,
    content: Mapping[str, Any],
) -> int:
    """The id of a content that has no faults; the same content has one id. Raises InvalidError."""
    faults = check_content(channels, channel, content)
    if faults:
        raise errors.invalid_content(faults)
    return await store_content(connection, workspace_id=workspace_id, channel=channel, content=content)


async def store_content(
    connection: Connection, *, workspace_id: int, channel: Channel, content: Mapping[str, Any]
) -> int:
    """As `keep_content`, of one that is known to have no faults: of our own making."""
    spelt = msgspec.json.encode([channel.value, dict(content)], order="deterministic")
    return await repository.find_or_insert_content(
        connection,
        workspace_id=workspace_id,
        channel=channel.value,
        digest=hashlib.sha256(spelt).digest(),
        content=content,
    )
