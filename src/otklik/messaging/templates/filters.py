"""Filters that mind the limits: what goes in and what comes out, and two that are ours.

The library limits loops and output; a filter alone could still make gigabytes of a few letters
(`replace`), print a number of a billion digits (`times`), or a year with a billion zeros (`date`).
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from liquid.exceptions import FilterArgumentError, ResourceLimitError
from liquid.filter import string_filter, with_context

from otklik.kit.clock import parse_time_ms, to_datetime
from otklik.kit.zones import find_zone
from otklik.messaging.templates.limits import MAX_FILTERED, MAX_ITEMS, MAX_NUMBER

ZONE: Final = "_zone"
"""The variable with the name of the zone that dates are told in."""
_DIRECTIVES: Final = "aAbBdHIjmMpSuUwWyYeFTDR%"
_DIRECTIVE: Final = re.compile(r"%(.?)", re.DOTALL)
_DEFAULT_FORMAT: Final = "%d.%m.%Y"


def guard(name: str, filtered: Callable[..., Any]) -> Callable[..., Any]:
    """`filtered` within the limits. Raises ResourceLimitError."""

    def run(left: Any, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - of any type
        for value in (left, *args, *named.values()):
            _check_size(value)
        _check_growth(name, left, args)
        result = filtered(left, *args, **named)
        _check_size(result)
        return result

    return run


def _check_size(value: Any) -> None:  # noqa: ANN401 - of any type
    if isinstance(value, str):
        is_over = len(value) > MAX_FILTERED
    elif isinstance(value, range | list | tuple):
        is_over = len(value) > MAX_ITEMS
    else:
        is_over = isinstance(value, int | float) and abs(value) > MAX_NUMBER
    if is_over:
        raise ResourceLimitError("more than a filter may take or give", token=None)


def _check_growth(name: str, left: Any, args: Sequence[Any]) -> None:  # noqa: ANN401 - of any type
    """Replacing and joining multiply: how much that would make is counted before."""
    if name.startswith("replace") and args:
        wanted = str(args[0])
        times = str(left).count(wanted) if wanted else len(str(left)) + 1
        growth = times * len(str(args[1])) if len(args) > 1 else 0
    elif name == "join" and isinstance(left, list | tuple | range):
        growth = sum(len(str(item)) for item in left) + len(left) * len(str(args[0]) if args else " ")
    else:
        return
    if growth > MAX_FILTERED:
        raise ResourceLimitError("more than a filter may give", token=None)


@with_context
@string_filter
def date(value: str, form: object = _DEFAULT_FORMAT, *, context: Any) -> str:  # noqa: ANN401 - liquid's context
    """A moment in the person's zone by a strftime pattern; what is no moment stays as it is.

    Takes RFC 3339, seconds or milliseconds since 1970, and `now`.
    """
    pattern = str(form)
    for directive in _DIRECTIVE.findall(pattern):
        if not directive or directive not in _DIRECTIVES:
            raise FilterArgumentError(f"date: there is no %{directive}", token=None)
    moment = _read_moment(value)
    if moment is None:
        return value
    zone = find_zone(str(context.resolve(ZONE, default="UTC"))) or UTC
    spelt = pattern.replace("%e", "%-d") if "%%" not in pattern else pattern
    return moment.astimezone(zone).strftime(spelt)


def _read_moment(value: str) -> datetime | None:
    if value in {"now", "today"}:
        return datetime.now(UTC)
    moment_ms = parse_time_ms(value)
    return to_datetime(moment_ms) if moment_ms is not None else None


@string_filter
def money(value: str, sign: object = "₽") -> str:
    """`1234.5` → `1 234,50 ₽`; whole sums without kopecks; what is no number stays as it is."""
    try:
        amount = round(float(value.replace(",", ".")), 2)
    except ValueError:
        return value
    if not abs(amount) < MAX_NUMBER:  # NaN and infinities, too
        return value
    text = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    return text.replace(",", "\u00a0").replace(".", ",") + f"\u00a0{sign}"
