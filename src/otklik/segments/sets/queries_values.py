"""A JSON value in SQL, read as `language.values` reads it: kind and text, number, moment, key.

A value is two columns: its kind (`JSONType`) and its text (`JSONExtractString`: a text without its quotes,
anything else as JSON). Numbers and moments are made of them one level up, once each.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from otklik.segments.language.conditions import Scalar
from otklik.segments.language.values import SUM_PLACES, as_number
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_typed import PLAIN_WHOLE, Part, Typed, TypedPart

NUMBER_TYPE: Final = "Nullable(Decimal(76, 38))"
SUM_TYPE: Final = f"Decimal(76, {SUM_PLACES})"
_MOST_TYPED: Final = 3
_NUMBERS: Final = "('Int64', 'UInt64', 'Double')"
_GRAMMAR: Final = (
    r"'^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?"
    r"(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$'"
)
_SHORT_MANTISSA: Final = "'^(?:[^eE]*$|-?[0-9.]{1,38}[eE])'"
_MOMENT: Final = (
    r"'^(?:19|2[0-2])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?)?$'"
)


class Value:
    """One decoded value: expressions of its parts."""

    __slots__ = ("_kind", "_text")

    def __init__(self, kind: str, text: str) -> None:
        self._kind = kind
        self._text = text

    @property
    def kind(self) -> str:
        """JSONType: Null, String, Int64, UInt64, Double, Bool, Array, Object."""
        return self._kind

    @property
    def text(self) -> str:
        """The text, or the JSON of what is no text."""
        return self._text

    @property
    def number(self) -> str:
        """The exact number, NULL when it is none."""
        return number_sql(self._kind, self._text)

    @property
    def part(self) -> str:
        """The number, cut as sums cut it, NULL when it is none."""
        return f"CAST({number_sql(self._kind, self._text)}, 'Nullable({SUM_TYPE})')"

    @property
    def moment(self) -> str:
        """Milliseconds of a date, NULL when it is none."""
        return moment_sql(self.kind, self.text)

    @property
    def is_set(self) -> str:
        """Neither null nor the empty text."""
        return f"({self.kind} != 'Null' AND NOT ({self.kind} = 'String' AND {self.text} = ''))"

    @property
    def key(self) -> str:
        """One text for all ways to write one value, as `values.key_of`."""
        return key_sql(self._kind, self._text)

    def is_text(self, texts: list[str], binder: Binder) -> str:
        """Whether it is one of these texts."""
        test = f"= {binder.text(texts[0])}" if len(texts) == 1 else f"IN {binder.texts(texts)}"
        return f"({self.kind} = 'String' AND {self.text} {test})"


class ColumnValue(Value):
    """A value in columns; asking for its number or moment makes a column of it."""

    __slots__ = ("_asks_more", "_name", "_parts", "_typed", "_wanted", "source")

    def __init__(self, name: str, source: tuple[str, str], typed: Typed | None) -> None:
        """`source`: expressions of kind and text; `typed`: the same out of typed columns."""
        super().__init__(f"{name}_t", f"{name}_s")
        self.source = source
        self._name = name
        self._typed = typed
        self._wanted: dict[str, str] = {}
        self._parts: dict[str, TypedPart] = {}
        self._asks_more = False

    @property
    def kind(self) -> str:
        """The column of the kind."""
        self._asks_more = True
        return super().kind

    @property
    def text(self) -> str:
        """The column of the text."""
        self._asks_more = True
        return super().text

    @property
    def number(self) -> str:
        """The column of the number."""
        return self._want(Part.NUMBER, super().number)

    @property
    def part(self) -> str:
        """The column of the number, cut."""
        return self._want(Part.CUT_NUMBER, super().part)

    @property
    def key(self) -> str:
        """The column of the key."""
        return self._want(Part.KEY, super().key)

    @property
    def moment(self) -> str:
        """The column of the moment."""
        self._asks_more = True
        self._wanted[f"{self._name}_m"] = super().moment
        return f"{self._name}_m"

    def _want(self, part: Part, sql: str) -> str:
        column = f"{self._name}_{part}"
        self._wanted[column] = sql
        if self._typed is not None and part in self._typed.parts:
            self._parts[column] = self._typed.parts[part]
        return column

    def read(self) -> list[str]:
        """Kind and text, of the source."""
        return [f"{sql} AS {name}" for sql, name in zip(self.source, self._places, strict=True)]

    def decoded(self) -> list[str]:
        """Numbers and moments, of kind and text."""
        return [f"{sql} AS {name}" for name, sql in self._wanted.items()]

    def typed(self) -> "TypedValues | None":
        """What is asked for, out of typed columns: parts alone where nothing else is."""
        typed = self._typed
        if typed is None:
            return None
        if self._asks_more or len(self._parts) < max(len(self._wanted), 1):
            values = [f"{typed.kind} AS {self._kind}", f"{typed.text} AS {self._text}"]
            return TypedValues([*typed.columns], values, [typed.is_right], [*self._places], [])
        parts = [f"{part.sql} AS {name}" for name, part in self._parts.items()]
        rights = [part.is_right for part in self._parts.values()]
        return TypedValues([*typed.columns], parts, rights, [*self._parts], self.decoded())

    @property
    def _places(self) -> tuple[str, str]:
        return self._kind, self._text


class TypedValues(NamedTuple):
    """Values out of typed columns.

    `columns`: what is to be read of the table; `values`: what is made of it; `rights`: the tests of the rows
    for which that is right; `names`: of the values; `decoded`: those of them that are made of kind and text
    elsewhere.
    """

    columns: list[str]
    values: list[str]
    rights: list[str]
    names: list[str]
    decoded: list[str]

    @property
    def is_right(self) -> str:
        """All tests of a row."""
        return f"({' AND '.join(self.rights)})"


class Values:
    """The values that one level of a statement decodes."""

    __slots__ = ("_prefix", "_read")

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._read: dict[tuple[str, str], ColumnValue] = {}

    def add(self, kind_sql: str, text_sql: str, typed: Typed | None = None) -> Value:
        """The value that these two expressions give; `typed`: the same out of typed columns."""
        source = (kind_sql, text_sql)
        if source not in self._read:
            self._read[source] = ColumnValue(f"{self._prefix}{len(self._read)}", source, typed)
        return self._read[source]

    def at(self, source: str, keys: Sequence[str], typed: Typed | None = None) -> Value:
        """The value at `keys` (bound places) of the JSON text `source`; `typed` as of `add`."""
        place = ", ".join([source, *keys])
        return self.add(f"JSONType({place})", f"JSONExtractString({place})", typed)

    def read(self) -> list[str]:
        """Columns of the first level: kinds and texts."""
        return [column for value in self._read.values() for column in value.read()]

    def typed(self) -> TypedValues | None:
        """What is asked for, out of typed columns.

        None: not all of it can be had so, none is dearer by its text, or so many are asked for that hardly
        a row will have them all.
        """
        each = [value.typed() for value in self._read.values()]
        found = [one for one in each if one is not None]
        rights = [*dict.fromkeys(right for one in found for right in one.rights if right)]
        if not 0 < len(rights) <= _MOST_TYPED or len(found) < len(each):
            return None
        return TypedValues(
            [*dict.fromkeys(column for one in found for column in one.columns)],
            [value for one in found for value in one.values],
            rights,
            [name for one in found for name in one.names],
            [column for one in found for column in one.decoded],
        )

    def decoded(self, *, besides: Collection[str] = ()) -> list[str]:
        """Columns of the second level: numbers and moments; `besides`: those that are there."""
        found = [column for value in self._read.values() for column in value.decoded()]
        return [column for column in found if column not in besides]


def number_sql(kind: str, text: str) -> str:
    """The exact number of a value, cut after 38 places, NULL for none and from 1e38 on."""
    is_spelled = f"({kind} = 'String' AND match({text}, {_GRAMMAR}) AND match({text}, {_SHORT_MANTISSA}))"
    return f"if({kind} IN {_NUMBERS} OR {is_spelled}, toDecimal256OrNull({text}, 38), NULL)"


def moment_sql(kind: str, text: str) -> str:
    """Milliseconds since 1970 of RFC 3339 text, NULL for none."""
    read = f"toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(upper({text}), 3, 'UTC'))"
    return f"if({kind} = 'String' AND match({text}, {_MOMENT}), {read}, NULL)"


def written_day_sql(text: str) -> tuple[str, str, str]:
    """Year, month and day of the text of a date."""
    year, month, day = (f"toInt64OrZero({part})" for part in _day_parts(text))
    return year, month, day


def _day_parts(text: str) -> tuple[str, str, str]:
    return f"substring({text}, 1, 4)", f"substring({text}, 6, 2)", f"substring({text}, 9, 2)"


def days_sql(year: str, month: str, day: str) -> str:
    """Days since 1970 by the civil calendar; years begin in March here, so that the leap day ends them."""
    count = f"({year} - ({month} <= 2))"
    of_year = f"intDiv(153 * ({month} + if({month} > 2, -3, 9)) + 2, 5) + {day} - 1"
    leaps = f"intDiv({count}, 4) - intDiv({count}, 100) + intDiv({count}, 400)"
    return f"{count} * 365 + {leaps} + {of_year} - 719468"


def key_sql(kind: str, text: str) -> str:
    """A text that two set values share exactly when they count as one value."""
    number = number_sql(kind, text)
    letter = f"multiIf({kind} = 'String', 't', {kind} = 'Bool', 'b', 'j')"
    return (
        f"if(match({text}, {PLAIN_WHOLE}), concat('n', {text}),"
        f" ifNull(concat('n', toString({number})), concat({letter}, {text})))"
    )


def is_key_sql(key: str) -> str:
    """Whether `key`, made by `key_sql`, is of a set value: neither of null nor of the empty text."""
    return f"{key} NOT IN ('j', 'jnull', 't')"


def key_of(value: Scalar) -> str:
    """The same key of a value of the condition."""
    if isinstance(value, bool):
        return "btrue" if value else "bfalse"
    number = as_number(value)
    return f"n{plain(number)}" if number is not None else f"t{value}"


def plain(number: Decimal) -> str:
    """A number's digits without an exponent and needless zeros, as the engine writes decimals."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
