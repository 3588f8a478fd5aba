"""Rows of `people`: what follows from a person's events, made of what ClickHouse counted."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from otklik.events.queries_facts import AD_IDS
from otklik.events.shop import describe_shop
from otklik.kit.json_values import decode_json

PEOPLE: Final = "people"
NEVER: Final = "1970-01-01 00:00:00.000"
_SOURCE_FIELDS: Final = (
    "referrer",
    "landing_url",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "channel_kind",
)
_encode = msgspec.json.Encoder().encode


class PersonRow(msgspec.Struct):
    """A row of `people`; times and decimals are text."""

    workspace_id: int
    person: int
    version: int
    is_deleted: int = 0
    first_seen: str = NEVER
    last_seen: str = NEVER
    events_count: int = 0
    pages_count: int = 0
    sessions_count: int = 0
    active_ms: int = 0
    country: str = ""
    city: str = ""
    language: str = ""
    time_zone: str = ""
    device_type: str = ""
    browser: str = ""
    os: str = ""
    initial_source: str = ""
    last_source: str = ""
    shop: str = ""
    orders_count: int = 0
    revenue: str = "0"
    last_url: str = ""
    stage: str = "visitor"


class Counted(msgspec.Struct):
    """Everything counted of one root; what he never did is absent."""

    events: Mapping[str, Any]
    sessions: Mapping[str, Any] | None = None
    active_ms: int = 0
    orders: Mapping[str, Any] | None = None
    cart: list[tuple[str, Mapping[str, Any]]] = msgspec.field(default_factory=list)
    goods: list[tuple[str, Mapping[str, Any]]] = msgspec.field(default_factory=list)


def make_row(counted: Counted, *, workspace_id: int, version: int, stage: str) -> PersonRow:
    """The row of one root."""
    events, sessions, orders = counted.events, counted.sessions, counted.orders
    first = read_object(sessions["first"]) if sessions else {}
    last = read_object(sessions["last"]) if sessions else {}
    seen = "own" if events["own_count"] else "any"
    shop = describe_shop(counted.cart, counted.goods, orders)
    return PersonRow(
        workspace_id=workspace_id,
        person=events["root"],
        version=version,
        first_seen=_moment(events[f"first_{seen}"]),
        last_seen=_moment(events[f"last_{seen}"]),
        events_count=events["events_count"],
        pages_count=events["pages_count"],
        sessions_count=events["sessions_count"],
        active_ms=counted.active_ms,
        country=events["place"][0],
        city=events["place"][1],
        language=_text(last, "language"),
        time_zone=_text(last, "time_zone"),
        device_type=events["agent"][0],
        browser=events["agent"][1],
        os=events["agent"][2],
        initial_source=_json(_source(first)),
        last_source=_json({**_source(last), **_ad_ids(sessions)}),
        shop=_json(shop),
        orders_count=orders["orders_count"] if orders else 0,
        revenue=str(orders["revenue"]) if orders else "0",
        last_url=events["last_url"],
        stage=stage,
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def read_object(text: str) -> dict[str, Any]:
    """The JSON object of stored properties; {} for anything else."""
    try:
        value = decode_json(text.encode("utf-8", "replace"))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _source(session: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name in _SOURCE_FIELDS if (text := _text(session, name))}


def _ad_ids(sessions: Mapping[str, Any] | None) -> dict[str, str]:
    """Under their full names: there is no first and last of an ad id."""
    return {f"${name}": sessions[name] for name in AD_IDS if sessions[name]} if sessions else {}


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _json(value: dict[str, Any]) -> str:
    return _encode(value).decode() if value else ""
