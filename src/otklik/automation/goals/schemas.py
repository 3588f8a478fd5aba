"""Bodies and answers of goals."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field

from otklik.automation.goals.contracts import OTHER_WINDOW, USUAL_WINDOWS, GoalSet
from otklik.automation.goals.service import dump_goal
from otklik.messaging.contracts import Channel
from otklik.workspaces.schemas import Answer, Body, Moment

Goals = Annotated[list[Any], Field(max_length=100, description="Goals: docs/reference/goals.md")]


class GoalsBody(Body):
    """All goals of a scenario; `without_goal`: it has none, and that was decided."""

    goals: Goals = Field(default_factory=list)
    without_goal: bool = False


class GoalValue(Answer):
    """What a reached goal is worth: `none`, `fixed` (`amount`) or `property` (of the event, by `name`)."""

    kind: str
    amount: str | None = None
    name: str | None = None


class GoalAnswer(Answer):
    """A goal; `window`: ISO 8601, counted from the reading; `weight`: the share of the value that counts."""

    id: str
    name: str
    event: dict[str, Any]
    window: str
    value: GoalValue
    is_main: bool
    weight: str


class GoalsAnswer(Answer):
    """The goals of a scenario. `number`: how often they were changed, 0: nobody decided about them yet.

    `usual_windows`: the window that is offered, by channel.
    """

    goals: list[GoalAnswer]
    without_goal: bool
    number: int
    changed_at: Moment | None
    changed_by: str
    usual_windows: Mapping[str, str]

    @classmethod
    def of(cls, found: GoalSet) -> Self:
        """From the goals that rule."""
        return cls(
            goals=[GoalAnswer.model_validate(dump_goal(goal)) for goal in found.goals],
            without_goal=found.is_without,
            number=found.number,
            changed_at=found.created_at,
            changed_by=found.created_by,
            usual_windows={each.value: USUAL_WINDOWS.get(each, OTHER_WINDOW) for each in Channel},
        )
