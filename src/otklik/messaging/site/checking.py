"""Checks whole popups and forms: pages, the ways between them, the place. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from otklik.kit.errors import Fault
from otklik.messaging.site import limits
from otklik.messaging.site.blocks import (
    LINE,
    NAME,
    PLACES,
    PROPERTY,
    THEME,
    judge_block,
)
from otklik.messaging.site.marking import FIELD, JUDGE
from otklik.messaging.site.reading import choice, flag, items, judge_fields, maybe, number, record, text

LOOKS: Final = ("small", "large", "banner", "embedded")
_WAY: Final = record(
    {
        "field": (NAME, True),
        "is": (items(text(limits.MAX_LINE), most=limits.MAX_OPTIONS, least=1), True),
        "to": (NAME, True),
    }
)
_PAGE: Final = record(
    {
        "id": (NAME, True),
        "blocks": (items(judge_block, most=limits.MAX_BLOCKS, least=1), True),
        "next": (maybe(NAME), False),
        "ways": (items(_WAY, most=limits.MAX_WAYS), False),
    }
)
_EMBEDDED: Final = record({"selector": (text(limits.MAX_LINE, is_blank=False), True)})
_FIELDS: Final = {
    "look": (choice(*LOOKS), True),
    "name": (LINE, False),
    "theme": (THEME, False),
    "closes": (flag, False),
    "overlay": (flag, False),
    FIELD: (maybe(JUDGE), False),
    "confirming": (maybe(choice("on", "off")), False),
    "points_property": (maybe(PROPERTY), False),
    "pages": (items(_PAGE, most=limits.MAX_PAGES, least=1), True),
}
_CHAT: Final = {
    "text": (text(limits.MAX_CHAT, is_blank=False), True),
    "from": (maybe(number(1, (1 << 63) - 1)), False),
    "when": (choice("now", "visit"), False),
    "is_silent": (flag, False),
    FIELD: (maybe(JUDGE), False),
}


def check_chat(content: Mapping[str, Any]) -> list[Fault]:
    """Every fault of a chat message."""
    return list(judge_fields(content, _CHAT, ""))


def check_popup(content: Mapping[str, Any]) -> list[Fault]:
    """Every fault of a popup or a form."""
    place = content.get("place")
    rest = {name: value for name, value in content.items() if name != "place"}
    faults = [*judge_fields(rest, _FIELDS, ""), *_judge_place(content.get("look"), place)]
    return faults or [*_judge_pages(content["pages"])]


def check_form(content: Mapping[str, Any]) -> list[Fault]:
    """Every fault of a form: a popup that asks something."""
    faults = check_popup(content)
    if not faults and not any(True for _ in list_fields(content)):
        faults.append(Fault("pages", "nothing_asked", "A form asks something: it has no field"))
    return faults


def list_fields(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The fields of all pages of a popup that was checked."""
    for page in content["pages"]:
        yield from (block for block in page["blocks"] if block["kind"] == "field")


def _judge_place(look: Any, place: Any) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    if look == "embedded":
        yield from _EMBEDDED(place, "place")
    elif look in PLACES and place is not None:
        yield from choice(*PLACES[look])(place, "place")
    elif look == "large" and place is not None:
        yield Fault("place", "unknown_field", "A large popup stands in the middle")


def _judge_pages(pages: list[dict[str, Any]]) -> Iterator[Fault]:
    """What pages ask of each other: ids, names and ways."""
    ids = [page["id"] for page in pages]
    names: set[str] = set()
    for index, page in enumerate(pages):
        yield from _judge_names(page, f"pages[{index}]", names)
    for index, page in enumerate(pages):
        path = f"pages[{index}]"
        if page["id"] in ids[:index]:
            yield Fault(f"{path}.id", "same", "It stands here twice")
        yield from _judge_goes_on(page, path, set(ids), names)


def _judge_names(page: Mapping[str, Any], path: str, names: set[str]) -> Iterator[Fault]:
    for index, block in enumerate(page["blocks"]):
        if block["kind"] == "field":
            if block["name"] in names:
                yield Fault(f"{path}.blocks[{index}].name", "same", "It stands here twice")
            names.add(block["name"])


def _judge_goes_on(page: Mapping[str, Any], path: str, ids: set[str], names: set[str]) -> Iterator[Fault]:
    targets = [("next", page.get("next"))]
    for index, way in enumerate(page.get("ways") or ()):
        targets.append((f"ways[{index}].to", way["to"]))
        if way["field"] not in names:
            yield Fault(f"{path}.ways[{index}].field", "unknown_name", "There is no such field")
    for place, target in targets:
        if target is not None and target not in ids:
            yield Fault(f"{path}.{place}", "unknown_page", "There is no such page")
        elif target == page["id"]:
            yield Fault(f"{path}.{place}", "unknown_page", "A page does not lead to itself")
    needs_next = any(block.get("does") == "next" for block in page["blocks"])
    if needs_next and page.get("next") is None and not page.get("ways"):
        yield Fault(f"{path}.next", "missing", "A button goes on from here: say where")
