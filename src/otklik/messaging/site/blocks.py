"""What popups and forms are made of, and what may stand where (docs/reference/popups.md). Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from otklik.kit.errors import Fault
from otklik.messaging.site import limits
from otklik.messaging.site.reading import (
    Fields,
    Judge,
    address,
    choice,
    colour,
    flag,
    items,
    judge_fields,
    maybe,
    name,
    number,
    record,
    text,
)
from otklik.profiles.contracts import COMPUTED
from otklik.profiles.contracts_marks import CHANNELS

LINE: Final = text(limits.MAX_LINE)
NAMED_LINE: Final = text(limits.MAX_LINE, is_blank=False)
LONG: Final = text(limits.MAX_TEXT)
NAME: Final = name(limits.MAX_NAME)
CHOICES: Final = frozenset({"choice", "choices"})
PLACES: Final = {
    "small": ("bottom_right", "bottom_left", "top_right", "top_left"),
    "banner": ("top", "bottom"),
}
_OPTION: Final = record(
    {
        "value": (text(limits.MAX_LINE, is_blank=False), True),
        "label": (LINE, False),
        "points": (number(-limits.MAX_POINTS, limits.MAX_POINTS), False),
    }
)


def _property(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """A property that an answer may write: those that rules work out are nobody's to write."""
    if value in COMPUTED:
        yield Fault(path, "computed", "{name} is worked out by rules", {"name": str(value)})
    else:
        yield from name(limits.MAX_NAME, is_system=True)(value, path)


PROPERTY: Final[Judge] = _property
BLOCKS: Final[Mapping[str, Fields]] = {
    "picture": {
        "url": (address, True),
        "alt": (LINE, False),
        "href": (maybe(address), False),
        "width": (maybe(number(1, 10_000)), False),
        "height": (maybe(number(1, 10_000)), False),
    },
    "title": {"text": (NAMED_LINE, True)},
    "text": {"text": (text(limits.MAX_TEXT, is_blank=False), True)},
    "button": {
        "text": (NAMED_LINE, True),
        "does": (choice("close", "link", "next", "submit", "talk", "event"), True),
        "url": (maybe(address), False),
        "new_tab": (flag, False),
        "event": (maybe(name(limits.MAX_NAME)), False),
        "look": (choice("main", "plain"), False),
    },
    "field": {
        "name": (NAME, True),
        "type": (
            choice("email", "phone", "text", "long_text", "number", "date", "choice", "choices"),
            True,
        ),
        "label": (LINE, False),
        "hint": (LINE, False),
        "required": (flag, False),
        "why": (LINE, False),
        "property": (maybe(PROPERTY), False),
        "options": (items(_OPTION, most=limits.MAX_OPTIONS), False),
    },
    "consent": {
        "text": (text(limits.MAX_TEXT, is_blank=False), True),
        "channel": (maybe(choice(*CHANNELS)), False),
        "topic": (maybe(text(limits.MAX_NAME)), False),
        "required": (flag, False),
    },
    "answer": {"hint": (LINE, False), "button": (LINE, False)},
    "timer": {
        "until": (maybe(text(limits.MAX_LINE)), False),
        "seconds": (maybe(number(1, limits.MAX_SECONDS)), False),
        "ended": (LINE, False),
    },
    "code": {"text": (NAMED_LINE, True)},
}
THEME: Final = record(
    {
        "accent": (colour, False),
        "background": (colour, False),
        "ink": (colour, False),
        "radius": (number(0, 32), False),
        "font": (choice("page", "system"), False),
    }
)


def judge_block(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """Every fault of a block."""
    if not isinstance(value, dict):
        yield Fault(path, "object", "An object is expected")
        return
    kind = value.get("kind")
    fields = BLOCKS.get(kind) if isinstance(kind, str) else None
    if not isinstance(kind, str) or fields is None:
        yield Fault(f"{path}.kind", "choice", "One of {words} is expected", {"words": ", ".join(BLOCKS)})
        return
    yield from judge_fields(value, {"kind": (choice(kind), True), **fields}, path)
    yield from _judge_whole(value, path)


def _judge_whole(block: Mapping[str, Any], path: str) -> Iterator[Fault]:
    """What fields of a block ask of each other."""
    kind = block["kind"]
    if kind == "button":
        for does, needed in (("link", "url"), ("event", "event")):
            if block.get("does") == does and not block.get(needed):
                yield Fault(f"{path}.{needed}", "missing", "Something must stand here")
    elif kind == "field" and block.get("type") in CHOICES:
        yield from _judge_options(block, path)
    elif kind == "timer" and (block.get("until") is None) == (block.get("seconds") is None):
        yield Fault(f"{path}.until", "missing", "A timer has a moment or a number of seconds")


def _judge_options(block: Mapping[str, Any], path: str) -> Iterator[Fault]:
    options = block.get("options")
    if not options:
        yield Fault(f"{path}.options", "missing", "Something must stand here")
        return
    seen: set[str] = set()
    for index, option in enumerate(options if isinstance(options, list) else ()):
        value = option.get("value") if isinstance(option, dict) else None
        if isinstance(value, str) and value in seen:
            yield Fault(f"{path}.options[{index}].value", "same", "It stands here twice")
        seen.add(str(value))
