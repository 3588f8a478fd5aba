"""Regular expressions of `matches`: RE2, as ClickHouse's `match` reads them."""

from functools import lru_cache
from typing import Any, Final

import re2

from otklik.segments.language.limits import MAX_PATTERN_BYTES

_KNOWN: Final = 128
"""Each may hold its megabyte."""

PatternError: Final[type[Exception]] = re2.error


@lru_cache(_KNOWN)
def pattern(source: str) -> Any:  # noqa: ANN401 - the library has no types
    """`source` compiled: found anywhere in a text, `.` takes a line's end too.

    Raises PatternError for what is no RE2 (look-around, back references) or takes over 1 MiB.
    """
    options = re2.Options()
    options.dot_nl = True
    options.log_errors = False
    options.max_mem = MAX_PATTERN_BYTES
    return re2.compile(source, options)
