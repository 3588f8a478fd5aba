"""Names of other products' calls, turned into ours: the tables of names and the rules around them.

Pure: used by the pipeline for what came through any door, and by the Carrot Quest door for its answers.
Sources: Segment's e-commerce spec (v2) and identify traits; Carrot Quest's lists of events and properties and
the field names its own Segment integration and WordPress plugin send.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

CARROTQUEST_LIBRARY: Final = "carrotquest"
"""`context.library.name` of pages that use the Carrot Quest shim."""


class Dialect(StrEnum):
    """Whose names an item speaks; ours pass through both untouched."""

    SEGMENT = "segment"
    CARROTQUEST = "carrotquest"


@dataclass(frozen=True, slots=True)
class Translated:
    """An event under our name; `original_name` is "" when the door said our name itself."""

    name: str
    original_name: str
    properties: dict[str, Any]


SEGMENT_EVENTS: Final[Mapping[str, str]] = {
    "signed in": "$signed_in",
    "signed up": "$registered",
    "signed out": "$signed_out",
    "product viewed": "$product_viewed",
    "product added": "$cart_added",
    "product removed": "$cart_removed",
    "product added to wishlist": "$favorite_added",
    "product list viewed": "$category_viewed",
    "products searched": "$search_performed",
    "cart viewed": "$cart_viewed",
    "checkout started": "$order_started",
    "order completed": "$order_completed",
    "order refunded": "$order_refunded",
    "order cancelled": "$order_cancelled",
}
"""Keys are lower-case: senders differ in capitals, Segment's own libraries too."""

CARROTQUEST_EVENTS: Final[Mapping[str, str]] = {
    "$page_view": "$page_viewed",
    "$form_sended": "$form_submitted",
    "$input_filled": "$field_filled",
    "$leave_site_attempt": "$exit_intent",
    "$authorized": "$signed_in",
    "$registered": "$registered",
    "$logout": "$signed_out",
    "$product_viewed": "$product_viewed",
    "$cart_added": "$cart_added",
    "$cart_viewed": "$cart_viewed",
    "$order_started": "$order_started",
    "$order_completed": "$order_completed",
    "$order_paid": "$order_paid",
    "$order_refunded": "$order_refunded",
    "$order_cancelled": "$order_cancelled",
}

CARROTQUEST_IGNORED: Final = frozenset({"$session_start"})
"""We judge sessions ourselves."""

SEGMENT_TRAITS: Final[Mapping[str, str]] = {
    "email": "$email",
    "phone": "$phone",
    "name": "$name",
    "firstName": "$first_name",
    "first_name": "$first_name",
    "lastName": "$last_name",
    "last_name": "$last_name",
    "avatar": "$avatar",
    "birthday": "$birthday",
    "gender": "$gender",
}

CARROTQUEST_OPERATIONS: Final[Mapping[str, str]] = {"update_or_create": "set"}
"""Other operations have the same names: set_once add delete append union exclude."""

OPERATIONS: Final = frozenset({"set", "set_once", "add", "delete", "append", "union", "exclude"})

_PRODUCT_EVENTS: Final = frozenset({"$product_viewed", "$cart_added", "$cart_removed", "$favorite_added"})
_CART_EVENTS: Final = frozenset({"$cart_viewed", "$order_started"})
_ORDER_EVENTS: Final = frozenset({"$order_completed", "$order_paid", "$order_refunded", "$order_cancelled"})
# ours → the first of the door's fields that is present
_SEGMENT_PRODUCT: Final = (("product_id", ("productId", "sku", "id")), ("picture", ("image_url", "imageUrl")))
_SEGMENT_AMOUNT: Final = (
    ("order_id", ("orderId", "checkout_id")),
    ("amount", ("total", "revenue", "value")),
    ("items", ("products",)),
)
_SEGMENT_FIELDS: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    **dict.fromkeys(_PRODUCT_EVENTS, _SEGMENT_PRODUCT),
    **dict.fromkeys(_CART_EVENTS | _ORDER_EVENTS, _SEGMENT_AMOUNT),
    "$category_viewed": (("category", ("list_id",)),),
}
_CARROTQUEST_PRODUCT: Final[Mapping[str, str]] = {"$amount": "price", "$img": "picture"}
_CARROTQUEST_ORDER: Final[Mapping[str, str]] = {"$order_amount": "amount"}
_CARROTQUEST_CART_FIELDS: Final = {"$name": "name", "$url": "url", "$amount": "price", "$img": "picture"}


def dialect_of(door: str, library: str = "") -> Dialect:
    """Tell whose names an item speaks from its door and its `context.library.name`."""
    if door == "carrotquest" or library == CARROTQUEST_LIBRARY:
        return Dialect.CARROTQUEST
    return Dialect.SEGMENT


