"""Which pools a content asks for, and what a template reads of a code. Pure."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from otklik.kit.clock import format_ms, to_ms
from otklik.kit.errors import Fault
from otklik.messaging.promo.contracts import DEFAULT, Code, DiscountKind, Pool
from otklik.messaging.promo.making import make_sample
from otklik.messaging.templates import service as templates

_ASKED: Final = re.compile(r"promo\.([a-z][a-z0-9_]*)\b")
_OF_DEFAULT: Final = frozenset({"promo_code", "promo_until"})
_KEPT: Final = 512


def find_asked(content: Mapping[str, Any]) -> frozenset[str]:
    """Names of the pools that a content asks for, DEFAULT among them; what stands in a condition counts."""
    texts = tuple(text for text in _texts(content) if "promo" in text)
    return _find_asked(texts) if texts else frozenset()


@lru_cache(maxsize=_KEPT)
def _find_asked(texts: tuple[str, ...]) -> frozenset[str]:
    spelt = {name for text in texts for name in templates.check(text).variables}
    named = {match[1] for each in spelt if (match := _ASKED.match(each))}
    return frozenset(named | ({DEFAULT} if _OF_DEFAULT.intersection(spelt) else set()))


def find_faults(content: Mapping[str, Any], pools: Mapping[str, Pool]) -> list[Fault]:
    """A fault for each pool that is asked for and not there; `pools` by name, DEFAULT too."""
    return [
        Fault("", "unknown_promo", "There is no pool of promo codes {name}", {"name": name or "promo_code"})
        for name in sorted(find_asked(content) - pools.keys())
    ]


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def describe(pool: Pool, code: Code | None) -> dict[str, Any]:
    """What templates read under `promo.NAME`; without a code, the text in its place."""
    rules = pool.rules
    value = f"{rules.value.normalize():f}" if rules.value is not None else ""
    return {
        "code": code.code if code is not None else rules.empty_text,
        "until": format_ms(to_ms(code.until)) if code is not None and code.until is not None else "",
        "title": pool.title,
        "percent": value if rules.discount is DiscountKind.PERCENT else "",
        "amount": value if rules.discount is DiscountKind.AMOUNT else "",
        "currency": rules.currency,
        "minimum": f"{rules.minimum.normalize():f}" if rules.minimum is not None else "",
    }


def make_variables(given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """`promo`, `promo_code`, `promo_until` of what was described by name, DEFAULT among the names."""
    own = given.get(DEFAULT, {})
    return {
        "promo": {name: dict(said) for name, said in given.items() if name != DEFAULT},
        "promo_code": own.get("code", ""),
        "promo_until": own.get("until", ""),
    }


def sample(pool: Pool, end: Any) -> dict[str, Any]:  # noqa: ANN401 - a moment or None
    """As `describe`, of a code that nobody has."""
    return describe(pool, Code(0, pool.id, make_sample(pool.rules), end))
