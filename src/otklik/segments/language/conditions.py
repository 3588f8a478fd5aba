"""The condition language as a tree: what `parsing` reads, and what words, predicate and SQL work on.

A tree holds no doubt: names are ours, values are checked, durations are read, sugar is gone. The JSON that a
person saved is kept beside it, for editing. Meaning: docs/reference/conditions.md; every evaluator follows it
to the letter.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

import msgspec

VERSION: Final = 1
"""Saved with each condition; raised when the meaning of a stored tree changes."""

Scalar: TypeAlias = str | bool | int | float | Decimal


class Op(StrEnum):
    """Operators on one value; `docs/reference/conditions.md` says which value each takes."""

    SET = "set"
    UNSET = "unset"
    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    MATCHES = "matches"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    BETWEEN = "between"
    HAS = "has"
    HAS_ANY = "has_any"
    HAS_ALL = "has_all"
    BEFORE = "before"
    AFTER = "after"
    WITHIN_LAST = "within_last"
    WITHIN_NEXT = "within_next"
    ANNIVERSARY_WITHIN = "anniversary_within"
    FOR_AT_LEAST = "for_at_least"
    FOR_LESS_THAN = "for_less_than"


OPPOSITES: Final[Mapping[Op, Op]] = {
    Op.UNSET: Op.SET,
    Op.NE: Op.EQ,
    Op.NOT_IN: Op.IN,
    Op.NOT_CONTAINS: Op.CONTAINS,
}
"""Operators that hold exactly where another does not."""


class Duration(msgspec.Struct, frozen=True):
    """An ISO 8601 duration: calendar months (years are 12), and exact milliseconds (weeks, days of 24 h)."""

    months: int = 0
    milliseconds: int = 0


class DatePoint(msgspec.Struct, frozen=True):
    """A date a condition names, milliseconds; `text` is how it was written (a bare date has no time)."""

    ms: int
    text: str


class Held(msgspec.Struct, frozen=True):
    """The value of `for_at_least` and `for_less_than`."""

    value: Scalar
    duration: Duration


Operand: TypeAlias = (
    Scalar | Duration | DatePoint | Held | tuple[Scalar, ...] | tuple[DatePoint, DatePoint] | None
)
"""By operator: none for set/unset; Scalar; Duration for within_… and anniversary_within; DatePoint for before
and after; Held for for_…; a tuple of scalars for lists and `between` numbers; two points for dates."""


class Comparison(msgspec.Struct, frozen=True):
    """One value against an operator. `path`: the property's name, then keys into objects."""

    path: tuple[str, ...]
    op: Op
    operand: Operand = None


class Last(msgspec.Struct, frozen=True):
    """[now − duration, now], both ends included."""

    duration: Duration


class Between(msgspec.Struct, frozen=True):
    """[from, to] in milliseconds, both ends included; None is open."""

    from_ms: int | None
    to_ms: int | None


Window: TypeAlias = Last | Between


class Selector(msgspec.Struct, frozen=True):
    """Which events: a name, or the beginning of names (`is_prefix`; "" is `*`: the person's own doings)."""

    name: str
    is_prefix: bool = False
    where: tuple[Comparison, ...] = ()


class Times(msgspec.Struct, frozen=True):
    """How often: gt gte lt lte eq ne with one number, between with two."""

    op: Op
    numbers: tuple[int, ...]


class MeasureKind(StrEnum):
    """What is made of a property over events."""

    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"
    FIRST = "first"
    LAST = "last"
    DISTINCT = "distinct"


class Measure(msgspec.Struct, frozen=True):
    """A figure over the selected events and its comparison; first and last take any operator of a value."""

    of: tuple[str, ...]
    kind: MeasureKind
    op: Op
    operand: Operand


class All(msgspec.Struct, frozen=True, tag="all"):
    """Every condition holds; of none it is true (the parser refuses an empty group)."""

    conditions: tuple["Condition", ...]


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    """At least one condition holds."""

    conditions: tuple["Condition", ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """The condition does not hold, of a person who exists."""

    condition: "Condition"


class PropertyIs(msgspec.Struct, frozen=True, tag="property"):
    """A property of the person."""

    test: Comparison


class Did(msgspec.Struct, frozen=True, tag="event"):
    """Events of the person: `times`, or `measure` in its place; `same`: for one value of that property."""

    selector: Selector
    times: Times | None = None
    measure: Measure | None = None
    same: tuple[str, ...] | None = None
    within: Window | None = None


class Step(msgspec.Struct, frozen=True):
    """A step of a sequence; `is_absent`: it must not follow."""

    selector: Selector
    is_absent: bool = False


class Followed(msgspec.Struct, frozen=True, tag="sequence"):
    """Steps one after the other; `within`: from first to last, `during`: where the first one lies."""

    steps: tuple[Step, ...]
    within: Duration | None = None
    during: Window | None = None


class InSegment(msgspec.Struct, frozen=True, tag="segment"):
    """A member of another segment."""

    segment_id: int


class InList(msgspec.Struct, frozen=True, tag="list"):
    """On a list kept by hand."""

    list_id: int


class Tagged(msgspec.Struct, frozen=True, tag="tag"):
    """Carries the tag."""

    tag: str


class Subscribed(msgspec.Struct, frozen=True, tag="subscribed"):
    """Takes messages of this channel (and topic)."""

    channel: str
    topic: str | None = None


class Consented(msgspec.Struct, frozen=True, tag="consent"):
    """Has given, and not withdrawn, this consent: processing or advertising."""

    kind: str


Condition: TypeAlias = (
    All | AnyOf | Not | PropertyIs | Did | Followed | InSegment | InList | Tagged | Subscribed | Consented
)
