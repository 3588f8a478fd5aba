"""Bounces, paces, warm-ups and standings: pure rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from otklik.letters.reports.contracts import Report, ReportKind
from otklik.messaging.mail.bounces import Failure, judge_failure
from otklik.messaging.mail.pacing import give_days, give_moments, hold_for, places_on, warm_over
from otklik.messaging.mail.repository_standing import Standing
from otklik.messaging.mail.settings import MailSettings, ReputationRule, WarmUp
from otklik.messaging.mail.standing import judge

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLAN = WarmUp(domain="shop.example", started_on=date(2026, 11, 23), first=2, growth=2, most=10)


@pytest.mark.parametrize(
    ("status", "said", "is_mailbox", "wanted"),
    [
        ("5.1.1", "no such user", True, Failure.MAILBOX),
        ("5.2.2", "mailbox full", False, Failure.PASSING),
        ("4.4.7", "message expired", False, Failure.PASSING),
        ("5.7.1", "message rejected", False, Failure.REFUSED),
        ("5.6.0", "bad mime", False, Failure.REFUSED),
        ("5.3.4", "message too big", False, Failure.REFUSED),
        ("5.0.0", "blocked by our policy", False, Failure.REFUSED),
        ("", "письмо похоже на спам", False, Failure.REFUSED),
        ("5.0.0", "could not deliver", False, Failure.PASSING),
        ("5.2.2", "over quota, see our policy", False, Failure.PASSING),
    ],
)
def test_what_a_failure_says(status: str, said: str, is_mailbox: bool, wanted: Failure) -> None:  # noqa: FBT001 - a case
    report = Report(ReportKind.FAILED, "anna@mail.example", status, said, is_mailbox=is_mailbox)
    assert judge_failure(report) is wanted


def test_a_pace_gives_each_moment_once() -> None:
    first = give_moments(NOW - timedelta(hours=1), now=NOW, per_minute=60, count=3)
    assert [at - NOW for at in first.moments] == [timedelta(seconds=n) for n in range(3)]
    second = give_moments(first.next_at, now=NOW, per_minute=60, count=1)
    assert second.moments[0] - NOW == timedelta(seconds=3), "another worker goes on behind"


def test_a_domain_is_left_alone_for_longer_each_time() -> None:
    assert [hold_for(number) for number in (1, 2)] == [None, None]
    minutes = [hold.total_seconds() / 60 for number in range(3, 8) if (hold := hold_for(number))]
    assert minutes == [1, 5, 15, 60, 60]


def test_a_warm_up_grows_and_ends() -> None:
    days = [PLAN.started_on + timedelta(days=n) for n in range(4)]
    assert [places_on(PLAN, day) for day in days] == [2, 4, 8, None]
    assert places_on(PLAN, days[0] - timedelta(days=5)) == 2, "begun too early it is no quicker"
    assert warm_over(PLAN) == days[3]


def test_days_are_given_in_turn() -> None:
    moments, given = give_days(PLAN, {PLAN.started_on: 1}, today=PLAN.started_on, now=NOW, count=20)
    per_day = [sum((at - NOW).days == n for at in moments) for n in range(4)]
    assert per_day == [1, 4, 8, 7], "one place was left today; the fourth day has no bound"
    assert moments == sorted(moments)
    assert moments[0] == NOW
    assert [*given.values()] == [2, 4, 8, 7]


@pytest.mark.parametrize(
    ("sent", "bounced", "complained", "wanted"),
    [
        (199, 199, 199, ("good", "")),
        (1_000, 29, 0, ("good", "")),
        (1_000, 30, 0, ("slow", "bounces")),
        (1_000, 50, 0, ("paused", "bounces")),
        (1_000, 0, 1, ("slow", "complaints")),
        (1_000, 50, 3, ("paused", "bounces")),
        (1_000, 0, 3, ("paused", "complaints")),
    ],
)
def test_a_rule_slows_and_pauses(sent: int, bounced: int, complained: int, wanted: tuple[str, str]) -> None:
    standing = Standing(1, 2, sent, bounced, complained, "good", "")
    assert judge(standing, ReputationRule()) == wanted
    assert judge(standing, ReputationRule(is_on=False)) == ("good", "")


def test_it_never_gets_better_by_itself() -> None:
    standing = Standing(1, 2, 1_000_000, 0, 0, "paused", "complaints")
    assert judge(standing, ReputationRule()) == ("paused", "complaints")


def test_a_pace_of_a_domain() -> None:
    settings = MailSettings.model_validate(
        {"paces": [{"domain": "Mail.RU", "per_minute": 10}, {"domain": "*", "per_minute": 99}]}
    )
    assert [settings.pace_of(name) for name in ("mail.ru", "gmail.com")] == [10, 99]
    assert MailSettings().pace_of("gmail.com") is None
