"""Whether an action can be done at all, found out before anybody is looked for."""

from typing import Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.kit.json_values import sanitise
from otklik.profiles import service as profiles
from otklik.segments.bulk import errors
from otklik.segments.bulk.actions import (
    BulkKind,
    ListOptions,
    Options,
    PropertyOptions,
    SubscriptionOptions,
    TagOptions,
)

_MAX_VALUE_BYTES: Final = 32_768
"""As on a card."""
_ONE_PERSONS: Final = frozenset({"$email", "$phone"})
"""An address belongs to one person: many of one address would look like duplicates of each other."""


async def check_options(
    connection: Connection, *, workspace_id: int, kind: BulkKind, options: Options, author: str
) -> Options:
    """The options in the form they are kept in; a new tag is made. Raises InvalidError, NotFoundError."""
    if isinstance(options, PropertyOptions):
        return _check_property(kind, options)
    if isinstance(options, TagOptions):
        return await _check_tag(connection, workspace_id, kind, options.tag, author)
    if isinstance(options, ListOptions):
        await profiles.check_list(connection, workspace_id=workspace_id, list_id=options.list_id)
    if isinstance(options, SubscriptionOptions):
        profiles.check_subscription(options.channel, options.topic)
    return options


async def _check_tag(
    connection: Connection, workspace_id: int, kind: BulkKind, name: str, author: str
) -> TagOptions:
    if kind is BulkKind.TAG_ADD:
        tag = await profiles.ensure_tag(connection, workspace_id=workspace_id, name=name, author=author)
    else:
        tag = await profiles.get_tag(connection, workspace_id=workspace_id, name=name)
    return TagOptions(tag.tag)


def _check_property(kind: BulkKind, options: PropertyOptions) -> PropertyOptions:
    if options.property in _ONE_PERSONS:
        raise errors.not_in_bulk("action.property", "an address belongs to one person")
    if kind is BulkKind.PROPERTY_UNSET:
        return PropertyOptions(options.property)
    value = sanitise(options.value)
    if value is None or value == "":
        raise errors.not_in_bulk("action.value", "a value is needed")
    if len(msgspec.json.encode(value)) > _MAX_VALUE_BYTES:
        raise errors.not_in_bulk("action.value", "at most 32 KB")
    return PropertyOptions(options.property, value)
