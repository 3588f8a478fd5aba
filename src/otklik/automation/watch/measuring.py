"""Makes verdicts of a workspace's figures: of whole days, and of silence. Pure but for what it is given."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from otklik.automation.watch.contracts import Day, How, Incident, IncidentKind, Sign, Unit, Verdict
from otklik.automation.watch.judging import MAX_DAYS, judge_count, judge_share, judge_silence
from otklik.automation.watch.queries import DayRow
from otklik.automation.watch.repository import Watched

WINDOWS: Final = (3, 6, 12, 24)
"""Hours without a send that are looked at."""
SILENCE_DAYS: Final = 28
_EPOCH: Final = date(1970, 1, 1)
_FAR: Final = MAX_DAYS + 3
_TOLD_AFTER: Final = 2
_HARM: Final = frozenset({IncidentKind.FAILURES, IncidentKind.UNSUBSCRIBES})
_SHARES: Final[Mapping[IncidentKind, tuple[str, str]]] = {
    IncidentKind.DELIVERY: ("delivered", "sent"),
    IncidentKind.READ: ("read", "delivered"),
    IncidentKind.CLICK: ("clicked", "delivered"),
    IncidentKind.UNSUBSCRIBES: ("unsubscribed", "delivered"),
}


def number_of(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def since_of(today: date, zone: ZoneInfo) -> datetime:
    """From when on events are needed to judge yesterday."""
    start = today - timedelta(days=_FAR)
    return datetime(start.year, start.month, start.day, tzinfo=zone).astimezone(UTC)


def judge_days(
    watched: Watched,
    rows: Sequence[DayRow],
    goals: Mapping[int, int],
    *,
    today: date,
    zone: ZoneInfo,
) -> Iterator[Sign]:
    """Verdicts about a scenario's yesterday; of what takes a day to be heard, about the day before that."""
    first = _Firsts(watched, today, zone)
    last = number_of(today) - 1
    steps = _by_step(rows)
    whole = _sum(steps)
    sent = _count(_series(whole, "sent"), first.of("", IncidentKind.SENT), last)
    if sent is not None and sent.value:  # none at all is silence, which is told sooner
        yield Sign(watched.id, "", IncidentKind.SENT, sent)
    yield from _sign(watched, "", IncidentKind.GOAL, _count(goals, first.of("", IncidentKind.GOAL), last))
    for node, step in steps.items() if len(steps) > 1 else [("", whole)]:
        tried = {day: sum(_of(step, day, "sent", "failed")) for day in step}
        since = first.of(node, IncidentKind.FAILURES)
        failed = _share(_series(step, "failed"), tried, since, last, is_harm=True)
        yield from _sign(watched, node, IncidentKind.FAILURES, failed)
        for kind, (hits, tries) in _SHARES.items():
            since = first.of(node, kind)
            verdict = _share(
                _series(step, hits), _series(step, tries), since, last - 1, is_harm=kind in _HARM
            )
            yield from _sign(watched, node, kind, verdict)


class _Firsts:
    """From which day on figures say what is usual: since it runs, or since somebody said so."""

    def __init__(self, watched: Watched, today: date, zone: ZoneInfo) -> None:
        self._learned = watched.learned
        self._zone = zone
        steady = watched.steady_since.astimezone(zone).date() + timedelta(days=1)
        self._first = number_of(max(steady, today - timedelta(days=_FAR)))

    def of(self, node: str, kind: IncidentKind) -> int:
        """The day of a figure; what was learned began two days before it was told, at the earliest."""
        began = self._learned.get((node, kind.value))
        if began is None:
            return self._first
        return max(self._first, number_of(began.astimezone(self._zone).date()) - _TOLD_AFTER)


