"""What may be wrong with a condition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from otklik.kit.errors import Fault, InvalidError, ParamValue


class FaultCode(StrEnum):
    """Stable codes of faults in a condition; the interface translates by them."""

    BAD_DATE = "bad_date"
    BAD_DURATION = "bad_duration"
    BAD_PATTERN = "bad_pattern"
    BAD_TEXT = "bad_text"
    CLASH = "clash"
    EMPTY = "empty"
    MISSING = "missing"
    MISPLACED_ABSENCE = "misplaced_absence"
    NOT_HERE = "not_here"
    OUT_OF_RANGE = "out_of_range"
    TOO_BIG = "too_big"
    TOO_DEEP = "too_deep"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNKNOWN_CHANNEL = "unknown_channel"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_LIST = "unknown_list"
    UNKNOWN_OPERATOR = "unknown_operator"
    UNKNOWN_SEGMENT = "unknown_segment"
    UNKNOWN_VALUE = "unknown_value"
    WRONG_ORDER = "wrong_order"
    WRONG_TYPE = "wrong_type"


@dataclass(frozen=True, slots=True)
class ConditionFault(Fault):
    """One wrong place in a condition; `params` hold what was expected, what came, what may be meant."""

    params: Mapping[str, ParamValue] = field(default_factory=dict)


class ConditionError(InvalidError):
    """422: the condition cannot be used; `faults` names every wrong place."""

    def __init__(self, faults: Sequence[ConditionFault]) -> None:
        super().__init__("invalid_condition", "The condition is wrong", {"count": len(faults)}, faults=faults)


RUSSIAN: Final[Mapping[str, str]] = {"invalid_condition": "В условии есть ошибки"}
