"""Bodies and answers of experiments."""

from typing import Annotated, Self

from pydantic import StringConstraints

from otklik.automation.experiments.comparing import Lift, Verdict
from otklik.automation.experiments.intervals import Interval
from otklik.automation.experiments.judging import Outcome
from otklik.automation.experiments.service import Experiment
from otklik.workspaces.schemas import Answer, Body

Name = Annotated[str, StringConstraints(max_length=60)]


class IntervalAnswer(Answer):
    """Where a difference lies, and our best guess of it."""

    low: float
    estimate: float
    high: float

    @classmethod
    def of(cls, interval: Interval | None) -> Self | None:
        """From an interval."""
        return cls(low=interval.low, estimate=interval.estimate, high=interval.high) if interval else None


class LiftAnswer(Answer):
    """An arm against the first: the difference, and by what share it is more."""

    verdict: Verdict
    difference: IntervalAnswer | None
    relative: IntervalAnswer | None

    @classmethod
    def of(cls, lift: Lift | None) -> Self | None:
        """From a lift."""
        if lift is None:
            return None
        return cls(
            verdict=lift.verdict,
            difference=IntervalAnswer.of(lift.difference),
            relative=IntervalAnswer.of(lift.relative),
        )


class ArmAnswer(Answer):
    """An arm. `pending`: people whose time for the goal is not over; they are not counted yet.

    `conversion`, `money_a_person`: null without people; `money` is cut at the pooled 99.9th percentile.
    """

    arm: str
    weight: float
    people: int
    pending: int
    reached: int
    conversion: float | None
    money_a_person: float | None
    by_conversion: LiftAnswer | None
    by_money: LiftAnswer | None

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From an outcome."""
        people = outcome.people
        return cls(
            arm=outcome.arm,
            weight=outcome.weight,
            people=people,
            pending=outcome.pending,
            reached=outcome.reached,
            conversion=outcome.reached / people if people else None,
            money_a_person=outcome.money / people if people else None,
            by_conversion=LiftAnswer.of(outcome.conversion),
            by_money=LiftAnswer.of(outcome.worth),
        )


class ExperimentAnswer(Answer):
    """A split by its step, or the control group (`node` "").

    `is_lopsided`: people did not come to the arms in their shares, so nothing is said. `days_more`: about how
    long until something can be; null: it can, or it cannot be told. Without a goal there are no arms.
    """

    node: str
    is_over: bool
    horizon_seconds: int
    arms: list[ArmAnswer]
    winner: str | None
    is_lopsided: bool
    is_enough: bool
    days_more: int | None

    @classmethod
    def of(cls, experiment: Experiment) -> Self:
        """From an experiment."""
        judged = experiment.judgement
        return cls(
            node=experiment.node,
            is_over=experiment.is_over,
            horizon_seconds=experiment.horizon_ms // 1000,
            arms=[ArmAnswer.of(each) for each in judged.outcomes] if judged else [],
            winner=judged.winner if judged else None,
            is_lopsided=judged.is_lopsided if judged else False,
            is_enough=judged.is_enough if judged else False,
            days_more=judged.days_more if judged else None,
        )


class ExperimentList(Answer):
    """The experiments of a scenario, its control group first."""

    items: list[ExperimentAnswer]


class FinishBody(Body):
    """Which experiment (`node` "": the control group), and the arm that all who come are given."""

    node: Name = ""
    arm: Name
