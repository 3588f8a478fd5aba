"""Carrot Quest's Web API calls as items of ours: parameters as it takes them, checked, in Segment's shape.

Source: developers.carrotquest.io/webapi, /props, /events (fields, operations and limits as found there).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from uuid_utils import uuid7

from otklik.intake.contracts import MAX_EVENT_NAME, Accepted, Refused
from otklik.intake.door_items import check_item
from otklik.intake.door_raw import STRICT_ERRORS, decode, repair
from otklik.intake.translate import CARROTQUEST_OPERATIONS, OPERATIONS
from otklik.kit.clock import format_ms, parse_time_ms
from otklik.kit.errors import BadRequestError, Fault, InvalidError, TooLargeError

MAX_OPERATIONS: Final = 250
_MAX_FIELDS: Final = 100
_TRUE: Final = frozenset({"true", "1", "yes", "on"})
_LIBRARY: Final = {"library": {"name": "carrotquest"}}


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a call is about, as an identity of an item: exactly one of the two is set."""

    user_id: str | None = None
    anonymous_id: str | None = None

    def fields(self) -> dict[str, str]:
        """The identity as fields of an item."""
        if self.user_id is not None:
            return {"userId": self.user_id}
        return {"anonymousId": self.anonymous_id or ""}


@dataclass(frozen=True, slots=True)
class Call:
    """An item ready for the log; `is_quiet` when the event came with its own past time."""

    item: Accepted
    message_id: str
    time_ms: int
    is_quiet: bool = False


def read_parameters(query: bytes, body: bytes, content_type: bytes) -> dict[str, Any]:
    """Parameters of the query and of a form or JSON body; the body's win.

    Raises BadRequestError, TooLargeError (more than 100 fields).
    """
    found: dict[str, Any] = _form(query)
    if not body.strip():
        return found
    if content_type.startswith(b"application/json") or body.lstrip()[:1] == b"{":
        given = parse_json(body, "body")
        if not isinstance(given, dict):
            raise BadRequestError("not_object", "The body is not a JSON object")
        return {**found, **given}
    return {**found, **_form(body)}


def is_true(value: object) -> bool:
    """Whether a flag is set, in a form ("true", "1") or in JSON."""
    return value is True or value == 1 or (isinstance(value, str) and value.lower() in _TRUE)


def event_call(target: Target, parameters: Mapping[str, Any], now_ms: int) -> Call:
    """POST /users/{id}/events: `event`, `params`, `created` (with it nothing reacts). Raises InvalidError."""
    name = parameters.get("event")
    if not isinstance(name, str) or not name.strip() or len(name) > MAX_EVENT_NAME:
        raise _invalid("event", "event_name", f"A name of 1 to {MAX_EVENT_NAME} characters is needed")
    properties = parse_json(parameters.get("params") or {}, "params")
    if not isinstance(properties, dict):
        raise _invalid("params", "not_object", "params is not a JSON object")
    created = parameters.get("created")
    time_ms = parse_time_ms(_number_or_text(created)) if created not in (None, "") else now_ms
    if time_ms is None:
        raise _invalid("created", "not_time", "created is not a UTC timestamp")
    item = {"type": "track", "event": name, "properties": properties}
    return _call(item, target, time_ms, is_quiet=created not in (None, ""))


def props_calls(target: Target, parameters: Mapping[str, Any], now_ms: int) -> list[Call]:
    """POST /users/{id}/props: `operations`, a list of {op, key, value}.

    With `double_subscribe` whoever had unsubscribed from letters is subscribed anew. Raises InvalidError,
    TooLargeError.
    """
    operations = parse_json(parameters.get("operations") or [], "operations")
    if not isinstance(operations, list) or not operations:
        raise _invalid("operations", "not_list", "operations is not a JSON list of {op, key, value}")
    if len(operations) > MAX_OPERATIONS:
        raise TooLargeError("too_many_operations", "At most {max} operations", {"max": MAX_OPERATIONS})
    checked = [_operation(operation, f"operations.{n}") for n, operation in enumerate(operations)]
    calls = [_call({"type": "identify", "traits": {}, "operations": checked}, target, now_ms)]
    if is_true(parameters.get("double_subscribe")):
        calls.append(subscription_call(target, now_ms, is_on=True))
    return calls


def subscription_call(target: Target, now_ms: int, *, is_on: bool) -> Call:
    """POST /users/{id}/unsubscribeemail, and its opposite: no more letters to him, or letters again."""
    name = "$subscribed" if is_on else "$unsubscribed"
    return _call({"type": "track", "event": name, "properties": {"channel": "email"}}, target, now_ms)


def _operation(given: object, path: str) -> dict[str, Any]:
    if not isinstance(given, dict) or not isinstance(given.get("key"), str) or not given["key"]:
        raise _invalid(path, "operation", "An operation has op, key and value")
    op = CARROTQUEST_OPERATIONS.get(str(given.get("op")), given.get("op"))
    if op not in OPERATIONS:
        raise _invalid(f"{path}.op", "unknown_operation", "There is no such operation")
    return {"op": op, "key": given["key"], "value": given.get("value")}


def _call(item: dict[str, Any], target: Target, time_ms: int, *, is_quiet: bool = False) -> Call:
    message_id = str(uuid7())
    raw = msgspec.json.encode(
        {
            **item,
            **target.fields(),
            "messageId": message_id,
            "timestamp": format_ms(time_ms),
            "context": _LIBRARY,
        }
    )
    verdict = check_item(raw)
    if isinstance(verdict, Refused):
        if verdict.reason == "too_large":
            raise TooLargeError("too_large", "The call is over 32 KB")
        raise _invalid(verdict.path, verdict.reason, verdict.reason)
    return Call(verdict, message_id, time_ms, is_quiet)


def _form(raw: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(
            raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS, separator="&"
        )
    except ValueError as error:
        raise TooLargeError("too_many_fields", "Too many fields") from error
    return dict(pairs)


def parse_json(value: object, path: str) -> Any:  # noqa: ANN401 - any JSON value
    """A parameter that is JSON already, or JSON in a text."""
    if isinstance(value, bytes | str):
        raw = value.encode("utf-8", "replace") if isinstance(value, str) else value
        try:
            return decode(raw)
        except STRICT_ERRORS:
            pass
        try:
            return decode(repair(raw))
        except (BadRequestError, *STRICT_ERRORS) as error:
            raise BadRequestError("not_json", "{path} is not JSON", {"path": path}) from error
    return value


def _number_or_text(value: object) -> object:
    """A form says numbers as text; a timestamp may be one."""
    return float(value) if isinstance(value, str) and value.strip().isdigit() else value


def _invalid(path: str, code: str, message: str) -> InvalidError:
    return InvalidError(
        "invalid", "{path}: {detail}", {"path": path, "detail": message}, (Fault(path, code, message),)
    )