def translate_event(dialect: Dialect, name: str, properties: dict[str, Any]) -> Translated | None:
    """Return the event under our name and fields, or None when it is to be ignored.

    A field is renamed only when ours is absent. Unknown names and fields stay as they are.
    """
    if dialect is Dialect.SEGMENT:
        ours = SEGMENT_EVENTS.get(name.lower())
        if ours is None:
            return Translated(name, "", properties)
        return Translated(ours, name, _rename_segment(ours, properties))
    if name in CARROTQUEST_IGNORED:
        return None
    ours = CARROTQUEST_EVENTS.get(name)
    if ours is None:
        return Translated(name, "", properties)
    return Translated(ours, name if name != ours else "", _rename_carrotquest(ours, properties))


def translate_traits(traits: Mapping[str, Any]) -> dict[str, Any]:
    """Return Segment's identify traits as properties: `{"email": …}` becomes `{"$email": …}`.

    `address.city`, `address.country` and `company` (a name, or an object with `name` and `id`) are
    unfolded beside the original, which stays. Our own names win over translated ones.
    """
    found: dict[str, Any] = {}
    for key, value in traits.items():
        ours = SEGMENT_TRAITS.get(key)
        if ours is None:
            found[key] = value
        elif ours not in traits:
            found[ours] = value
    address = traits.get("address")
    if isinstance(address, dict):
        _fill(found, {"$city": address.get("city"), "$country": address.get("country")})
    _fill(found, _company(traits.get("company")))
    return found


def translate_group(group_id: str, traits: Mapping[str, Any]) -> dict[str, Any]:
    """Return Segment's `group` as properties of the person: its traits are `company_<trait>`."""
    found: dict[str, Any] = {"$company_id": group_id}
    for key, value in traits.items():
        found["$company" if key == "name" else f"company_{key}"] = value
    return found


def translate_operations(operations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return property operations with our names of them; unknown ones are left out."""
    found = []
    for operation in operations:
        named = operation.get("op")
        op = CARROTQUEST_OPERATIONS.get(named, named) if isinstance(named, str) else None
        if op in OPERATIONS and isinstance(operation.get("key"), str):
            found.append({**operation, "op": op})
    return found


def _company(company: object) -> dict[str, Any]:
    if isinstance(company, str):
        return {"$company": company}
    if isinstance(company, dict):
        return {"$company": company.get("name"), "$company_id": company.get("id")}
    return {}


def _fill(found: dict[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if value is not None:
            found.setdefault(key, value)


def _rename_segment(ours: str, properties: dict[str, Any]) -> dict[str, Any]:
    fields = _SEGMENT_FIELDS.get(ours)
    if fields is None:
        return properties
    found = _first_present(properties, fields)
    items = found.get("items")
    if isinstance(items, list):
        found["items"] = [
            _first_present(item, _SEGMENT_PRODUCT) if isinstance(item, dict) else item for item in items
        ]
    return found


def _first_present(
    properties: Mapping[str, Any], fields: Sequence[tuple[str, tuple[str, ...]]]
) -> dict[str, Any]:
    found = dict(properties)
    for ours, theirs in fields:
        if found.get(ours) is not None:
            continue
        source = next((name for name in theirs if found.get(name) is not None), None)
        if source is not None:
            found[ours] = found.pop(source)
    return found


def _rename_carrotquest(ours: str, properties: dict[str, Any]) -> dict[str, Any]:
    special = _CARROTQUEST_PRODUCT if ours in _PRODUCT_EVENTS else _CARROTQUEST_ORDER
    if ours == "$cart_viewed" and any(
        isinstance(properties.get(key), list) for key in _CARROTQUEST_CART_FIELDS
    ):
        return _carrotquest_cart(properties)
    # Their system fields carry a `$`; ours, inside an event, do not.
    return {special.get(key, key.removeprefix("$")): value for key, value in properties.items()}


def _carrotquest_cart(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Parallel lists `$name $url $amount $img` become one list of items."""
    columns = {
        ours: properties[theirs]
        for theirs, ours in _CARROTQUEST_CART_FIELDS.items()
        if isinstance(properties.get(theirs), list)
    }
    length = max(len(column) for column in columns.values())
    items = [
        {ours: column[index] for ours, column in columns.items() if index < len(column)}
        for index in range(length)
    ]
    rest = {
        key.removeprefix("$"): value
        for key, value in properties.items()
        if key not in _CARROTQUEST_CART_FIELDS or not isinstance(value, list)
    }
    return {**rest, "items": items}
