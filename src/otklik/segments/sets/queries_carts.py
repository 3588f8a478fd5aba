"""Properties that follow from carts and goods, folded at any moment as `profiles.shop` folds them for cards.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from otklik.profiles.queries import MAX_VIEWED, SEEN_VIEWS
from otklik.profiles.queries_facts import CART_EVENTS
from otklik.profiles.shop import MAX_GOODS, RECENT
from otklik.segments.language.conditions import Selector
from otklik.segments.sets.queries_columns import KEY_TYPE, Columns
from otklik.segments.sets.queries_selecting import Selection

_ORDER: Final = "$order_completed"
_KINDS: Final = "('Int64', 'UInt64', 'Double')"
_DECIMAL: Final = "Decimal(76, 6)"
_NOUGHT: Final = "toDecimal256(0, 6)"
_WRITTEN: Final = r"'^-?[0-9]{1,30}(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?$'"
_SAFE: Final = "toDecimal256('1000000000000000000000000000000', 6)"
_LINE: Final = f"Tuple(String, String, {_DECIMAL}, UInt8, {_DECIMAL}, UInt8)"
"""Key, name, price and whether it is told, quantity and whether it is told."""
_CHANGES: Final = f"Array(Tuple({KEY_TYPE}, UInt8, {_DECIMAL}, UInt8, Array({_LINE})))"
"""Place (inverted: the last first), what it does to the cart, the amount and whether it is told, products."""
_GOODS: Final = f"Array(Tuple({KEY_TYPE}, Array(String)))"
_CART: Final = f"Tuple(Array(Tuple(String, String, {_DECIMAL}, {_DECIMAL})), {_DECIMAL}, UInt8)"
"""Products (key, name, price, quantity), the amount and whether it is told."""
_EMPTY: Final = f"defaultValueOfTypeName('{_CART}')"
_VIEWED_NOT_TOLD, _VIEWED, _ADDED, _REMOVED, _ORDERED = range(5)

Derive: TypeAlias = Callable[[Selection, Columns], str]


def _amount(source: str, field: str) -> str:
    """As `shop.as_amount`: NULL for what is no amount."""
    kind = f"JSONType({source}, '{field}')"
    text = f"trimBoth(JSONExtractString({source}, '{field}'))"
    number = f"toDecimal256OrNull({text}, 6)"
    is_one = f"{kind} IN {_KINDS} OR ({kind} = 'String' AND match({text}, {_WRITTEN}))"
    return f"if(({is_one}) AND ifNull(abs({number}) < {_SAFE}, 0), {number}, NULL)"


def _key(source: str) -> str:
    """As `shop.product_key`."""
    found = ""
    for field in ("product_id", "url", "name"):
        kind, text = f"JSONType({source}, '{field}')", f"JSONExtractString({source}, '{field}')"
        is_one = f"({kind} = 'String' AND {text} != '') OR {kind} IN ('Int64', 'UInt64')"
        found += f"{is_one}, concat('{field}:', {text}), "
    return f"multiIf({found}'')"


def _name(source: str) -> str:
    return f"if(JSONType({source}, 'name') = 'String', JSONExtractString({source}, 'name'), '')"


def _line(source: str) -> str:
    kind, text = f"JSONType({source}, 'price')", f"JSONExtractString({source}, 'price')"
    has_price = f"NOT ({kind} = 'Null' OR ({kind} = 'String' AND {text} = ''))"
    price, quantity = _amount(source, "price"), _amount(source, "quantity")
    return (
        f"({_key(source)}, {_name(source)}, ifNull({price}, {_NOUGHT}), {has_price},"
        f" ifNull({quantity}, {_NOUGHT}), {quantity} IS NOT NULL)"
    )


def _items() -> str:
    return "arrayFilter(item -> JSONType(item) = 'Object', JSONExtractArrayRaw(properties, 'items'))"


def _changes(selection: Selection, columns: Columns) -> str:
    """The column of the last events that a cart is folded from, the last one first."""
    flags = " OR ".join(selection.flag(Selector(name)) for name in CART_EVENTS)
    selection.field("properties")
    is_told = "JSONHas(properties, 'items') OR JSONHas(properties, 'amount')"
    kind = (
        f"multiIf(name = '{_ORDER}', {_ORDERED}, name = '$cart_added', {_ADDED},"
        f" name = '$cart_removed', {_REMOVED}, {is_told}, {_VIEWED}, {_VIEWED_NOT_TOLD})"
    )
    amount = _amount("properties", "amount")
    many = f"arrayMap(item -> {_line('item')}, {_items()})"
    lines = f"multiIf(name = '$cart_viewed', {many}, name = '{_ORDER}', [], [{_line('properties')}])"
    lines = f"arrayFilter(line -> line.1 != '', CAST({lines}, 'Array({_LINE})'))"
    told = f"ifNull({amount}, {_NOUGHT}), toUInt8({amount} IS NOT NULL)"
    change = f"(bitNot({selection.place}), toUInt8({kind}), {told}, {lines})"
    inner = f"groupArraySortedIf({RECENT})({change}, {flags})"
    return columns.add(_CHANGES, inner, f"groupArraySortedArray({RECENT})")


def _cart(changes: str) -> str:
    """The cart after `changes`, of type _CART."""
    line = "x.5[1]"
    old = f"arrayFirst(line -> line.1 = {line}.1, cart.1)"
    others = f"arrayFilter(line -> line.1 != {line}.1, cart.1)"
    step = f"if({line}.6, {line}.5, toDecimal256(1, 6))"
    name, price = f"if({line}.2 = '', {old}.2, {line}.2)", f"if({line}.4, {line}.3, {old}.3)"
    added = f"({line}.1, {name}, {price}, CAST({old}.4 + {step}, '{_DECIMAL}'))"
    removed = f"({line}.1, {old}.2, {old}.3, CAST(if({line}.6, {old}.4 - {line}.5, {_NOUGHT}), '{_DECIMAL}'))"
    told = (
        "arrayMap(key -> arrayMap(line -> (line.1, line.2, line.3, if(line.6, line.5, toDecimal256(1, 6))),"
        " [arrayLast(line -> line.1 = key, x.5)])[1], arrayDistinct(arrayMap(line -> line.1, x.5)))"
    )
    kept = f"arrayConcat({others}, arrayFilter(line -> line.4 > 0, [{{}}]))"
    is_there = f"arrayExists(line -> line.1 = {line}.1, cart.1)"
    after = (
        f"multiIf(x.2 = {_ORDERED}, {_EMPTY}.1, x.2 = {_VIEWED}, {told}, empty(x.5), cart.1,"
        f" x.2 = {_ADDED}, {kept.format(added)}, {is_there}, {kept.format(removed)}, cart.1)"
    )
    step = f"if(x.2 = {_VIEWED_NOT_TOLD}, cart, CAST(({after}, x.3, x.2 = {_VIEWED} AND x.4), '{_CART}'))"
    return f"arrayFold((cart, x) -> {step}, arrayReverse({changes}), {_EMPTY})"


_SUM: Final = "arraySum(line -> line.3 * line.4, cart.1)"
_AMOUNT: Final = f"if(cart.3, toDecimal256(cart.2, 12), toDecimal256({_SUM}, 12))"
_HAS_ANY: Final = f"(notEmpty(cart.1) OR {_AMOUNT} != 0)"
_ITEM: Final = (
    "concat('{', if(line.2 = '', '', concat('\"name\":', toJSONString(line.2), ',')),"
    " '\"price\":', toString(line.3), ',\"quantity\":', toString(line.4), '}')"
)


def _cart_amount(selection: Selection, columns: Columns) -> str:
    text = f"if({_HAS_ANY}, toString({_AMOUNT}), '')"
    return f"arrayMap(cart -> {text}, [{_cart(_changes(selection, columns))}])[1]"


def _cart_items(selection: Selection, columns: Columns) -> str:
    items = f"arrayStringConcat(arrayMap(line -> {_ITEM}, cart.1), ',')"
    text = f"if({_HAS_ANY}, concat('[', {items}, ']'), '')"
    return f"arrayMap(cart -> {text}, [{_cart(_changes(selection, columns))}])[1]"


def _titles(*, is_own_last: bool) -> str:
    """Names of the products of an event, the last one first."""
    items = f"arrayReverse(arrayMap(item -> {_name('item')}, {_items()}))"
    own = _name("properties")
    both = f"arrayPushFront({items}, {own})" if is_own_last else f"arrayPushBack({items}, {own})"
    return f"arrayFilter(title -> title != '', {both})"


def _viewed(selection: Selection, columns: Columns) -> str:
    """Of each home profile the last views, as `profiles.queries.list_viewed_products` looks at them."""
    flag = selection.flag(Selector("$product_viewed"))
    selection.field("properties")
    inner = (
        f"groupArraySortedIf({SEEN_VIEWS})((bitNot({selection.place}), {_titles(is_own_last=True)}), {flag})"
    )
    goods = columns.add(_GOODS, inner, "groupArrayArray", is_of_home=True)
    return _listed(f"arraySort({goods})", MAX_VIEWED)


def _ordered(selection: Selection, columns: Columns) -> str:
    flag = selection.flag(Selector(_ORDER))
    selection.field("properties")
    inner = f"groupArraySortedIf({RECENT})((bitNot({selection.place}), {_titles(is_own_last=False)}), {flag})"
    return _listed(columns.add(_GOODS, inner, f"groupArraySortedArray({RECENT})"), MAX_GOODS)


def _listed(goods: str, limit: int) -> str:
    titles = f"arraySlice(arrayDistinct(arrayFlatten(arrayMap(one -> one.2, {goods}))), 1, {limit})"
    return f"arrayMap(titles -> if(empty(titles), '', toJSONString(titles)), [{titles}])[1]"


CART_PROPERTIES: Final[Mapping[str, Derive]] = {
    "$cart_amount": _cart_amount,
    "$cart_items": _cart_items,
    "$viewed_products": _viewed,
    "$ordered_items": _ordered,
}
"""SQL, over columns of a person, of the value's JSON text, '' for unset."""
