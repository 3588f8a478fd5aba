"""Items and batches as the tracker sends them: identifiers, times and context around what a visitor did."""

import uuid
from datetime import UTC, datetime
from random import Random

from otklik.demo.devices import Device, Source
from otklik.demo.standard_events import JsonValue, Properties

LIBRARY: Properties = {"name": "otklik.js", "version": "demo"}


def rfc3339(moment: datetime) -> str:
    """UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_id(random: Random) -> str:
    """A uuid as the tracker makes it, from the given source of chance."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def browser_context(device: Device, source: Source, *, is_landing: bool) -> Properties:
    """What the tracker says of the browser: the marks of the address on the landing page only."""
    screen: Properties = {"width": device.width, "height": device.height, "density": device.density}
    context: Properties = {
        "locale": device.locale,
        "timezone": device.time_zone,
        "screen": screen,
        "library": LIBRARY,
    }
    ids: Properties = dict(device.ids)
    if is_landing:
        ids |= {key: source.query[key] for key in ("gclid", "yclid", "fbclid") if key in source.query}
        if source.campaign:
            context["campaign"] = source.campaign
    if ids:
        context["ids"] = ids
    return context


def page_of(item: Properties) -> Properties | None:
    """The page that a page view opens; it is the `context.page` of all that follows on it."""
    page = item.get("properties")
    return page if item["type"] == "page" and isinstance(page, dict) else None


def complete(
    item: Properties, *, device: Device, user_id: str | None, at: datetime, key: str, context: Properties
) -> Properties:
    """The item with its ids, time and context, ready for a batch; an identify's own user id stays."""
    whole: Properties = {
        **item,
        "messageId": key,
        "timestamp": rfc3339(at),
        "anonymousId": device.anonymous_id,
    }
    if user_id and "userId" not in whole:
        whole["userId"] = user_id
    if context:
        whole["context"] = context
    return whole


def batch_body(
    items: list[JsonValue], *, write_key: str, context: Properties, sent_at: datetime
) -> Properties:
    """The body of `POST /v1/b`."""
    return {"writeKey": write_key, "sentAt": rfc3339(sent_at), "batch": items, "context": context}
