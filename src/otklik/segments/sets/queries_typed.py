"""Values of events out of the typed column `p`, where it says the same as their JSON text, and quicker.

A row whose value is of another type there (a date, a list, nothing …), or a number that could be spelled
otherwise, is judged by the text. Where only the number of a value is asked for it is reckoned in whole
millionths: a real number that they say again has no more than six places, and those are the digits of its
JSON. Where only its key is, texts that begin like a number are left to the text. A name stands in the SQL
itself, for columns are no parameters: only names of plain letters do, none that could be a way into an
object.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from otklik.segments.language.values import SUM_PLACES

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,99}")
_WHOLE, _REAL, _TEXT = "JSONType('1')", "JSONType('0.5')", "JSONType('\"\"')"
_MILLION: Final = 10**6
_MOST_WHOLE, _MOST_REAL = 10**12, "1e9"
"""Below these a number of millionths is no greater than 64 bits, and 15 digits, can say."""
PLAIN_WHOLE: Final = "'^(?:0|-?[1-9][0-9]{0,17})$'"
"""A whole number as its key has it: nothing need be worked out. No other kind of value is spelled so."""
_LIKE_NUMBER: Final = "'^-?[0-9]'"


class Part(StrEnum):
    """What may alone be asked of a value; each is the end of its column's name."""

    NUMBER = "n"
    CUT_NUMBER = "p"
    KEY = "k"


class TypedPart(msgspec.Struct, frozen=True):
    """A part of a value out of typed columns, and the test of the rows for which it is right."""

    sql: str
    is_right: str


class Typed(msgspec.Struct, frozen=True):
    """Kind and text of a value, and the test of the rows for which they are right ("": all).

    `columns`: what they are made of, to be read one level below. `parts`: where nothing else is asked for.
    """

    kind: str
    text: str
    is_right: str = ""
    columns: tuple[str, ...] = ()
    parts: Mapping[Part, TypedPart] = {}


def typed_sql(path: Sequence[str]) -> Typed | None:
    """The value at the path in typed columns; None: it cannot be read there."""
    if len(path) != 1 or not _PLAIN_NAME.fullmatch(path[0]):
        return None
    value = f"`p.{path[0]}`"
    kind, real = f"dynamicType({value})", f"dynamicElement({value}, 'Float64')"
    text = f"assumeNotNull(toString({value}))"
    return Typed(
        f"multiIf({kind} = 'String', {_TEXT}, {kind} = 'Int64', {_WHOLE}, {_REAL})",
        text,
        f"({kind} IN ('Int64', 'String') OR ifNull({real} > 1e-5 AND {real} < 1e15, 0))",
        (f"p.`{path[0]}` AS {value}",),
        {**_numbers(f"dynamicElement({value}, 'Int64')", real), Part.KEY: _key(kind, text)},
    )


def _numbers(whole: str, real: str) -> dict[Part, TypedPart]:
    millionths = f"ifNull({whole} * {_MILLION}, toInt64(round(assumeNotNull({real}) * {_MILLION})))"
    is_said_again = f"abs({real}) < {_MOST_REAL} AND round({real} * {_MILLION}) / {_MILLION} = {real}"
    exact, cut = (f"{millionths} * toDecimal256('0.000001', {places})" for places in (38, SUM_PLACES))
    is_right = f"(ifNull(abs({whole}) < {_MOST_WHOLE}, 0) OR ifNull({is_said_again}, 0))"
    return {Part.NUMBER: TypedPart(exact, is_right), Part.CUT_NUMBER: TypedPart(cut, is_right)}


def _key(kind: str, text: str) -> TypedPart:
    is_whole = f"match({text}, {PLAIN_WHOLE})"
    is_right = f"({is_whole} OR ({kind} = 'String' AND NOT match({text}, {_LIKE_NUMBER})))"
    return TypedPart(f"concat(if({is_whole}, 'n', 't'), {text})", is_right)
