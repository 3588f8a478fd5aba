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
    """Kind and text of a value, and the test of the rows for which they are right ("": all)."""

    kind: str
    text: str
    is_right: str = ""


def typed_sql(path: Sequence[str]) -> Typed | None:
    """The value at the path in typed columns; None: it cannot be read there."""
    if len(path) != 1 or not _PLAIN_NAME.fullmatch(path[0]):
        return None
    whole, real, text = (f"p.`{path[0]}`.:{kind}" for kind in ("Int64", "Float64", "String"))
    size = f"abs(assumeNotNull({real}))"
    is_short = f"isNotNull({real}) AND {size} < 1e15 AND ({size} = 0 OR {size} > 1e-5)"
    return Typed(
        f"multiIf(isNotNull({whole}), {_WHOLE}, isNotNull({real}), {_REAL}, {_TEXT})",
        f"multiIf(isNotNull({whole}), toString(assumeNotNull({whole})),"
        f" isNotNull({real}), toString(assumeNotNull({real})), assumeNotNull({text}))",
        f"(isNotNull({whole}) OR isNotNull({text}) OR ({is_short}))",
    )
