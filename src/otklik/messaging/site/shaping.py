"""Makes of a rendered popup what one person is shown: nothing he is known to have said, no bad link. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from otklik.messaging.site.reading import is_address

_LINKS: Final = ("url", "href")


def shape(content: Mapping[str, Any], known: Mapping[str, Any], *, leaves_out: bool) -> dict[str, Any]:
    """The content with its links judged; `leaves_out`: without the fields whose property is `known`.

    A link that became none when it was filled in is taken out. A page on which nothing is left to be asked
    is passed over: whatever leads to it leads to what follows. `at` of a block is its path in the content as
    it was written: what a browser tells of it stays right whatever is left out.
    """
    pages = [
        _shape_page(page, f"pages[{index}]", known, leaves_out=leaves_out)
        for index, page in enumerate(content["pages"])
    ]
    passed = {page["id"]: page.get("next") for page, gone in pages if gone}
    kept = [_lead_on(page, passed) for page, gone in pages if not gone]
    return {**content, "pages": kept}


def asks_nothing(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a popup that asked something has no field left."""
    return any(_list_fields(before)) and not any(_list_fields(after))


def _list_fields(content: Mapping[str, Any]) -> Iterator[bool]:
    return (True for page in content["pages"] for block in page["blocks"] if block["kind"] == "field")


def is_known(block: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether a field's property stands on the card."""
    name = block.get("property")
    return bool(name) and known.get(str(name)) not in (None, "", [])


def _shape_page(
    page: Mapping[str, Any], path: str, known: Mapping[str, Any], *, leaves_out: bool
) -> tuple[dict[str, Any], bool]:
    """(the page, whether nothing is left on it to be asked)."""
    blocks = [
        _shape_block(block) | {"at": f"{path}.blocks[{index}]"}
        for index, block in enumerate(page["blocks"])
        if not (leaves_out and block["kind"] == "field" and is_known(block, known))
    ]
    had = any(block["kind"] == "field" for block in page["blocks"])
    asks = any(block["kind"] in {"field", "consent", "answer"} for block in blocks)
    return {**page, "blocks": blocks}, had and not asks


def _shape_block(block: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in block.items()
        if name not in _LINKS or value is None or is_address(str(value))
    }


def _lead_on(page: Mapping[str, Any], passed: Mapping[str, str | None]) -> dict[str, Any]:
    ways = [{**way, "to": _follow(way["to"], passed)} for way in page.get("ways") or ()]
    return {
        **page,
        "next": _follow(page.get("next"), passed),
        "ways": [way for way in ways if way["to"] is not None],
    }


def _follow(target: str | None, passed: Mapping[str, str | None]) -> str | None:
    """Where one comes out who is led to `target`; pages that lead to each other in a circle lead nowhere."""
    seen: set[str] = set()
    while target is not None and target in passed:
        if target in seen:
            return None
        seen.add(target)
        target = passed[target]
    return target