def judge_quiet(watched: Watched, hours: Mapping[int, int], *, now: datetime) -> Sign | None:
    """The verdict about hours without a send, of the shortest stretch that says something."""
    since = watched.learned.get(("", IncidentKind.SILENCE.value), watched.steady_since)
    days = min((now - max(since, watched.steady_since)).days, SILENCE_DAYS)
    last: Verdict | None = None
    for window in WINDOWS:
        if any(hours.get(ago) for ago in range(window)):
            break
        usual = [
            float(sum(hours.get(24 * day + ago, 0) for ago in range(window))) for day in range(1, days + 1)
        ]
        verdict = judge_silence(window, usual)
        if verdict is not None and verdict.is_out:
            return Sign(watched.id, "", IncidentKind.SILENCE, verdict)
        last = verdict or last
    return None if last is None else Sign(watched.id, "", IncidentKind.SILENCE, last)


def _by_step(rows: Sequence[DayRow]) -> dict[str, dict[int, DayRow]]:
    steps: dict[str, dict[int, DayRow]] = {}
    for row in rows:
        steps.setdefault(row.node, {})[row.day] = row
    return steps


def _sum(steps: Mapping[str, Mapping[int, DayRow]]) -> dict[int, DayRow]:
    whole: dict[int, DayRow] = {}
    for step in steps.values():
        for day, row in step.items():
            known = whole.get(day)
            if known is None:
                whole[day] = row
                continue
            numbers = zip(_numbers(known), _numbers(row), strict=True)
            whole[day] = DayRow(row.scenario, "", day, *(left + right for left, right in numbers))
    return whole


def _numbers(row: DayRow) -> tuple[int, ...]:
    return (row.sent, row.failed, row.delivered, row.read, row.clicked, row.unsubscribed)


def _of(step: Mapping[int, DayRow], day: int, *names: str) -> list[int]:
    return [getattr(step[day], name) for name in names]


def _series(step: Mapping[int, DayRow], name: str) -> dict[int, int]:
    return {day: getattr(row, name) for day, row in step.items()}


def _count(by_day: Mapping[int, int], first: int, last: int) -> Verdict | None:
    days = [Day((number + 3) % 7, by_day.get(number, 0)) for number in range(first, last + 1)]
    return judge_count(days[-1], days[:-1]) if days else None


def _share(
    hits: Mapping[int, int], tries: Mapping[int, int], first: int, last: int, *, is_harm: bool
) -> Verdict | None:
    days = [
        Day((number + 3) % 7, hits.get(number, 0), tries.get(number, 0)) for number in range(first, last + 1)
    ]
    return judge_share(days[-1], days[:-1], is_harm=is_harm) if days else None


def _sign(watched: Watched, node: str, kind: IncidentKind, verdict: Verdict | None) -> Iterator[Sign]:
    if verdict is not None:
        yield Sign(watched.id, node, kind, verdict)


def heard_again(watched: Watched) -> Sign:
    """It sends: whatever silence there was is over."""
    verdict = Verdict(1.0, 1.0, 0.0, 1.0, 0, Unit.COUNT, How.WAITING, is_out=False)
    return Sign(watched.id, "", IncidentKind.SILENCE, verdict)


def list_figures(
    incident: Incident, rows: Sequence[DayRow], goals: Mapping[int, int], *, first: int, last: int
) -> list[Day]:
    """The figure that an incident is about, day by day from `first` to `last` (days since 1970)."""
    steps = _by_step([row for row in rows if not incident.node or row.node == incident.node])
    whole = _sum(steps)
    kind = incident.kind
    tries: Mapping[int, int] = {}
    if kind is IncidentKind.GOAL:
        hits: Mapping[int, int] = goals
    elif kind in _SHARES:
        hits, tries = (_series(whole, name) for name in _SHARES[kind])
    elif kind is IncidentKind.FAILURES:
        hits, tries = _series(whole, "failed"), {day: sum(_of(whole, day, "sent", "failed")) for day in whole}
    else:
        hits = _series(whole, "sent")
    return [
        Day((number + 3) % 7, hits.get(number, 0), tries.get(number, 0)) for number in range(first, last + 1)
    ]
