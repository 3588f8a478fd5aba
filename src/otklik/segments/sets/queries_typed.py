"""Values of events out of the typed column `p`, where it says the same as their JSON text, and quicker.

A row whose value is of another type there (a date, a list, nothing …), or a number that could be spelled
otherwise, is judged by the text. A name stands in the SQL itself, for columns are no parameters: only names
of plain letters do, none that could be a way into an object.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,99}")
_WHOLE, _REAL, _TEXT = "JSONType('1')", "JSONType('0.5')", "JSONType('\"\"')"


class Typed(msgspec.Struct, frozen=True):
    """Kind and text of a value, and the test of the rows for which they are right ("": all).

    `columns`: what they are made of, to be read one level below.
    """

    kind: str
    text: str
    is_right: str = ""
    columns: tuple[str, ...] = ()


def typed_sql(path: Sequence[str]) -> Typed | None:
    """The value at the path in typed columns; None: it cannot be read there."""
    if len(path) != 1 or not _PLAIN_NAME.fullmatch(path[0]):
        return None
    value = f"`p.{path[0]}`"
    kind, real = f"dynamicType({value})", f"dynamicElement({value}, 'Float64')"
    return Typed(
        f"multiIf({kind} = 'String', {_TEXT}, {kind} = 'Int64', {_WHOLE}, {_REAL})",
        f"assumeNotNull(toString({value}))",
        f"({kind} IN ('Int64', 'String') OR ifNull({real} > 1e-5 AND {real} < 1e15, 0))",
        (f"p.`{path[0]}` AS {value}",),
    )
