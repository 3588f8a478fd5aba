"""Time as the pipeline keeps it: whole milliseconds since 1970 in UTC, as `int`."""

import re
import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

# A bare number is seconds below this, milliseconds from it on (1e11 s is the year 5138, 1e11 ms is 1973).
SECONDS_BELOW = 100_000_000_000
LARGEST_MS = 253_402_300_799_999  # 9999-12-31T23:59:59.999Z

_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,9})?", re.ASCII)
_LONG_FRACTION = re.compile(r"([.,]\d{6})\d+", re.ASCII)


def now_ms() -> int:
    """The present moment in milliseconds."""
    return time.time_ns() // 1_000_000


def to_ms(moment: datetime) -> int:
    """Milliseconds of an aware `moment`; a naive one is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // MILLISECOND


def to_datetime(moment_ms: int) -> datetime:
    """The aware UTC `datetime` of `moment_ms`."""
    return EPOCH + timedelta(milliseconds=moment_ms)


def format_ms(moment_ms: int) -> str:
    """RFC 3339 with milliseconds and `Z`, as our JSON writes times."""
    return to_datetime(moment_ms).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def parse_time_ms(value: object) -> int | None:
    """Read a time as senders write it; None when it is none.

    Takes ISO 8601 in its many forms (`Z`, `+03`, `+0300`, a blank for `T`, any number of fraction digits,
    date only; without a zone it is UTC), and numbers of seconds or milliseconds since 1970, also as text.
    """
    if isinstance(value, str):
        return _parse_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _parse_number(float(value))


def _parse_text(text: str) -> int | None:
    try:
        return to_ms(datetime.fromisoformat(text))
    except ValueError:
        pass
    except OverflowError:
        return None
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return _parse_number(float(text))
    try:
        return to_ms(datetime.fromisoformat(_LONG_FRACTION.sub(r"\1", text)))
    except (ValueError, OverflowError):
        return None


def _parse_number(number: float) -> int | None:
    moment_ms = number * 1000 if abs(number) < SECONDS_BELOW else number
    return int(moment_ms) if abs(moment_ms) <= LARGEST_MS else None
