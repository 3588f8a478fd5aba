"""Tests of people's properties, by which a list of people may be narrowed."""

from dataclasses import dataclass
from enum import StrEnum


class Test(StrEnum):
    """What may be asked of a value; `x` and `y` are the test's own values."""

    __test__ = False  # pytest's: not a class of tests

    KNOWN = "known"
    GT = "gt"
    LT = "lt"
    BETWEEN = "between"
    EQUALS = "equals"
    IS_TEXT = "is_text"
    CONTAINS = "contains"
    IS_TRUE = "is_true"
    IS_FALSE = "is_false"
    OLDER = "older"
    YOUNGER = "younger"
    HAS = "has"


@dataclass(frozen=True, slots=True)
class PropertyTest:
    """`key` is a property as a card shows it, `is_not` turns the answer round; ages are seconds.

    `or_unset`: it also holds of those who have no such property.
    """

    key: str
    test: Test
    x: str | float = ""
    y: float = 0
    is_not: bool = False
    or_unset: bool = False


@dataclass(frozen=True, slots=True)
class Tests:
    """All of them must hold, or with `is_any` one."""

    __test__ = False

    items: tuple[PropertyTest, ...] = ()
    is_any: bool = False
