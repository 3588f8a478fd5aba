"""What is suggested to who has defined nothing yet: useful as it is, and a beginning to edit. Pure."""

from typing import Any, Final

from otklik.segments.computed.definitions import Kind

Json = Any

_ORDERED: Final[Json] = {"property": "$orders_count", "op": "gte", "value": 1}
_NAMED: Final[Json] = {
    "any": [{"property": "$email", "op": "set"}, {"property": "$phone", "op": "set"}],
}


def _quiet(event: str) -> Json:
    return {"event": event, "times": {"op": "eq", "value": 0}, "within": {"last": "P90D"}}


SCORING: Final[Json] = {
    "rules": [
        {
            "id": "visits",
            "name": "",
            "points": 2,
            "event": "$session_started",
            "at_most": 5,
            "halves_every": "P14D",
        },
        {
            "id": "products",
            "name": "",
            "points": 3,
            "event": "$product_viewed",
            "at_most": 5,
            "lasts": "P30D",
        },
        {"id": "cart", "name": "", "points": 10, "event": "$cart_viewed", "at_most": 1, "lasts": "P14D"},
        {"id": "contact", "name": "", "points": 5, "when": _NAMED},
        {
            "id": "orders",
            "name": "",
            "points": 15,
            "event": "$order_completed",
            "at_most": 2,
            "lasts": "P90D",
        },
    ],
    "levels": [{"name": {"ru": "Горячий лид", "en": "Hot lead"}, "at": 26}],
    "highest": 100,
    "lowest": 0,
}

STAGES: Final[Json] = {
    "stages": [
        {"key": "visitor", "name": {"ru": "Посетитель", "en": "Visitor"}},
        {"key": "lead", "name": {"ru": "Лид", "en": "Lead"}, "when": _NAMED},
        {
            "key": "user",
            "name": {"ru": "Пользователь", "en": "User"},
            "when": {
                "any": [
                    {"property": "$user_id", "op": "set"},
                    {"event": "$registered"},
                    {"event": "$signed_in"},
                ]
            },
        },
        {"key": "buyer", "name": {"ru": "Покупатель", "en": "Buyer"}, "when": _ORDERED},
        {
            "key": "repeat",
            "name": {"ru": "Постоянный покупатель", "en": "Repeat buyer"},
            "when": {"property": "$orders_count", "op": "gte", "value": 2},
        },
        {
            "key": "sleeping",
            "name": {"ru": "Спящий", "en": "Sleeping"},
            "when": {"all": [_ORDERED, _quiet("$order_completed"), _quiet("$session_started")]},
        },
    ]
}

RFM: Final[Json] = {
    "recency": ["P30D", "P90D"],
    "frequency": [2, 5],
    "money": ["5000", "20000"],
}


def suggest(kind: Kind, *, language: str = "en") -> Json:
    """A definition that can be saved as it is; levels, whose name is one line, are named in the language."""
    if kind is not Kind.SCORE:
        return {Kind.STAGE: STAGES, Kind.RFM: RFM}[kind]
    levels = [{**level, "name": level["name"][language]} for level in SCORING["levels"]]
    return {**SCORING, "levels": levels}
