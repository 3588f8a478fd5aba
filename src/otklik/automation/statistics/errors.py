"""What the statistics refuse; each with its stable code."""

from collections.abc import Mapping
from typing import Final

from otklik.automation.statistics.contracts import MAX_DAYS
from otklik.kit.errors import Fault, InvalidError


def wrong_days() -> InvalidError:
    """The period ends before it begins, or is too long."""
    message = "A period lasts from one day to {most} days and does not end before it begins"
    faults = [Fault("from", "wrong_days", "Not later than `to`, and not too far before it")]
    return InvalidError("wrong_days", message, {"most": MAX_DAYS}, faults=faults)


def no_goal(goal: str) -> InvalidError:
    """The scenario has no goal with this id."""
    faults = [Fault("goal", "no_goal", "There is no such goal")]
    return InvalidError("no_goal", "The scenario has no goal “{goal}”", {"goal": goal}, faults=faults)


RUSSIAN: Final[Mapping[str, str]] = {
    "wrong_days": "Период длится от одного дня до {most} дней и кончается не раньше, чем начался",
    "no_goal": "У сценария нет цели «{goal}»",
}
