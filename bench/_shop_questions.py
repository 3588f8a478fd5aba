# ruff: noqa: E501 - SQL, read line by line
"""Conditions over the shop, each with the best SQL that we can write by hand for it on the same store.

ROOT is the survivor of a home profile.
"""

from dataclasses import dataclass
from typing import Any, Final

from bench._shop import NOW_MS, WORKSPACE

DAY_MS: Final = 86_400_000
PAST_MS: Final = NOW_MS - 200 * DAY_MS
ROOT: Final = f"dictGetOrDefault('redirect', 'dst', (toUInt32({WORKSPACE}), person), person)"
_MS: Final = "fromUnixTimestamp64Milli({}, 'UTC')"
_NOW: Final = _MS.format(NOW_MS)


def _ago(days: int) -> str:
    return _MS.format(NOW_MS - days * DAY_MS)


def _events(figures: dict[str, str], where: str, test: str) -> str:
    """Figures by home, added up by person."""
    inner = ", ".join(f"{sql} AS {name}" for name, sql in figures.items())
    outer = ", ".join(f"sum({name}) AS {name}_" for name in figures)
    return (
        f"SELECT count() AS n FROM (SELECT {ROOT} AS root, {outer} FROM (SELECT person, {inner} FROM events"
        f" WHERE workspace_id = {WORKSPACE} AND {where} AND ts <= {_NOW} GROUP BY person)"
        f" GROUP BY root HAVING {test})"
    )


def _now_property(name: str, test: str) -> str:
    return (
        f"SELECT {ROOT} AS root FROM property_now WHERE workspace_id = {WORKSPACE} AND property = '{name}'"
        f" GROUP BY root HAVING argMax(value, version) {test}"
    )


_NAMES: Final = (
    "SELECT {root} AS root, {figures} FROM home_names WHERE workspace_id = {workspace} AND {where}"
)


