"""People and events as Carrot Quest's Web API shows them.

Source: developers.carrotquest.io/webapi (paths, envelope, `id_as_string`, `offset`, `limit` 1 to 50).
Ids are numbers there, of 63 bits, so most JavaScript clients want `id_as_string`.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from otklik.events import feed, people
from otklik.events.people import PeopleQuery, PersonView
from otklik.infra.engines import Engines
from otklik.intake.carrotquest_calls import Target, is_true
from otklik.intake.carrotquest_filters import read_filters
from otklik.kit.clock import to_ms
from otklik.kit.errors import Fault, InvalidError, NotFoundError
from otklik.profiles import service as profiles
from otklik.profiles.service import Person

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 50
MAX_OFFSET: Final = 10_000
_SORTS: Final = {
    "$last_seen": "last_seen",
    "$first_seen": "first_seen",
    "$name": "name",
    "$sessions": "sessions_count",
}
_LEAST_DIGITS: Final = 10
"""Our person ids are numbers of many digits; a shorter one is the visitor's own id."""


async def find_target(
    engines: Engines, *, workspace_id: int, name: str, parameters: Mapping[str, Any]
) -> Target:
    """Whom a path names: a User ID with `by_user_id`, a person's number, else the visitor's id of the cookie.

    Raises NotFoundError for a number that is nobody's.
    """
    if is_true(parameters.get("by_user_id")):
        return Target(user_id=name)
    if not _is_number(name):
        return Target(anonymous_id=name)
    address = await profiles.find_address(engines, workspace_id=workspace_id, person_id=int(name))
    if address is None:
        raise _nobody()
    kind, value = address
    return Target(user_id=value) if kind == "user_id" else Target(anonymous_id=value)


async def read_user(
    engines: Engines, *, workspace_id: int, name: str, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """GET /users/{id}. Raises NotFoundError."""
    person = await find_person(engines, workspace_id, name, parameters)
    card = await profiles.get_profile(engines, workspace_id=workspace_id, person=person)
    return {
        "id": _id(person.id, parameters),
        "user_id": person.user_id,
        "created": to_ms(person.created_at) // 1000,
        "presence": "online" if card.is_online else "offline",
        "props": card.properties,
        "tags": card.tags,
        "segments": [segment.name for segment in card.segments],
    }


async def read_user_events(
    engines: Engines, *, workspace_id: int, name: str, parameters: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """GET /users/{id}/events, newest first. Raises NotFoundError, InvalidError."""
    person = await find_person(engines, workspace_id, name, parameters)
    limit = _number(parameters, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    event = parameters.get("event")
    page = await feed.list_person_events(
        engines,
        workspace_id=workspace_id,
        person_id=person.id,
        names=[event] if isinstance(event, str) and event else [],
        limit=limit,
    )
    return [_event(row, parameters) for row in page.items]


async def list_users(
    engines: Engines, *, workspace_id: int, parameters: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """GET /apps/{id}/users: filters, sort_prop, sort_order, offset (to 10 000), limit.

    Raises InvalidError, BadRequestError.
    """
    limit = _number(parameters, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    offset = _number(parameters, "offset", 0, 0, MAX_OFFSET)
    query = PeopleQuery(
        sort_by=_SORTS.get(str(parameters.get("sort_prop") or "$last_seen"), "last_seen"),
        is_descending=str(parameters.get("sort_order") or "desc").lower() != "asc",
        limit=offset + limit,
        tests=read_filters(parameters.get("filters")),
    )
    page = await people.search_people(engines, workspace_id=workspace_id, query=query)
    return [_user(view, parameters) for view in page.items[offset:]]


async def find_person(
    engines: Engines, workspace_id: int, name: str, parameters: Mapping[str, Any]
) -> Person:
    """The person a path names, as `find_target` reads it. Raises NotFoundError."""
    if is_true(parameters.get("by_user_id")):
        kind = "user_id"
    elif _is_number(name):
        found = await profiles.find_person(engines, workspace_id=workspace_id, person_id=int(name))
        if found is None:
            raise _nobody()
        return found
    else:
        kind = "anonymous_id"
    person = await profiles.find_person_by(engines, workspace_id=workspace_id, kind=kind, value=name)
    if person is None:
        raise _nobody()
    return person


def _event(row: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    properties = row["properties"]
    return {
        "id": _id(int(row["pos"]), parameters),
        "created": to_ms(row["ts"]) // 1000,
        "type": {"name": row["original_name"] or row["name"], "score": 0, "visible": True, "active": True},
        "props": json.loads(properties) if isinstance(properties, str) else properties,
    }


def _user(view: PersonView, parameters: Mapping[str, Any]) -> dict[str, Any]:
    head = view.head
    stored = head.properties if head else {}
    return {
        "id": _id(view.id, parameters),
        "user_id": head.user_id if head else None,
        "presence": "online" if view.is_online else "offline",
        "props": {key: stored[key] for key in ("$name", "$email", "$phone") if stored.get(key) is not None},
    }


def _id(number: int, parameters: Mapping[str, Any]) -> int | str:
    return str(number) if is_true(parameters.get("id_as_string")) else number


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) >= _LEAST_DIGITS and int(name[:20]) < 1 << 63


def _number(parameters: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    given = parameters.get(name)
    if given in (None, ""):
        return default
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) < _LEAST_DIGITS and least <= int(text) <= most):
        message = f"{name} is a whole number from {least} to {most}"
        raise InvalidError("invalid", message, faults=(Fault(name, "number", message),))
    return int(text)


def _nobody() -> NotFoundError:
    return NotFoundError("no_such_user", "There is no such user")
