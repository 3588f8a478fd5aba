"""Whose turn it is, when a rule looks again, what is said while nobody works."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from msgspec.structs import replace
from tests.unit.inbox.test_deciding import FRESH

from otklik.inbox import deciding
from otklik.inbox.contracts import Author, AuthorKind, Conversation, ConversationStatus
from otklik.inbox.hours import Hours, read_hours
from otklik.routing import hours
from otklik.routing.choosing import Bench
from otklik.routing.contracts import (
    Config,
    Csat,
    Mode,
    RoutingSettings,
    Standing,
    Team,
    TeamMember,
    Texts,
)
from otklik.routing.timing import may_ask, set_times, silent_at

AT: Final = datetime(2026, 11, 2, 9, tzinfo=UTC)
HERE: Final = Standing(is_here=True)
ANNA, BORIS, CARL = 1, 2, 3


def team(mode: Mode = Mode.ROUND_ROBIN, limit: int | None = None, **given: int) -> Team:
    members = tuple(TeamMember(each, last_given=given.get(f"m{each}", 0)) for each in (ANNA, BORIS, CARL))
    return Team(5, "Sales", mode, operator_limit=limit, members=members)


def choose(given: Team, loads: dict[int, int], *, away: int = 0, but: int | None = None) -> int | None:
    standings = {each: HERE for each in (ANNA, BORIS, CARL) if each != away}
    return Bench([given], standings, loads).choose(given, but=but)


def test_turns_go_to_who_has_waited_longest_for_his() -> None:
    turns = team(m1=9, m2=7, m3=8)
    assert choose(turns, {BORIS: 50}) == BORIS, "how much he has does not matter"
    assert choose(turns, {}, away=BORIS) == CARL
    assert choose(turns, {}, but=BORIS) == CARL
    bench = Bench([turns], {ANNA: HERE, BORIS: HERE}, {})
    order = []
    for seq in range(10, 14):
        chosen = bench.choose(turns)
        assert chosen is not None
        bench.give(turns, chosen, seq=seq)
        order.append(chosen)
    assert order == [BORIS, ANNA, BORIS, ANNA]


def test_the_least_busy_is_whoever_has_least_and_then_in_turns() -> None:
    least = team(Mode.LEAST_BUSY, m1=9, m2=8, m3=7)
    assert choose(least, {ANNA: 1, BORIS: 2, CARL: 3}) == ANNA
    assert choose(least, {ANNA: 1, BORIS: 1, CARL: 3}) == BORIS


def test_limits_are_the_members_own_or_the_teams() -> None:
    limited = team(limit=2)
    assert choose(limited, {ANNA: 2, BORIS: 1, CARL: 0}) == BORIS
    assert choose(limited, {ANNA: 2, BORIS: 2, CARL: 2}) is None
    own = replace(limited, members=(TeamMember(ANNA, limit=5), TeamMember(BORIS, limit=1)))
    assert choose(own, {ANNA: 4, BORIS: 1}) == ANNA
    assert choose(team(limit=None), {ANNA: 999, BORIS: 999, CARL: 999}) == ANNA


def test_where_somebody_stands() -> None:
    assert HERE.is_free
    assert not HERE.is_absent
    assert Standing().is_absent
    assert not Standing(is_expected=True).is_absent, "his page may load anew"
    assert not Standing(is_expected=True).is_free, "nor is he given anything"
    assert Standing(is_here=True, is_away=True).is_absent


WAITED: Final = replace(FRESH, assignee=ANNA, assigned_at=AT, waiting_since=AT - timedelta(minutes=5))


@pytest.mark.parametrize(
    ("row", "due"),
    [
        (WAITED, AT + timedelta(minutes=10)),
        (replace(WAITED, waiting_since=AT + timedelta(minutes=1)), AT + timedelta(minutes=11)),
        (replace(WAITED, team=5), AT + timedelta(minutes=3)),
        (replace(WAITED, team=6), None),
        (replace(WAITED, team=99), AT + timedelta(minutes=10)),
        (replace(WAITED, waiting_since=None), None),
        (replace(WAITED, assignee=None), None),
        (replace(WAITED, status=ConversationStatus.SNOOZED), None),
        (replace(WAITED, deleted_at=AT), None),
    ],
)
def test_when_a_holder_has_been_silent_for_too_long(row: Conversation, due: datetime | None) -> None:
    teams = {5: Team(5, "Sales", back_after_minutes=3), 6: Team(6, "Back office", back_after_minutes=None)}
    assert silent_at(Config(teams=teams), row) == due
    writes = silent_at(Config(teams=teams), row, writing_at=AT + timedelta(hours=1))
    assert (writes is None) == (due is None)
    assert writes is None or writes > AT + timedelta(hours=1), "who writes is not silent"


def test_a_rating_is_asked_for_when_a_person_answered_and_it_was_closed() -> None:
    answered = replace(FRESH, replied_at=AT, replied_by=ANNA)
    close = deciding.close(answered, author=Author(AuthorKind.OPERATOR, ANNA), at=AT).conversation
    at_once, later = Config(), Config(RoutingSettings(csat=Csat(delay_minutes=5)))
    assert set_times(at_once, answered, close, at=AT).asked_at == AT
    waiting = set_times(later, answered, close, at=AT)
    assert (waiting.asked_at, waiting.due_at) == (None, AT + timedelta(minutes=5))
    assert set_times(later, close, replace(waiting, tags=("vip",)), at=AT).due_at == waiting.due_at
    assert set_times(later, close, replace(waiting, rating=5), at=AT).due_at is None
    assert not may_ask(Config(RoutingSettings(csat=Csat(is_on=False))), close)
    assert not may_ask(at_once, replace(close, replied_at=None)), "a bot's words are no answer"
    assert set_times(at_once, close, close, at=AT).asked_at is None, "closed long ago: nobody is asked now"
    asked = replace(close, asked_at=AT)
    reopened = deciding.reopen(asked, author=Author(AuthorKind.VISITOR, 40)).conversation
    assert set_times(at_once, asked, reopened, at=AT).asked_at is None


WEEKDAYS: Final = read_hours(zone="UTC", days=[[["09:00", "18:00"]]] * 5 + [[], []], holidays=[])


@pytest.mark.parametrize(
    ("at", "told_at", "due"),
    [
        ("2026-11-02T10:00", None, False),
        ("2026-11-02T20:00", None, True),
        ("2026-11-03T08:59", "2026-11-02T20:00", False),
        ("2026-11-03T20:00", "2026-11-02T20:00", True),
        ("2026-11-08T12:00", "2026-11-06T19:00", False),
    ],
)
def test_a_closed_time_is_told_once(at: str, told_at: str | None, due: bool) -> None:  # noqa: FBT001 - a case
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert hours.is_due(WEEKDAYS, told_at=moment(told_at) if told_at else None, at=moment(at)) is due


def test_who_never_works_is_told_once_for_all() -> None:
    never = Hours(days=((),) * 7)
    assert hours.is_due(never, told_at=None, at=AT)
    assert not hours.is_due(never, told_at=AT, at=AT + timedelta(days=300))


@pytest.mark.parametrize(
    ("words", "language", "chosen"),
    [
        ("Здравствуйте", "auto", "утром"),
        ("Hello", "auto", "morning"),
        ("Hello", "ru", "утром"),
        ("Здравствуйте", "en", "morning"),
        ("👍", "auto", "утром"),
    ],
)
def test_the_answer_is_in_the_visitors_language(words: str, language: str, chosen: str) -> None:
    texts = Texts(ru="утром", en="morning")
    assert hours.choose_text(texts, words, language=language) == chosen
    assert hours.choose_text(Texts(en="morning"), words, language=language) == "morning"
