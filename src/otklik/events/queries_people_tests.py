"""Tests of properties as conditions over `people`: what was written wins over what follows from events.

A value is looked at as JSON text, '' when it is unset: written ones stand so in `property_now`, derived ones
are made so of the columns of `people`.
"""

from collections.abc import Mapping
from typing import Any, Final

from otklik.events.people_tests import PropertyTest, Test, Tests

_NUMBER: Final = "toFloat64OrNull(trim(BOTH '\"' FROM {v}))"
_TEXT: Final = "if(startsWith({v}, '\"'), JSONExtractString({v}), {v})"
_MOMENT: Final = "parseDateTime64BestEffortOrNull(JSONExtractString({v}), 3, 'UTC')"


_SQL: Final[Mapping[Test, str]] = {
    Test.KNOWN: "{v} != ''",
    Test.GT: f"{_NUMBER} > {{x}}",
    Test.LT: f"{_NUMBER} < {{x}}",
    Test.BETWEEN: f"{_NUMBER} BETWEEN {{x}} AND {{y}}",
    Test.EQUALS: f"{_NUMBER} = {{x}}",
    Test.IS_TEXT: f"{_TEXT} = {{x}}",
    Test.CONTAINS: f"positionCaseInsensitiveUTF8({_TEXT}, {{x}}) > 0",
    Test.IS_TRUE: "{v} = 'true'",
    Test.IS_FALSE: "{v} = 'false'",
    Test.OLDER: f"{_MOMENT} < now64(3) - toIntervalSecond({{x}})",
    Test.YOUNGER: f"{_MOMENT} > now64(3) - toIntervalSecond({{x}})",
    Test.HAS: f"arrayExists(item -> {_TEXT.format(v='item')} = {{x}}, JSONExtractArrayRaw({{v}}))",
}

_DATES: Final = ("first_seen", "last_seen")
_COUNTS: Final = ("sessions_count", "pages_count", "orders_count", "revenue")
_TEXTS: Final = ("country", "city", "language", "time_zone")
_SOURCES: Final = {"$initial_": "initial_source", "$last_": "last_source"}


def make_condition(  # all workspaces: a piece of SQL, whose query binds one
    tests: Tests,
) -> tuple[str, dict[str, Any]]:
    """The condition over `people`, and its parameters; no test lets everybody pass."""
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    for number, item in enumerate(tests.items):
        parts.append(_condition(item, number))
        parameters |= {f"test_key{number}": item.key, f"test_x{number}": item.x, f"test_y{number}": item.y}
    return f"({(' OR ' if tests.is_any else ' AND ').join(parts)})" if parts else "1", parameters


def _condition(item: PropertyTest, number: int) -> str:
    kind = "String" if isinstance(item.x, str) else "Float64"
    own = {"x": f"{{test_x{number}:{kind}}}", "y": f"{{test_y{number}:Float64}}"}
    key = f"{{test_key{number}:String}}"
    written = f"""SELECT person FROM property_now FINAL
        WHERE workspace_id = {{workspace_id:UInt32}} AND property = {key} AND value != ''"""  # noqa: S608 - constants
    holds = f"person IN ({written} AND ifNull({_SQL[item.test].format(v='value', **own)}, 0))"
    derived = _derive(item.key, key)
    if derived:
        of_derived = f"{derived} != '' AND ifNull({_SQL[item.test].format(v=derived, **own)}, 0)"
        holds = f"({holds} OR (person NOT IN ({written}) AND {of_derived}))"
    if item.or_unset:
        unset = f"person NOT IN ({written})" + (f" AND {derived} = ''" if derived else "")
        holds = f"({holds} OR ({unset}))"
    return f"NOT {holds}" if item.is_not else holds


def _derive(name: str, key: str) -> str:
    """The JSON text of what follows from events under this name; '' for a name that nothing follows under.

    `key` stands for the name in SQL, whose text never enters the statement.
    """
    bare = name.removeprefix("$")
    if bare in _DATES:
        return f"concat('\"', formatDateTime({bare}, '%Y-%m-%dT%H:%i:%S'), '\"')"
    if bare in _COUNTS:
        return f"toString({bare})"
    if bare in _TEXTS:
        return f"if({bare} = '', '', toJSONString(toString({bare})))"
    for prefix, column in _SOURCES.items():
        if name.startswith(prefix):
            return f"JSONExtractRaw({column}, substring({key}, {len(prefix) + 1}))"
    return f"JSONExtractRaw(shop, {key})" if name.startswith("$") else ""