def _counts(figures: dict[str, str], names: str, test: str) -> str:
    """Lifetime counts by the table of counts by home and name."""
    outer = ", ".join(f"sumIf(n, name = '{name}') AS {key}" for key, name in figures.items())
    return (
        f"SELECT count() AS n FROM (SELECT {ROOT} AS root, {outer} FROM home_names"
        f" WHERE workspace_id = {WORKSPACE} AND name IN ({names}) GROUP BY root HAVING {test})"
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A condition; `hand`: our best SQL; `target_ms`: to reach."""

    name: str
    condition: Any
    hand: str
    target_ms: int | None = None
    now_ms: int = NOW_MS
    is_present: bool = True


_IS_PRO, _IS_TEAM, _IS_GIVEN = "= '\"pro\"'", "= '\"team\"'", "!= ''"
_PRO = {"property": "plan", "op": "eq", "value": "pro"}
_ORDERED = {"event": "$order_completed"}
SEGMENTS: Final = {1: _PRO, 2: {"event": "$order_completed", "times": {"op": "gte", "value": 2}}}
_AMOUNT: Final = "(ifNull(p.amount.:Int64, 0) > 20000 OR ifNull(p.amount.:Float64, 0) > 20000)"
QUESTIONS: Final = [
    Question(
        "lifetime: 5 pages, no order",
        {"all": [{"event": "$page_viewed", "times": {"op": "gte", "value": 5}}, {"not": _ORDERED}]},
        _counts(
            {"a": "$page_viewed", "b": "$order_completed"},
            "'$page_viewed', '$order_completed'",
            "a >= 5 AND b = 0",
        ),
        200,
    ),
    Question(
        "lifetime: ordered twice",
        SEGMENTS[2],
        _counts({"a": "$order_completed"}, "'$order_completed'", "a >= 2"),
        200,
    ),
    Question(
        "30 days, property: 3 views over 20 000",
        {
            "event": "$product_viewed",
            "where": [{"property": "amount", "op": "gt", "value": 20000}],
            "times": {"op": "gte", "value": 3},
            "within": {"last": "P30D"},
        },
        _events({"a": f"countIf({_AMOUNT})"}, f"name = '$product_viewed' AND ts >= {_ago(30)}", "a_ >= 3"),
        500,
    ),
    Question(
        "7 days: cart and no order",
        {
            "all": [
                {"event": "$cart_viewed", "within": {"last": "P7D"}},
                {"event": "$order_completed", "times": {"op": "eq", "value": 0}, "within": {"last": "P7D"}},
            ]
        },
        _events(
            {"a": "countIf(name = '$cart_viewed')", "b": "countIf(name = '$order_completed')"},
            f"name IN ('$cart_viewed', '$order_completed') AND ts >= {_ago(7)}",
            "a_ > 0 AND b_ = 0",
        ),
        500,
    ),
    Question(
        "sum over orders: 50 000",
        {"event": "$order_completed", "measure": {"of": "amount", "as": "sum", "op": "gte", "value": 50000}},
        _events({"a": "sum(p.amount.:Float64)"}, "name = '$order_completed'", "a_ >= 50000"),
        500,
    ),
    Question(
        "same category 3 times in 7 days",
        {
            "event": "$product_viewed",
            "same": "category",
            "times": {"op": "gte", "value": 3},
            "within": {"last": "P7D"},
        },
        f"SELECT uniqExact(root) AS n FROM (SELECT {ROOT} AS root FROM events"
        f" WHERE workspace_id = {WORKSPACE} AND name = '$product_viewed' AND ts >= {_ago(7)} AND ts <= {_NOW}"
        " GROUP BY root, p.category.:String HAVING count() >= 3)",
        500,
    ),
    Question(
        "sequence with absence, 7 days",
        {
            "sequence": [{"event": "$cart_viewed"}, {"not": {"event": "$order_completed"}}],
            "within": "PT1H",
            "during": {"last": "P7D"},
        },
        f"SELECT countIf(arrayExists(c -> c + 3600000 < {NOW_MS} AND NOT arrayExists(o -> o > c AND o <= c + 3600000,"
        f" orders), carts)) AS n FROM (SELECT {ROOT} AS root, groupArrayIf(ms, name = '$cart_viewed') AS carts,"
        " groupArrayIf(ms, name = '$order_completed') AS orders FROM (SELECT person, name,"
        " toUnixTimestamp64Milli(ts) AS ms FROM events"
        f" WHERE workspace_id = {WORKSPACE} AND name IN ('$cart_viewed', '$order_completed')"
        f" AND ts >= {_ago(7)} AND ts <= {_NOW}) GROUP BY root)",
        500,
    ),
    Question(
        "property: plan is pro",
        _PRO,
        f"SELECT count() AS n FROM ({_now_property('plan', _IS_PRO)})",
        500,
    ),
    Question(
        "property as of 200 days ago",
        _PRO,
        f"SELECT countIf(v = '\"pro\"') AS n FROM (SELECT {ROOT} AS root, argMax(value, k) AS v FROM property_writes"
        f" WHERE workspace_id = {WORKSPACE} AND property = 'plan' AND k < bitShiftLeft(toUInt128({PAST_MS + 1}), 64)"
        " GROUP BY root)",
        500,
        PAST_MS,
        is_present=False,
    ),
    Question(
        "segments: pro and ordered twice",
        {"all": [{"segment": 1}, {"segment": 2}]},
        f"SELECT count() AS n FROM ({_now_property('plan', _IS_PRO)}) WHERE root IN"
        f" (SELECT {ROOT} AS root FROM home_names WHERE workspace_id = {WORKSPACE} AND name = '$order_completed'"
        " GROUP BY root HAVING sum(n) >= 2)",
        500,
    ),
    Question(
        "not: never ordered",
        {"not": _ORDERED},
        "SELECT countIf(orders = 0) AS n FROM (SELECT"
        f" {ROOT} AS root, sumIf(n, name = '$order_completed') AS orders FROM home_names"
        f" WHERE workspace_id = {WORKSPACE} AND name IN ('', '$order_completed') GROUP BY root)",
        200,
    ),
    Question(
        "context ads: four leaves",
        {
            "all": [
                {
                    "event": "$cart_viewed",
                    "where": [{"property": "amount", "op": "gt", "value": 20000}],
                    "within": {"last": "P7D"},
                },
                {"not": _ORDERED},
                {"property": "$email", "op": "set"},
                {"property": "plan", "op": "ne", "value": "team"},
            ]
        },
        f"SELECT count() AS n FROM (SELECT DISTINCT {ROOT} AS root FROM events WHERE workspace_id = {WORKSPACE}"
        f" AND name = '$cart_viewed' AND ts >= {_ago(7)} AND ts <= {_NOW} AND {_AMOUNT})"
        f" WHERE root NOT IN (SELECT {ROOT} FROM home_names WHERE workspace_id = {WORKSPACE}"
        " AND name = '$order_completed')"
        f" AND root IN ({_now_property('$email', _IS_GIVEN)})"
        f" AND root NOT IN ({_now_property('plan', _IS_TEAM)})",
        500,
    ),
    Question(
        "tag",
        {"tag": "vip"},
        f"SELECT countIf(on = 1) AS n FROM (SELECT {ROOT} AS root, argMax(is_on, k) AS on FROM mark_writes"
        f" WHERE workspace_id = {WORKSPACE} AND kind = 'tag' AND key = 'vip' GROUP BY root)",
        500,
    ),
    Question(
        "derived: two orders by the card",
        {"property": "$orders_count", "op": "gte", "value": 2},
        f"SELECT count() AS n FROM (SELECT {ROOT} AS root, uniqExact(JSONExtractString(properties, 'order_id')) AS u"
        f" FROM events WHERE workspace_id = {WORKSPACE} AND name = '$order_completed' AND ts <= {_NOW}"
        " GROUP BY root HAVING u >= 2)",
    ),
]
