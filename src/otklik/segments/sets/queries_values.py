"""A JSON value in SQL, read as `language.values` reads it: kind and text, number, moment, key.

A value is two columns: its kind (`JSONType`) and its text (`JSONExtractString`: a text without its quotes,
anything else as JSON). Numbers and moments are made of them one level up, once each.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from otklik.segments.language.conditions import Scalar
from otklik.segments.language.values import as_number
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_typed import Typed

NUMBER_TYPE: Final = "Nullable(Decimal(76, 38))"
_MOST_TYPED: Final = 3
_NUMBERS: Final = "('Int64', 'UInt64', 'Double')"
_GRAMMAR: Final = (
    r"'^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?"
    r"(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$'"
)
_PLAIN_WHOLE: Final = "'^(?:0|-?[1-9][0-9]{0,17})$'"
"""A whole number as its key has it: nothing need be worked out. No other kind of value is spelled so."""
_SHORT_MANTISSA: Final = "'^(?:[^eE]*$|-?[0-9.]{1,38}[eE])'"
_MOMENT: Final = (
    r"'^(?:19|2[0-2])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?)?$'"
)


class Value:
    """One decoded value: expressions of its parts."""

    __slots__ = ("kind", "text")

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        """JSONType: Null, String, Int64, UInt64, Double, Bool, Array, Object."""
        self.text = text
        """The text, or the JSON of what is no text."""

    @property
    def number(self) -> str:
        """The exact number, NULL when it is none."""
        return number_sql(self.kind, self.text)

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
        return key_sql(self.kind, self.text, self.number)

    def is_text(self, texts: list[str], binder: Binder) -> str:
        """Whether it is one of these texts."""
        test = f"= {binder.text(texts[0])}" if len(texts) == 1 else f"IN {binder.texts(texts)}"
        return f"({self.kind} = 'String' AND {self.text} {test})"


class ColumnValue(Value):
    """A value in columns; asking for its number or moment makes a column of it."""

    __slots__ = ("_name", "_wanted")

    def __init__(self, name: str, wanted: dict[str, str]) -> None:
        super().__init__(f"{name}_t", f"{name}_s")
        self._name = name
        self._wanted = wanted

    @property
    def number(self) -> str:
        """The column of the number."""
        self._wanted[f"{self._name}_n"] = super().number
        return f"{self._name}_n"

    @property
    def moment(self) -> str:
        """The column of the moment."""
        self._wanted[f"{self._name}_m"] = super().moment
        return f"{self._name}_m"


class TypedValues(NamedTuple):
    """Columns of the table, kinds and texts made of them, and the test of the rows where these are right."""

    columns: list[str]
    values: list[str]
    is_right: str


class Values:
    """The values that one level of a statement decodes."""

    __slots__ = ("_prefix", "_read", "_typed", "_wanted")

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._read: dict[tuple[str, str], Value] = {}
        self._typed: dict[tuple[str, str], Typed | None] = {}
        self._wanted: dict[str, str] = {}

    def add(self, kind_sql: str, text_sql: str, typed: Typed | None = None) -> Value:
        """The value that these two expressions give; `typed`: the same out of typed columns."""
        key = (kind_sql, text_sql)
        if key not in self._read:
            self._read[key] = ColumnValue(f"{self._prefix}{len(self._read)}", self._wanted)
            self._typed[key] = typed
        return self._read[key]

    def at(self, source: str, keys: Sequence[str], typed: Typed | None = None) -> Value:
        """The value at `keys` (bound places) of the JSON text `source`; `typed` as of `add`."""
        place = ", ".join([source, *keys])
        return self.add(f"JSONType({place})", f"JSONExtractString({place})", typed)

    def read(self) -> list[str]:
        """Columns of the first level: kinds and texts."""
        return [
            f"{sql} AS {name}"
            for (kind_sql, text_sql), value in self._read.items()
            for sql, name in ((kind_sql, value.kind), (text_sql, value.text))
        ]

    def typed(self) -> "TypedValues | None":
        """The same columns out of typed ones.

        None: not all of them can be had so, none is dearer by its text, or so many are asked for that hardly
        a row will have them all.
        """
        found = [each for each in self._typed.values() if each is not None]
        rights = dict.fromkeys(each.is_right for each in found if each.is_right)
        if not 0 < len(rights) <= _MOST_TYPED or len(found) < len(self._typed):
            return None
        values = [
            f"{sql} AS {name}"
            for value, each in zip(self._read.values(), found, strict=True)
            for sql, name in ((each.kind, value.kind), (each.text, value.text))
        ]
        columns = dict.fromkeys(column for each in found for column in each.columns)
        return TypedValues([*columns], values, f"({' AND '.join(rights)})")

    def decoded(self) -> list[str]:
        """Columns of the second level: numbers and moments."""
        return [f"{sql} AS {name}" for name, sql in self._wanted.items()]


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


def key_sql(kind: str, text: str, number: str) -> str:
    """A text that two set values share exactly when they count as one value."""
    return (
        f"multiIf(match({text}, {_PLAIN_WHOLE}), concat('n', {text}),"
        f" {number} IS NOT NULL, concat('n', toString(assumeNotNull({number}))),"
        f" {kind} = 'String', concat('t', {text}), {kind} = 'Bool', concat('b', {text}), concat('j', {text}))"
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
