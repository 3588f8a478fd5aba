"""Items as senders wrote them become events: read, cleaned, dated, under our names. Needs no engine."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
import structlog

from otklik.infra.log import LoggedRequest, LogRow
from otklik.intake import translate
from otklik.intake.pipeline.drops import Drop
from otklik.intake.pipeline.duplicates import hash_message
from otklik.intake.pipeline.event import (
    BROWSER_DOOR,
    IMPORT_DOOR,
    MAX_ID_CHARS,
    SYSTEM_DOOR,
    TYPED,
    Event,
    Visit,
    base_position,
)
from otklik.intake.pipeline.times import judge_time_ms
from otklik.kit.json_values import decode_json, is_plain, sanitise, sanitise_object
from otklik.kit.text import clean_text
from otklik.profiles.contracts import COMPUTED

log = structlog.get_logger(__name__)

MAX_NAME_CHARS: Final = 255
MAX_MESSAGE_ID_CHARS: Final = 100
MAX_OPERATIONS: Final = 1_000
RESERVED_NAMES: Final = frozenset(
    {
        "$session_started", "$merged", "$unmerged", "$email_changed", "$phone_changed", "$name_changed",
        "$property_changed", "$list_joined", "$list_left",
    }
)  # fmt: skip
"""Told by the pipeline alone; a page that claims them is not believed."""
_OUR_DOORS: Final = frozenset({SYSTEM_DOOR, IMPORT_DOOR})


class Item(msgspec.Struct, rename="camel", gc=False):
    """An item's fields of Segment's shape, of any type: the rules for odd types are in this module.

    Once read, `properties`, `traits` and `context` are clean (kit.json_values).
    """

    type: Any = None
    event: Any = None
    message_id: Any = None
    user_id: Any = None
    anonymous_id: Any = None
    previous_id: Any = None
    group_id: Any = None
    name: Any = None
    category: Any = None
    properties: Any = None
    traits: Any = None
    operations: Any = None
    context: Any = None
    timestamp: Any = None
    original_timestamp: Any = None
    sent_at: Any = None
    author: Any = None
    options: Any = None


_decode_item = msgspec.json.Decoder(Item).decode


def decode_rows(rows: Sequence[LogRow]) -> list[Event]:
    """The events of log rows, in their order; an unreadable item comes out as a dropped event."""
    events: list[Event] = []
    for row in rows:
        requests = row.body.requests
        visits: list[Visit | None] = [None] * len(requests)
        for index, (which, raw) in enumerate(row.body.items):
            request = requests[which]
            shared = visits[which]
            if shared is None:
                shared = visits[which] = _visit_of_request(request)
            events.append(_decode_safely(request, raw, base_position(row.id, index), shared))
    return events


def _decode_safely(request: LoggedRequest, raw: bytes, pos: int, shared: Visit) -> Event:
    try:
        return _decode(request, raw, pos, shared)
    except Exception as error:  # noqa: BLE001 - one item must not stop the others, whatever is wrong
        log.error("pipeline.decode_failed", position=pos, error=repr(error)[:500])  # noqa: TRY400 - no locals
        return _new_event(request, Item(message_id=str(pos)), pos, shared, drop=Drop.POISON)


def _decode(request: LoggedRequest, raw: bytes, pos: int, shared: Visit) -> Event:
    item = _read_item(raw)
    if item is None:
        return _new_event(request, Item(message_id=str(pos)), pos, shared, drop=Drop.UNREADABLE)
    visit = shared if item.context is None else _visit_of_item(request, item, shared)
    event = _new_event(request, item, pos, visit)
    name_it = _NAMERS.get(event.kind)
    if name_it is None:
        event.drop = Drop.UNREADABLE
    else:
        name_it(event, item)
    return event


def _read_item(raw: bytes) -> Item | None:
    try:
        item = _decode_item(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _read_slowly(raw)
    return item if is_plain(raw) else _clean(item)


def _read_slowly(raw: bytes) -> Item | None:
    try:
        fields = decode_json(raw)
    except ValueError:
        return None
    if not isinstance(fields, dict):
        return None
    return _clean(Item(**{name: fields.get(key) for name, key in _FIELDS}))


def _clean(item: Item) -> Item:
    item.properties = sanitise(item.properties)
    item.traits = sanitise(item.traits)
    item.operations = sanitise(item.operations)
    item.context = sanitise(item.context)
    return item


_FIELDS: Final = tuple(zip(Item.__struct_fields__, Item.__struct_encode_fields__, strict=True))


def _new_event(request: LoggedRequest, item: Item, pos: int, visit: Visit, *, drop: str = "") -> Event:
    received_ms = request.received_at_ms
    said = item.timestamp if item.timestamp is not None else item.original_timestamp
    sent = None if request.door in _OUR_DOORS else item.sent_at or request.sent_at
    message_id = (_text_id(item.message_id) or str(pos))[:MAX_MESSAGE_ID_CHARS]
    return Event(
        workspace_id=request.workspace_id,
        write_key_id=request.write_key_id,
        door=request.door,
        kind=request.kind or (item.type if isinstance(item.type, str) else ""),
        pos=pos,
        received_ms=received_ms,
        ts_ms=judge_time_ms(said=said, sent=sent, received_ms=received_ms),
        message_id=message_id,
        message_hash=hash_message(request.workspace_id, message_id),
        visit=visit,
        anonymous_id=_text_id(item.anonymous_id),
        user_id=_text_id(item.user_id),
        is_quiet=request.is_quiet or request.door == IMPORT_DOOR,
        auth_hash=_auth_hash(item.context),
        drop=drop,
    )


def _text_id(value: object) -> str | None:
    """An id as text; numbers are written out, everything else but text is no id. "" and null are absent."""
    if isinstance(value, str):
        return clean_text(value, MAX_ID_CHARS) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return clean_text(str(sanitise(value)), MAX_ID_CHARS)
    return None


def _auth_hash(context: object) -> str:
    auth = context.get("auth") if isinstance(context, dict) else None
    found = auth.get("hash") if isinstance(auth, dict) else None
    return found if isinstance(found, str) else ""


def _visit_of_request(request: LoggedRequest) -> Visit:
    context = decode_json(request.context) if request.context else None
    clean = sanitise_object(context) if isinstance(context, dict) else {}
    return _make_visit(request, clean)


def _visit_of_item(request: LoggedRequest, item: Item, shared: Visit) -> Visit:
    """The item's context over the batch's, top-level key by key."""
    if not isinstance(item.context, dict):
        return shared
    return _make_visit(request, {**shared.context, **item.context} if shared.context else item.context)


def _make_visit(request: LoggedRequest, context: dict[str, Any]) -> Visit:
    """The address and user agent are the connection's at the browser's door, else what the sender says."""
    context.pop("auth", None)
    if request.door == BROWSER_DOOR or context.get("direct") is True:
        return Visit(context=context, ip=request.ip, user_agent=request.user_agent)
    ip, user_agent = context.get("ip"), context.get("userAgent")
    return Visit(
        context=context,
        ip=ip if isinstance(ip, str) else "",
        user_agent=user_agent if isinstance(user_agent, str) else "",
    )


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name_track(event: Event, item: Item) -> None:
    library = event.visit.context.get("library")
    library_name = library.get("name") if isinstance(library, dict) else None
    dialect = translate.dialect_of(event.door, library_name if isinstance(library_name, str) else "")
    name = clean_text(str(item.event), MAX_NAME_CHARS)
    if name in RESERVED_NAMES and event.door not in _OUR_DOORS:
        event.drop = Drop.RESERVED
        return
    translated = translate.translate_event(dialect, name, _object(item.properties))
    if translated is None:
        event.drop = Drop.IGNORED
        return
    event.name, event.original_name = translated.name, translated.original_name
    event.properties = translated.properties


_PAGE_FIELDS: Final = ("url", "path", "title", "referrer")


def _name_page(event: Event, item: Item) -> None:
    properties = _object(item.properties)
    page = event.visit.context.get("page")
    if isinstance(page, dict):
        for field in _PAGE_FIELDS:
            if field not in properties and page.get(field):
                properties[field] = page[field]
    _add_names(properties, item)
    event.name, event.properties = "$page_viewed", properties


def _name_screen(event: Event, item: Item) -> None:
    properties = _object(item.properties)
    _add_names(properties, item)
    event.name, event.properties = "$screen_viewed", properties


def _add_names(properties: dict[str, Any], item: Item) -> None:
    for field, value in (("name", item.name), ("category", item.category)):
        if isinstance(value, str) and value:
            properties.setdefault(field, clean_text(value, MAX_NAME_CHARS))


def _name_identify(event: Event, item: Item) -> None:
    operations = [("set", key, value) for key, value in _traits(item).items()]
    if isinstance(item.operations, list):
        given = [_object(operation) for operation in item.operations[:MAX_OPERATIONS]]
        named = translate.translate_operations(given)
        operations += [(each["op"], each["key"], each.get("value")) for each in named]
    operations = [each for each in operations if each[1] not in COMPUTED]
    event.name, event.operations = "$identified", operations
    event.author = clean_text(item.author, MAX_NAME_CHARS) if isinstance(item.author, str) else ""
    event.property_source = TYPED if _object(item.options).get("source") == TYPED else ""
    event.properties = {"properties": sorted({key for _, key, _ in operations})} if operations else {}


def _traits(item: Item) -> dict[str, Any]:
    return translate.translate_traits(_object(item.traits))


def _name_group(event: Event, item: Item) -> None:
    group_id = _text_id(item.group_id) or ""
    found = translate.translate_group(group_id, _object(item.traits))
    event.name, event.properties = "$grouped", {"group_id": group_id}
    event.operations = [("set", key, value) for key, value in found.items()]


def _name_alias(event: Event, item: Item) -> None:
    event.name = "$aliased"
    event.previous_id = _text_id(item.previous_id)
    event.properties = {"previous_id": event.previous_id}


def _name_heartbeat(event: Event, item: Item) -> None:
    del item
    event.drop = Drop.HEARTBEAT


_NAMERS: Final[dict[str, Callable[[Event, Item], None]]] = {
    "track": _name_track,
    "page": _name_page,
    "screen": _name_screen,
    "identify": _name_identify,
    "group": _name_group,
    "alias": _name_alias,
    "heartbeat": _name_heartbeat,
}
