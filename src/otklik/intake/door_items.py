"""The check of one item: shape and size only; what it means is the pipeline's business."""

from typing import Any

import msgspec
from uuid_utils import uuid7

from otklik.intake.contracts import (
    MAX_EVENT_BYTES,
    MAX_EVENT_NAME,
    MAX_ID,
    MAX_MESSAGE_ID,
    MAX_PROPERTIES,
    TYPES,
    Accepted,
    Refused,
)
from otklik.intake.door_raw import STRICT_ERRORS, decode, is_deep, repair
from otklik.kit.errors import BadRequestError

_SHOWN_CHARS = 500
PLAIN_TYPES = frozenset({"track", "page", "identify", "heartbeat"})


def check_item(raw: bytes, kind: str = "", *, max_bytes: int = MAX_EVENT_BYTES) -> Accepted | Refused:
    """Judge one item of a batch (`kind` "") or the body of a single call (`kind` its type).

    Refusal reasons: too_large, too_deep, not_json, not_object, unknown_type, no_event_name,
    event_name_too_long, no_ids, no_previous_id, no_group_id, invalid_id, id_too_long, invalid_message_id,
    message_id_too_long, properties_not_object, too_many_properties.
    """
    if len(raw) > max_bytes:
        return _refuse(raw, "too_large", detail=f"{len(raw)} bytes, at most {max_bytes}")
    if is_deep(raw):
        return _refuse(raw, "too_deep")
    try:
        item = decode(raw)
    except STRICT_ERRORS:
        try:
            raw = repair(raw)
            item = decode(raw)
        except (BadRequestError, *STRICT_ERRORS):
            return _refuse(raw, "not_json")
    return check_decoded(raw, item, kind)


def check_decoded(raw: bytes, item: object, kind: str = "") -> Accepted | Refused:
    """Judge an item that is parsed already; `raw` is its JSON, within size and depth."""
    if not isinstance(item, dict):
        return _refuse(raw, "not_object")
    named = kind or item.get("type")
    if not isinstance(named, str) or named not in TYPES:
        return _refuse(raw, "unknown_type", "type", item=item)
    if named in PLAIN_TYPES and is_plain(item, named):
        return Accepted(raw, item["anonymousId"])
    fault = _ids_fault(item, named) or _shape_fault(item, named)
    if fault is not None:
        return _refuse(raw, *fault, item=item)
    return Accepted(_with_message_id(raw, item), partition_key(item, named))


def is_plain(item: dict[str, Any], kind: str) -> bool:
    """Whether an item is of the ordinary form, in as few steps as can be: nearly all are."""
    device, user, message_id = item.get("anonymousId"), item.get("userId"), item.get("messageId")
    event, properties, traits = item.get("event"), item.get("properties"), item.get("traits")
    return (
        type(device) is str
        and 0 < len(device) <= MAX_ID
        and (user is None or (type(user) is str and len(user) <= MAX_ID))
        and type(message_id) is str
        and 0 < len(message_id) <= MAX_MESSAGE_ID
        and (
            kind != "track"
            or (type(event) is str and 0 < len(event) <= MAX_EVENT_NAME and not event.isspace())
        )
        and (properties is None or (type(properties) is dict and len(properties) <= MAX_PROPERTIES))
        and (traits is None or (type(traits) is dict and len(traits) <= MAX_PROPERTIES))
        and "previousId" not in item
        and "groupId" not in item
    )


def partition_key(item: dict[str, Any], kind: str) -> str:
    """The identifier whose events keep their order: device, else user, else the alias's previous id."""
    if kind == "alias":
        return str(item.get("previousId"))
    return str(item.get("anonymousId") or item.get("userId") or item.get("previousId"))


def _ids_fault(item: dict[str, Any], kind: str) -> tuple[str, str] | None:
    """null, "" and absent are alike: the Python SDK sends anonymousId null, the browser userId null."""
    for name in ("userId", "anonymousId", "previousId", "groupId"):
        value = item.get(name)
        if isinstance(value, str):
            if len(value) > MAX_ID:
                return "id_too_long", name
        elif value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            return "invalid_id", name
    return _missing_fault(item, kind)


def _missing_fault(item: dict[str, Any], kind: str) -> tuple[str, str] | None:
    has_user, has_device = _is_given(item.get("userId")), _is_given(item.get("anonymousId"))
    if kind == "heartbeat" and not has_device:
        return "no_ids", "anonymousId"
    if kind == "alias" and not _is_given(item.get("previousId")):
        return "no_previous_id", "previousId"
    if kind == "group" and not _is_given(item.get("groupId")):
        return "no_group_id", "groupId"
    return None if has_user or has_device else ("no_ids", "userId")


def _is_given(value: object) -> bool:
    return value is not None and value != ""


def _shape_fault(item: dict[str, Any], kind: str) -> tuple[str, str] | None:
    message_id = item.get("messageId")
    if message_id is not None:
        if isinstance(message_id, bool) or not isinstance(message_id, str | int | float):
            return "invalid_message_id", "messageId"
        if len(str(message_id)) > MAX_MESSAGE_ID:
            return "message_id_too_long", "messageId"
    if kind == "track":
        name = item.get("event")
        if not isinstance(name, str) or not name.strip():
            return "no_event_name", "event"
        if len(name) > MAX_EVENT_NAME:
            return "event_name_too_long", "event"
    return _properties_fault(item.get("properties"), "properties") or _properties_fault(
        item.get("traits"), "traits"
    )


def _properties_fault(value: object, name: str) -> tuple[str, str] | None:
    if not value:  # absent, null, or PHP's [] for "nothing"
        return None
    if not isinstance(value, dict):
        return "properties_not_object", name
    return ("too_many_properties", name) if len(value) > MAX_PROPERTIES else None


def _with_message_id(raw: bytes, item: dict[str, Any]) -> bytes:
    """The item with a messageId that is text; the last of equal keys counts, so it is put at the end."""
    message_id = item.get("messageId")
    if isinstance(message_id, str) and message_id:
        return raw
    named = str(message_id) if message_id not in (None, "") else str(uuid7())
    return raw.rstrip()[:-1].rstrip() + b',"messageId":' + msgspec.json.encode(named) + b"}"


def _refuse(
    raw: bytes, reason: str, path: str = "", *, detail: str = "", item: dict[str, Any] | None = None
) -> Refused:
    message_id = str((item or {}).get("messageId") or "")[:MAX_MESSAGE_ID]
    shown = raw[: _SHOWN_CHARS * 2].decode("utf-8", "replace")[:_SHOWN_CHARS]
    return Refused(reason, path, detail, message_id.replace("\0", ""), shown.replace("\0", ""))
