"""What a letter is made of, and what may stand where (docs/reference/letters.md). Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from otklik.kit.errors import Fault
from otklik.messaging.design import limits
from otklik.messaging.design.liquid import has_liquid
from otklik.messaging.design.rich import find_strange, is_link
from otklik.messaging.site.reading import (
    Fields,
    choice,
    colour,
    flag,
    items,
    judge_fields,
    maybe,
    number,
    record,
    text,
)
from otklik.messaging.templates import service as templates

_PATH: Final = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*){0,6}\Z", re.ASCII)
_ACTIVE: Final = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|applet|base|form|meta|link)\b|\son[a-z]+\s*=|(java|vb)script:",
    re.IGNORECASE,
)
_PICTURES: Final = "/pictures/"


def _rich(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    yield from text(limits.MAX_RICH)(value, path)
    if isinstance(value, str):
        for strange in find_strange(value[: limits.MAX_RICH]):
            message = "Only paragraphs, bold, italics, links and lists may stand here, not {what}"
            yield Fault(path, "markup", message, {"what": strange})
            return


def _code(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    yield from text(limits.MAX_CODE, is_blank=False)(value, path)
    if isinstance(value, str) and _ACTIVE.search(value):
        yield Fault(path, "active", "Scripts and frames work in no mail program")


def _link(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    if not isinstance(value, str):
        yield Fault(path, "text", "A text is expected")
    elif len(value) > limits.MAX_URL:
        yield Fault(path, "too_long", "At most {limit} characters", {"limit": limits.MAX_URL})
    elif not is_link(value):
        yield Fault(path, "address", "A link of http, https, mailto or tel is expected")


def _picture(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """A picture of the workspace's own, or one that lies somewhere."""
    is_own = isinstance(value, str) and value.startswith(_PICTURES) and not re.search(r"[\s\"'<>\\]", value)
    if not is_own:
        yield from _link(value, path)


def _condition(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """What stands between `{% if` and `%}`."""
    yield from text(limits.MAX_CONDITION, is_blank=False)(value, path)
    if not isinstance(value, str):
        return
    if has_liquid(value) or "%}" in value or "}}" in value or "\n" in value:
        yield Fault(path, "template", "{reason}", {"reason": "a condition alone, without braces"})
        return
    for fault in templates.check(write_condition(value), path=path).faults:
        yield Fault(path, fault.code, fault.message, fault.params)


def _list_path(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """Where a list lies: `event.items`."""
    if not isinstance(value, str) or not _PATH.match(value) or value.split(".")[0] not in templates.ROOTS:
        yield Fault(path, "name", "The path of a list is expected, as event.items")


def _field(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    if not isinstance(value, str) or not _PATH.match(value):
        yield Fault(path, "name", "The name of a field is expected")


def write_condition(condition: str) -> str:
    """A template that is empty, and has a condition."""
    return f"{{% if {condition} %}}{{% endif %}}"


LINE: Final = text(limits.MAX_LINE)
_NEEDED_LINE: Final = text(limits.MAX_LINE, is_blank=False)
_ALIGN: Final = choice("left", "center", "right")
NETWORKS: Final = (
    *("telegram", "vk", "max", "whatsapp", "youtube", "instagram", "facebook", "dzen", "ok"),
    *("linkedin", "x", "tiktok", "site"),
)
_OWN: Final[Fields] = {
    "if": (maybe(_condition), False),
    "padding": (maybe(number(0, limits.MAX_PADDING)), False),
}
_OF_LETTER: Final[Fields] = {
    **_OWN,
    "background": (maybe(colour), False),
    "on": (choice("all", "desktop", "phone"), False),
}
LEAVES: Final[Mapping[str, Fields]] = {
    "heading": {"text": (_NEEDED_LINE, True), "size": (number(1, 3), False), "align": (_ALIGN, False)},
    "text": {
        "html": (_rich, True),
        "align": (_ALIGN, False),
        "size": (choice("small", "usual", "large"), False),
    },
    "picture": {
        "url": (_picture, True),
        "alt": (LINE, True),
        "href": (maybe(_link), False),
        "width": (maybe(number(16, 720)), False),
        "align": (_ALIGN, False),
        "is_wide": (flag, False),
    },
    "button": {
        "text": (_NEEDED_LINE, True),
        "url": (_link, True),
        "look": (choice("main", "plain"), False),
        "align": (_ALIGN, False),
        "is_wide": (flag, False),
    },
    "divider": {},
    "spacer": {"height": (number(4, limits.MAX_SPACE), True)},
    "social": {
        "links": (
            items(
                record({"network": (choice(*NETWORKS), True), "url": (_link, True)}),
                most=limits.MAX_LINKS,
                least=1,
            ),
            True,
        ),
        "align": (_ALIGN, False),
    },
    "goods": {
        "of": (_list_path, True),
        "limit": (number(1, limits.MAX_GOODS), False),
        "name": (_field, True),
        "price": (maybe(_field), False),
        "sign": (text(8), False),
        "quantity": (maybe(_field), False),
        "picture": (maybe(_field), False),
        "link": (maybe(_field), False),
    },
    "html": {"html": (_code, True)},
}
_COLUMN: Final = record(
    {
        "blocks": (
            items(lambda value, path: judge_block(value, path, is_inner=True), most=limits.MAX_IN_COLUMN),
            True,
        ),
        "share": (maybe(number(10, 90)), False),
    }
)
WHOLES: Final[Mapping[str, Fields]] = {
    "columns": {
        "columns": (items(_COLUMN, most=limits.MAX_COLUMNS, least=1), True),
        "stays": (flag, False),
    },
    "mjml": {"mjml": (_code, True)},
    "footer": {"html": (_rich, False), "choose": (maybe(LINE), False), "leave": (_NEEDED_LINE, True)},
}
"""Blocks that stand in the letter itself, never in a column."""


def judge_block(value: Any, path: str, *, is_inner: bool = False) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """Every fault of a block. `is_inner`: it stands in a column."""
    if not isinstance(value, dict):
        yield Fault(path, "object", "An object is expected")
        return
    kinds = LEAVES if is_inner else {**LEAVES, **WHOLES}
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        yield Fault(f"{path}.kind", "choice", "One of {words} is expected", {"words": ", ".join(kinds)})
        return
    common = _OWN if is_inner else _OF_LETTER
    if kind in {"footer", "mjml"}:  # the way out stands for everybody; MJML has a ground of its own
        common = {name: common[name] for name in ("if", "padding") if kind == "mjml" or name != "if"}
    yield from judge_fields(value, {"kind": (choice(kind), True), **common, **kinds[kind]}, path)
