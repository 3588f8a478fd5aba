"""What an experiment's counts say: a winner, a broken draw, how long to wait."""

from otklik.automation.experiments.comparing import Verdict
from otklik.automation.experiments.judging import DAY_MS, Counted, judge


def _arm(people: int, reached: int, *, weight: float = 1, money: float = 10) -> Counted:
    return Counted(weight, people, 0, [money] * reached)


def test_the_first_arm_is_what_the_others_are_compared_with() -> None:
    found = judge({"control": _arm(2000, 100), "message": _arm(2000, 300)}, elapsed_ms=DAY_MS)
    control, message = found.outcomes
    assert control.conversion is None
    assert message.conversion is not None
    assert message.conversion.verdict is Verdict.BETTER
    assert (found.winner, found.is_enough, found.days_more) == ("message", True, None)


def test_a_draw_that_loses_people_names_no_winner() -> None:
    found = judge({"a": _arm(3000, 100), "b": _arm(2000, 300)}, elapsed_ms=DAY_MS)
    assert (found.is_lopsided, found.winner) == (True, None)


def test_too_few_people_are_told_how_long_to_wait() -> None:
    few = judge({"a": _arm(50, 10), "b": _arm(50, 10)}, elapsed_ms=4 * DAY_MS)
    assert (few.is_enough, few.days_more) == (False, 4)
    rare = judge({"a": _arm(500, 1), "b": _arm(500, 1)}, elapsed_ms=4 * DAY_MS)
    assert (rare.is_enough, rare.days_more) == (False, 16)
    never = judge({"a": _arm(500, 0), "b": _arm(500, 0)}, elapsed_ms=4 * DAY_MS)
    assert (never.is_enough, never.days_more) == (False, None)


def test_one_whale_does_not_decide() -> None:
    money = judge(
        {"a": Counted(1, 10_000, 0, [10.0] * 999 + [1e6]), "b": _arm(10_000, 1000)}, elapsed_ms=DAY_MS
    )
    assert money.outcomes[0].money == 10_000
    assert money.outcomes[1].worth is not None
    assert money.outcomes[1].worth.verdict is Verdict.NO_DIFFERENCE_YET
