"""What may be wrong with a condition, and what this room refuses; each with its stable code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from otklik.kit.errors import (
    BadRequestError,
    ConflictError,
    Fault,
    InvalidError,
    NotFoundError,
    UnavailableError,
)


class FaultCode(StrEnum):
    """Stable codes of faults in a condition; the interface translates by them."""

    BAD_DATE = "bad_date"
    BAD_DURATION = "bad_duration"
    BAD_PATTERN = "bad_pattern"
    BAD_TEXT = "bad_text"
    CLASH = "clash"
    COMPUTED_CYCLE = "computed_cycle"
    CYCLE = "cycle"
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


class ConditionError(InvalidError):
    """422: the condition cannot be used; `faults` names every wrong place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("invalid_condition", "The condition is wrong", {"count": len(faults)}, faults=faults)


def no_segment() -> NotFoundError:
    """There is no such segment in this workspace."""
    return NotFoundError("no_segment", "There is no such segment")


def no_folder() -> NotFoundError:
    """There is no such folder in this workspace."""
    return NotFoundError("no_folder", "There is no such folder of segments")


def segment_in_use(dependents: Mapping[str, str]) -> ConflictError:
    """Other segments name it in their conditions; a fault each: `path` is its id, `message` its name.

    Of a score, stages and RFM both are the property: `$score`.
    """
    faults = [Fault(segment, "depends", name) for segment, name in dependents.items()]
    params = {"names": ", ".join(dependents.values())}
    return ConflictError("segment_in_use", "Other segments need this one: {names}", params, faults=faults)


def segment_changed() -> ConflictError:
    """Somebody has edited it since the caller read it."""
    return ConflictError("segment_changed", "Somebody has edited this segment meanwhile")


def too_many_segments(limit: int) -> ConflictError:
    """The workspace has as many as it may."""
    message = "A workspace has at most {limit} segments"
    return ConflictError("too_many_segments", message, {"limit": limit})


def too_many_folders(limit: int) -> ConflictError:
    """The workspace has as many as it may."""
    message = "A workspace has at most {limit} folders of segments"
    return ConflictError("too_many_folders", message, {"limit": limit})


def folder_exists(name: str) -> ConflictError:
    """A folder of this name, capitals aside, is there."""
    return ConflictError("folder_exists", "There is a folder “{name}” already", {"name": name})


def too_long_past(limit: int) -> ConflictError:
    """A person with more events or writes than can be explained one by one."""
    message = "The condition looks at more than {limit} events of this person"
    return ConflictError("too_long_past", message, {"limit": limit})


def too_heavy() -> UnavailableError:
    """The engine gave a question up: it took too long, or too much memory."""
    message = "This question is too heavy just now; ask of a shorter time, or try again"
    return UnavailableError("too_heavy", message, retry_after_s=10)


def client_gone() -> BadRequestError:
    """The caller hung up; nobody reads it."""
    return BadRequestError("client_gone", "The caller hung up")


RUSSIAN: Final[Mapping[str, str]] = {
    "invalid_condition": "В условии есть ошибки",
    "no_segment": "Такого сегмента нет",
    "no_folder": "Такой папки сегментов нет",
    "segment_in_use": "Этот сегмент нужен другим: {names}",
    "segment_changed": "Этот сегмент за это время изменили",
    "too_many_segments": "Сегментов может быть не больше {limit}",
    "too_many_folders": "Папок сегментов может быть не больше {limit}",
    "too_long_past": "Условие смотрит больше чем на {limit} событий этого человека",
    "too_heavy": "Сейчас этот вопрос слишком тяжёлый: спросите о меньшем сроке или попробуйте ещё раз",
    "client_gone": "Соединение закрыто",
    "folder_exists": "Папка «{name}» уже есть",
}
