"""The watch: how often it errs when nothing is wrong, what it finds when something is, when it is silent."""

import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from otklik.automation.watch import measuring
from otklik.automation.watch.contracts import Day, How, Incident, IncidentKind, Unit
from otklik.automation.watch.judging import judge_count, judge_share, judge_silence, student
from otklik.automation.watch.queries import DayRow
from otklik.automation.watch.repository import Watched
from otklik.automation.watch.wording import describe

FALSE_ALARMS = 0.001
"""Of judged figures in which nothing has changed; docs/reference/watch.md says so."""
WEEK = (1.0, 1.0, 1.1, 1.0, 1.2, 0.6, 0.5)
MOSCOW = ZoneInfo("Europe/Moscow")


def poisson(rng: random.Random, mean: float) -> int:
    if mean > 200:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    left, count = math.exp(-mean), 0
    chance = rng.random()
    while chance > left:
        chance *= rng.random()
        count += 1
    return count


def counts(rng: random.Random, level: float, restless: float) -> Callable[[int, float], Day]:
    """Days of a message: chance, weekdays, and days that differ by more than chance (gamma)."""

    def day(number: int, factor: float = 1.0) -> Day:
        shape = restless**-2 if restless else 0.0
        swing = rng.gammavariate(shape, 1 / shape) if shape else 1.0
        return Day(number % 7, poisson(rng, factor * level * WEEK[number % 7] * swing))

    return day


def shares(rng: random.Random, tries: int, share: float, restless: float) -> Callable[[int, float], Day]:
    def day(number: int, factor: float = 1.0) -> Day:
        mine = min(factor * share * math.exp(rng.gauss(0, restless)), 0.99)
        return Day(number % 7, min(tries, poisson(rng, tries * mine)), tries)

    return day


def test_it_raises_hardly_a_false_alarm() -> None:
    rng = random.Random(1948)
    judged = wrong = 0
    for _ in range(1_200):
        known = rng.choice([14, 21, 28, 42, 56])
        restless = rng.choice([0.0, 0.15, 0.3, 0.5])
        day = counts(rng, rng.choice([25, 80, 400, 3_000]), restless)
        history = [day(number, 1.0) for number in range(known)]
        share_of = shares(rng, rng.choice([60, 300, 2_000]), rng.choice([0.004, 0.03, 0.3]), restless / 2)
        rates = [share_of(number, 1.0) for number in range(known)]
        found = (judge_count(day(known, 1.0), history), judge_share(share_of(known, 1.0), rates))
        judged += sum(verdict is not None for verdict in found)
        wrong += sum(verdict is not None and verdict.is_out for verdict in found)
    assert judged > 1_900
    assert wrong / judged <= 2 * FALSE_ALARMS, f"{wrong} of {judged}"  # twice: 2 000 looks have chance, too


@pytest.mark.parametrize(
    ("level", "restless", "factor", "days"),
    [(100, 0.0, 0.0, 1), (100, 0.0, 0.5, 2), (1_000, 0.0, 0.5, 1), (1_000, 0.15, 0.2, 2), (100, 0.0, 2.5, 2)],
)
def test_it_finds_what_is_wrong(level: float, restless: float, factor: float, days: int) -> None:
    rng = random.Random(7)
    found = 0
    for _ in range(100):
        day = counts(rng, level, restless)
        history = [day(number, 1.0) for number in range(42)]
        for number in range(42, 42 + days):
            today = day(number, factor)
            verdict = judge_count(today, history)
            history.append(today)
        found += verdict is not None and verdict.is_out
    assert found >= 80


def test_what_is_little_known_is_not_judged() -> None:
    steady = [Day(number % 7, 100) for number in range(13)]
    assert judge_count(Day(6, 0), steady) is None, "too few days"
    assert judge_count(Day(0, 0), [Day(number % 7, 8) for number in range(40)]) is None, "too few sends"
    assert judge_share(Day(0, 0, 20), [Day(0, 10, 20)] * 40) is None, "a share of too few"
    small = judge_share(Day(0, 290, 1_000), [Day(number % 7, 330, 1_000) for number in range(40)])
    assert small is not None
    assert not small.is_out, "a change that matters to nobody"
    harm = [Day(number % 7, 0, 500) for number in range(30)]
    good = judge_share(Day(0, 4, 500), harm, is_harm=True)
    bad = judge_share(Day(0, 60, 500), harm, is_harm=True)
    assert good is not None and bad is not None  # noqa: PT018 - for the reader of types
    assert (good.is_out, bad.is_out) == (False, True)


def test_days_of_an_outage_before_hide_nothing() -> None:
    history = [Day(number % 7, 0 if number in {9, 10} else 400) for number in range(30)]
    verdict = judge_count(Day(2, 120), history)
    assert verdict is not None
    assert verdict.is_out
    assert 390 < verdict.usual < 410
    assert verdict.low < 400 < verdict.high


def test_silence_is_told_by_what_is_usual() -> None:
    assert judge_silence(3, [12.0] * 20) is not None
    found = [judge_silence(6, usual) for usual in ([12.0] * 20, [3.0] * 20, [0.0, *[40.0] * 20])]
    assert [verdict is not None and verdict.is_out for verdict in found] == [True, False, False]
    assert judge_silence(24, [500.0] * 13) is None


def test_student_is_in_the_tables() -> None:
    assert student(0.975, 10) == pytest.approx(2.2281, abs=1e-3)
    assert student(0.9995, 5) == pytest.approx(6.8688, abs=1e-2)
    assert student(0.999, 30) == pytest.approx(3.3852, abs=1e-3)


def test_figures_of_days_become_signs() -> None:
    today = date(2026, 11, 23)
    last = measuring.number_of(today) - 1
    watched = Watched(7, "Cart", "member:1", datetime(2026, 1, 1, tzinfo=UTC), is_muted=False, edited_at=None)
    rows = [
        DayRow(7, node, last - ago, 100 if ago else 30, 0 if ago else 70, 100, 40 if ago > 1 else 2, 9, 0)
        for ago in range(40)
        for node in ("first", "second")
    ]
    signs = {
        (sign.node, sign.kind): sign.verdict
        for sign in measuring.judge_days(watched, rows, {}, today=today, zone=MOSCOW)
    }
    out = {key for key, verdict in signs.items() if verdict.is_out}
    steps = {
        (node, kind) for node in ("first", "second") for kind in (IncidentKind.FAILURES, IncidentKind.READ)
    }
    assert out == {("", IncidentKind.SENT), *steps}
    assert (signs["", IncidentKind.SENT].value, round(signs["", IncidentKind.SENT].usual)) == (60, 200)
    assert ("", IncidentKind.GOAL) not in signs


def test_an_incident_is_told_in_two_languages() -> None:
    given = (
        1,
        1,
        7,
        "Cart",
        "first",
        IncidentKind.READ,
        Unit.RATE,
        How.SHARES,
        0.02,
        0.4,
        0.31,
        0.493,
        38,
        "edited",
    )
    incident = Incident(*given, datetime(2026, 11, 23, tzinfo=UTC), None, is_muted=False)
    russian = describe(incident, language="ru", link="https://o.example/1")
    assert russian.title == "Cart: доля прочитанных"
    assert russian.body == "2,0 % вместо обычных 40,0 % (от 31,0 % до 49,3 %, по 38 дням). Шаг: first."
    english = describe(incident, language="en", link="https://o.example/1")
    assert english.body == "2.0% instead of the usual 40.0% (31.0% to 49.3%, from 38 days). Step: first."
    assert "https://o.example/1" in english.text
