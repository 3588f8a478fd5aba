"""What goals refuse; each with its stable code."""

from collections.abc import Mapping, Sequence
from typing import Final

from otklik.kit.errors import Fault, InvalidError


class GoalsError(InvalidError):
    """422: the goals cannot be counted; `faults` names every wrong place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("invalid_goals", "The goals are wrong", {"count": len(faults)}, faults=faults)


def without_and_with() -> GoalsError:
    """It has goals, and is said to have none."""
    message = "A message without a goal has no goals"
    return GoalsError([Fault("without_goal", "clash", message)])


RUSSIAN: Final[Mapping[str, str]] = {"invalid_goals": "В целях есть ошибки"}
