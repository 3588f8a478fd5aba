"""Carts and goods counted in SQL are those that the card folds, at any moment."""

import random
import uuid
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.conftest import Servers
from tests.integration.segments.sets_store import SetsStore, Someone

from otklik.profiles.queries import MAX_VIEWED, SEEN_VIEWS
from otklik.profiles.shop import describe_shop, list_goods
from otklik.segments.language.conditions import Comparison, Op, PropertyIs
from otklik.segments.predicate.history import Event
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_carts import CART_PROPERTIES
from otklik.segments.sets.queries_compile import compile_derived, compile_members

BEGIN_MS: Final = 1_772_323_200_000
PEOPLE: Final = 400
LENGTH: Final = 14
BUSY: Final = 12_346
"""Somebody of one home with more events than a cart is folded from."""
IDS: Final = (5, "5", "a", "", None, True, 1.5, 18_446_744_073_709_551_615)
NAMES: Final = ("Tea", "Чай", "", None, 7, 'say "hi"', "a\nb")
AMOUNTS: Final[tuple[Any, ...]] = (
    *(0, 1, 2, -1, 2.5, 0.1, 1e-7, 1e16, "3", " 4.25 ", "1e2", "1_000", ".5", "5.", "+5", "NaN", "dear", ""),
    *(None, True, [], "12345678901234567890.1234567", 10**18, "1e30", 1e30, "1" * 31),
)
NAMED: Final = ("$cart_added", "$cart_added", "$cart_removed", "$cart_viewed", "$order_completed")


def _product(chance: random.Random) -> dict[str, Any]:
    said = {
        "product_id": chance.choice(IDS),
        "name": chance.choice(NAMES),
        "url": chance.choice(("/tea", "", None)),
        "price": chance.choice(AMOUNTS),
        "quantity": chance.choice(AMOUNTS),
    }
    return {key: value for key, value in said.items() if chance.random() < 0.6}


def _properties(chance: random.Random) -> dict[str, Any]:
    said = _product(chance)
    if chance.random() < 0.4:
        items: list[Any] = [_product(chance) for _ in range(chance.randrange(4))]
        said["items"] = chance.choice((items, [*items, None, 5, "x", []], items, None, {"name": "x"}))
    if chance.random() < 0.3:
        said["amount"] = chance.choice(AMOUNTS)
    return said


def _person(number: int, length: int) -> Someone:
    chance = random.Random(number)
    homes = (number, number + 1) if number % 3 == 0 else (number,)
    events = tuple(
        (
            chance.randrange(len(homes)),
            Event(
                chance.choice((*NAMED, "$product_viewed")),
                # Equal times are told apart by the place in the log.
                BEGIN_MS + 10 * (place // 2),
                number * 1_000 + place,
                _properties(chance),
            ),
        )
        for place in range(length)
    )
    return Someone(homes, events)


@pytest.fixture(scope="module")
def people() -> list[Someone]:
    return [*(_person(number * 10, LENGTH) for number in range(1, PEOPLE)), _person(BUSY, 700)]


@pytest.fixture(scope="module")
def store(servers: Servers, people: list[Someone]) -> Iterator[SetsStore]:
    opened = SetsStore(servers.clickhouse.url, f"carts_{uuid.uuid4().hex[:16]}")
    opened.add(1, people)
    yield opened
    opened.close()


def _expected(one: Someone, until_ms: int) -> dict[str, Any]:
    """What the card would say; properties as they are read back from the store."""
    past = sorted(
        ((home, event) for home, event in one.events if event.ts_ms <= until_ms),
        key=lambda told: (told[1].ts_ms, told[1].pos),
    )
    told = [(event.name, msgspec.json.decode(msgspec.json.encode(event.properties))) for _, event in past]
    orders = [each for each in told if each[0] == "$order_completed"][-100:]
    others = [each for each in told if each[0] in NAMED and each[0] != "$order_completed"][-100:]
    kept = {id(each) for each in (*orders, *others)}
    shop = describe_shop([each for each in told if id(each) in kept], None)
    return {**shop, "viewed_products": _viewed(told)}


def _viewed(told: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Of one view its own name is the last, before it the items' from the last to the first."""
    turned = []
    for name, properties in [each for each in told if each[0] == "$product_viewed"][-SEEN_VIEWS:]:
        items = properties.get("items")
        own = {key: value for key, value in properties.items() if key == "name"}
        turned.append((name, {"items": [*(items if isinstance(items, list) else []), own]}))
    return list_goods(turned, "$product_viewed")[:MAX_VIEWED]


@pytest.mark.parametrize("after_ms", [-1, 0, 20, 45, 10_000])
def test_sql_tells_what_the_card_tells(store: SetsStore, people: list[Someone], after_ms: int) -> None:
    until_ms = BEGIN_MS + after_ms
    asked = Asked(workspace_id=1, now_ms=until_ms, is_present=False, zone=ZoneInfo("UTC"))
    rows = {row["person"]: row["derived"] for row in store.ask(compile_derived(CART_PROPERTIES, asked), 1)}
    assert len(rows) == (len(people) if after_ms >= 0 else 0)
    wrong = []
    for one in people if after_ms >= 0 else ():
        expected = {f"${name}": value for name, value in _expected(one, until_ms).items()}
        found = {name: msgspec.json.decode(text) if text else None for name, text in rows[one.root].items()}
        wrong += [
            (one.root, name, found[name], expected.get(name))
            for name in CART_PROPERTIES
            if not _is_same(name, found[name], expected.get(name))
        ]
    assert not wrong, wrong[:5]
    if after_ms > 0:
        assert any(text["$cart_amount"] for text in rows.values())


def _is_same(name: str, found: Any, expected: Any) -> bool:  # noqa: ANN401 - JSON values
    """Amounts to the digits of a double; products of a cart by their number."""
    if name == "$cart_amount" and found is not None and expected is not None:
        return float(found) == pytest.approx(float(expected), rel=1e-12)
    if name == "$cart_items" and found is not None and expected is not None:
        return len(found) == len(expected)
    return bool(found == (expected or None))


def test_conditions_on_carts_find_them(store: SetsStore, people: list[Someone]) -> None:
    for is_present in (True, False):
        asked = Asked(workspace_id=1, now_ms=BEGIN_MS + 10_000, is_present=is_present, zone=ZoneInfo("UTC"))
        for name, op, operand, holds in (
            ("cart_amount", Op.GT, 100, lambda value: value is not None and value > 100),
            ("cart_items", Op.UNSET, None, lambda value: value is None),
            ("viewed_products", Op.HAS, "Чай", lambda value: "Чай" in (value or [])),
            ("ordered_items", Op.HAS_ANY, ("Tea", "x"), lambda value: "Tea" in (value or [])),
        ):
            condition = PropertyIs(Comparison((f"${name}",), op, operand))
            found = {row["person"] for row in store.ask(compile_members(condition, asked), 1)}
            expected = {one.root for one in people if holds(_expected(one, asked.now_ms).get(name))}
            assert found == expected, (is_present, name)
            assert 0 < len(found) < len(people), name
