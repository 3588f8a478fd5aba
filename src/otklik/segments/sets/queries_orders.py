"""Properties that follow from orders, counted at any moment by the SQL that the card's sums are made with.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Mapping
from typing import Final

from otklik.profiles.queries_facts import ORDER_EVENTS, make_orders_sql
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import Column, Reading
from otklik.segments.sets.queries_selecting import root_sql, whose_sql

_AVERAGE: Final = "roundBankers(toDecimal256(revenue, 20) / greatest(orders_count, 1), 2)"
_HAS_ANY: Final = "orders_count > 0"
"""Without an order that counts there is no revenue; asking for that, too, would read every amount."""
ORDER_PROPERTIES: Final[Mapping[str, str]] = {
    "$orders_count": f"if({_HAS_ANY}, toString(orders_count), '')",
    "$revenue": f"if({_HAS_ANY}, toString(revenue), '')",
    "$paid_orders_count": "if(paid_orders_count > 0, toString(paid_orders_count), '')",
    "$last_payment": "if(ifNull(last_payment, 0) != 0, toString(assumeNotNull(last_payment)), '')",
    "$last_order_status": "if(last_order_status = '', '', toJSONString(toString(last_order_status)))",
    "$last_order_at": (
        "if(toUnixTimestamp64Milli(last_order_at) <= 0, '',"
        " concat('\"', replaceOne(toString(last_order_at), ' ', 'T'), 'Z\"'))"
    ),
    "$average_cheque": f"if(orders_count > 0, toString({_AVERAGE}), '')",
}
"""JSON texts made of a row of `make_orders_sql`, '' for unset."""


WHOLE_ORDER_PROPERTIES: Final = frozenset({"$orders_count", "$paid_orders_count"})
"""Those that are whole numbers."""


class Orders:
    """The properties of orders that a statement asks for."""

    def __init__(self, asked: Asked, binder: Binder) -> None:
        self._asked = asked
        self._binder = binder
        self._names: list[str] = []

    def column(self, name: str) -> str:
        """The column of a property's JSON text."""
        if name not in self._names:
            self._names.append(name)
        return f"o{self._names.index(name)}"

    def readings(self) -> list[Reading]:
        """The reading, if any is asked for."""
        if not self._names:
            return []
        homes = whose_sql(self._asked)
        trades = (
            f"(SELECT {root_sql(self._asked)} AS root, ts, pos, name, properties FROM events"  # noqa: S608 - constants
            f" WHERE workspace_id = {{workspace_id:UInt32}} AND name IN {self._binder.texts(ORDER_EVENTS)}"
            f" AND ts <= {self._binder.moment(self._asked.now_ms)}{homes})"
        )
        columns = [Column(self.column(name), "String", "", "max") for name in self._names]
        texts = "".join(f", {ORDER_PROPERTIES[name]} AS h_{self.column(name)}" for name in self._names)
        sums = make_orders_sql(trades)
        return [Reading(f"SELECT root AS person{texts} FROM ({sums})", columns, "person")]  # noqa: S608 - as above
