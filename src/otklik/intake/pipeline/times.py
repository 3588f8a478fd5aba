"""When an event happened, judged from three clocks (Segment's rule; intake.md e1, e2)."""

from functools import lru_cache
from typing import Final

from otklik.kit.clock import parse_time_ms

EARLIEST_MS: Final = 1_262_304_000_000
"""2010-01-01: nothing is dated before it; a clock that says 1970 is a clock that was never set."""


_parse_sent = lru_cache(maxsize=64)(parse_time_ms)
"""One text stands for all items of a request."""


def judge_time_ms(*, said: object, sent: object, received_ms: int) -> int:
    """The time of an event: `said` corrected by the sender's clock error, never in the future.

    received − (sent − said); without a readable `sent` there is no correction, without `said` it is
    `received_ms`. The result lies in [2010-01-01, received].
    """
    said_ms = parse_time_ms(said) if said is not None else None
    if said_ms is None:
        return received_ms
    sent_ms = _parse_sent(sent) if isinstance(sent, str) else parse_time_ms(sent)
    if sent_ms is not None:
        said_ms += received_ms - sent_ms
    return max(EARLIEST_MS, min(said_ms, received_ms))
