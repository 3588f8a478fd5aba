"""How many tries a key has. Pure; the rows are kept by `repository_sign_in`."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """`tries` within `window`; then the key is locked for `lock`."""

    tries: int
    window: timedelta
    lock: timedelta


@dataclass(frozen=True, slots=True)
class Tries:
    """What is known of a key."""

    failures: int
    since: datetime
    locked_until: datetime | None


BY_EMAIL = Limit(tries=10, window=timedelta(minutes=15), lock=timedelta(minutes=15))
BY_IP = Limit(tries=50, window=timedelta(minutes=15), lock=timedelta(minutes=15))
BY_CODE = Limit(tries=6, window=timedelta(minutes=15), lock=timedelta(minutes=15))
BY_LETTER = Limit(tries=5, window=timedelta(hours=1), lock=timedelta(hours=1))


def count_try(known: Tries | None, *, limit: Limit, now: datetime) -> tuple[Tries, timedelta | None]:
    """Count one more try. Returns the new state, and how long to wait when it is one too many.

    A try is counted before it is judged, so that parallel guesses cannot pass together; a lock is not
    prolonged by tries during it.
    """
    if known and known.locked_until and known.locked_until > now:
        return known, known.locked_until - now
    if known is None or known.locked_until or known.since + limit.window <= now:
        return Tries(failures=1, since=now, locked_until=None), None
    failures = known.failures + 1
    if failures <= limit.tries:
        return Tries(failures=failures, since=known.since, locked_until=None), None
    return Tries(failures=failures, since=known.since, locked_until=now + limit.lock), limit.lock
