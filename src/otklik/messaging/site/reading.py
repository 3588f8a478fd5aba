"""Small judges of JSON: each takes a value and its path and tells every fault. Pure.

What holds Liquid is judged by its form only after it was rendered (`otklik.messaging.site.shaping`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from otklik.kit.errors import Fault
from otklik.messaging.site.limits import MAX_URL

Judge: TypeAlias = Callable[[Any, str], Iterator[Fault]]
"""(value, path) -> its faults."""
Fields: TypeAlias = Mapping[str, tuple[Judge, bool]]
"""By name: (judge, whether it must be there)."""
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_UNSEEN: Final = re.compile(r"[\x00-\x20\x7f\\]")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def is_template(text: str) -> bool:
    """Whether a text waits to be filled in."""
    return "{{" in text or "{%" in text


def is_address(text: str) -> bool:
    """Whether a link may stand in a page: http(s), mailto, tel, or a path of the site itself."""
    if not text or len(text) > MAX_URL or _UNSEEN.search(text) or text.startswith("//"):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if not parts.scheme:
        return text[0] in "/?#"
    return parts.scheme.lower() in _SCHEMES and bool(parts.netloc or parts.path)


def text(limit: int, *, is_blank: bool = True) -> Judge:
    """A text of at most so many characters."""

    def judge(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
        if not isinstance(value, str):
            yield Fault(path, "text", "A text is expected")
        elif len(value) > limit and not is_template(value):
            yield Fault(path, "too_long", "At most {limit} characters", {"limit": limit})
        elif not is_blank and not value.strip():
            yield Fault(path, "missing", "Something must stand here")

    return judge


def address(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """A link."""
    if not isinstance(value, str):
        yield Fault(path, "text", "A text is expected")
    elif not is_template(value) and not is_address(value):
        yield Fault(path, "address", "A link of http, https, mailto, tel or of the site itself is expected")


def colour(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """#rrggbb."""
    if not isinstance(value, str) or not _COLOUR.match(value):
        yield Fault(path, "colour", "A colour is written #rrggbb")


def name(limit: int, *, is_system: bool = False) -> Judge:
    """A code word; `is_system`: it may begin with $."""

    def judge(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
        bare = value.removeprefix("$") if isinstance(value, str) and is_system else value
        if not isinstance(bare, str) or not _NAME.match(bare) or len(bare) > limit:
            yield Fault(path, "name", "Latin letters, digits, dots, dashes and underscores are expected")

    return judge


def flag(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """True or false."""
    if not isinstance(value, bool):
        yield Fault(path, "flag", "true or false is expected")


def number(least: int, most: int) -> Judge:
    """A whole number."""

    def judge(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            message = "A whole number from {least} to {most} is expected"
            yield Fault(path, "number", message, {"least": least, "most": most})

    return judge


def choice(*words: str) -> Judge:
    """One of some code words."""

    def judge(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
        if value not in words:
            yield Fault(path, "choice", "One of {words} is expected", {"words": ", ".join(words)})

    return judge


def maybe(judge: Judge) -> Judge:
    """The same, or null."""

    def judged(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
        if value is not None:
            yield from judge(value, path)

    return judged


def items(judge: Judge, *, most: int, least: int = 0) -> Judge:
    """A list."""

    def judged(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
        if not isinstance(value, list):
            yield Fault(path, "list", "A list is expected")
            return
        if len(value) < least:
            yield Fault(path, "missing", "Something must stand here")
        if len(value) > most:
            yield Fault(path, "too_many", "At most {limit}", {"limit": most})
        for index, item in enumerate(value[:most]):
            yield from judge(item, f"{path}[{index}]")

    return judged


def record(fields: Fields) -> Judge:
    """An object with these fields and no others."""

    def judge(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
        if not isinstance(value, dict):
            yield Fault(path, "object", "An object is expected")
            return
        yield from judge_fields(value, fields, path)

    return judge


def judge_fields(value: Mapping[str, Any], fields: Fields, path: str) -> Iterator[Fault]:
    """Every fault of an object."""
    for key in sorted(value.keys() - fields.keys()):
        yield Fault(join(path, str(key)[:60]), "unknown_field", "Unknown field")
    for key, (judge, is_needed) in fields.items():
        if key in value:
            yield from judge(value[key], join(path, key))
        elif is_needed:
            yield Fault(join(path, key), "missing", "Something must stand here")


def join(path: str, key: str) -> str:
    """The path of a field."""
    return f"{path}.{key}" if path else key
