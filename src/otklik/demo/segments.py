"""The segments that the demo's workspace begins with: one of each kind that a shop asks for first. Pure."""

from typing import Any, Final

_ORDERED: Final = {"property": "$orders_count", "op": "gte", "value": 1}
_SEGMENTS: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": {"ru": "Бросили корзину", "en": "Left a cart behind"},
        "description": {
            "ru": "Открыли корзину за последнюю неделю и за час ничего не заказали.",
            "en": "Opened the cart within the last week and ordered nothing for an hour.",
        },
        "color": "orange",
        "filter": {
            "sequence": [{"event": "$cart_viewed"}, {"not": {"event": "$order_completed"}}],
            "within": "PT1H",
            "during": {"last": "P7D"},
        },
    },
    {
        "name": {"ru": "Присматриваются", "en": "Looking closely"},
        "description": {
            "ru": "Смотрели один и тот же товар три раза и больше.",
            "en": "Looked at the same product three times or more.",
        },
        "color": "blue",
        "filter": {
            "event": "$product_viewed",
            "same": "product_id",
            "times": {"op": "gte", "value": 3},
            "within": {"last": "P30D"},
        },
    },
    {
        "name": {"ru": "Постоянные покупатели", "en": "Regular buyers"},
        "description": {"ru": "Три заказа и больше.", "en": "Three orders or more."},
        "color": "green",
        "filter": {"property": "$orders_count", "op": "gte", "value": 3},
    },
    {
        "name": {"ru": "Давно не покупали", "en": "Have not bought for long"},
        "description": {
            "ru": "Покупали раньше, за последние 60 дней — ни разу.",
            "en": "Bought before, and not once in the last 60 days.",
        },
        "color": "gray",
        "filter": {
            "all": [
                _ORDERED,
                {
                    "event": "$order_completed",
                    "times": {"op": "eq", "value": 0},
                    "within": {"last": "P60D"},
                },
            ]
        },
    },
)


def list_demo_segments(language: str) -> list[dict[str, Any]]:
    """Values of `create_segment`, in one of the two languages."""
    return [
        {
            "name": each["name"][language],
            "description": each["description"][language],
            "color": each["color"],
            "folder_id": None,
            "filter": each["filter"],
            "is_announcing": False,
        }
        for each in _SEGMENTS
    ]
