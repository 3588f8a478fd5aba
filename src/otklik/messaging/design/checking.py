"""Checks a whole design: every fault by its path. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from mjml import mjml2html

from otklik.kit.errors import Fault
from otklik.messaging.design import limits
from otklik.messaging.design.blocks import judge_block
from otklik.messaging.design.liquid import Held
from otklik.messaging.design.theme import FONTS
from otklik.messaging.site.reading import choice, colour, flag, items, join, judge_fields, number, record

_NUL: Final = b"\\u0000"
_THEME: Final = record(
    {
        "accent": (colour, False),
        "background": (colour, False),
        "ground": (colour, False),
        "ink": (colour, False),
        "font": (choice(*FONTS), False),
        "width": (number(480, 720), False),
        "radius": (number(0, 32), False),
        "is_dark": (flag, False),
    }
)
_FIELDS: Final = {
    "theme": (_THEME, False),
    "language": (choice("ru", "en"), False),
    "blocks": (items(judge_block, most=limits.MAX_BLOCKS, least=1), True),
}


def check_design(value: Any, path: str = "design") -> list[Fault]:  # noqa: ANN401 - JSON
    """Every fault of a design."""
    if not isinstance(value, Mapping):
        return [Fault(path, "object", "An object is expected")]
    spelt = msgspec.json.encode(value)
    if len(spelt) > limits.MAX_DESIGN_BYTES:
        return [Fault(path, "too_long", "At most {limit} characters", {"limit": limits.MAX_DESIGN_BYTES})]
    if _NUL in spelt:
        return list(_find_nul(value, path))
    faults = list(judge_fields(value, _FIELDS, path))
    return faults or list(_check_mjml(value, path))


def check_saved(block: Any, path: str) -> list[Fault]:  # noqa: ANN401 - JSON
    """Every fault of a block that is to be kept for other letters."""
    if _NUL in msgspec.json.encode(block):
        return list(_find_nul(block, path))
    faults = list(judge_block(block, path))
    if faults or block["kind"] != "mjml":
        return faults
    reason = find_mjml_fault(block["mjml"])
    return [] if reason is None else [_no_mjml(f"{path}.mjml", reason)]


def _find_nul(value: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - JSON
    """Texts that no database keeps."""
    if isinstance(value, str) and "\x00" in value:
        yield Fault(path, "text", "A text without NUL is expected")
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _find_nul(each, join(path, str(name)[:60].replace("\x00", "")))
            yield from _find_nul(str(name), path)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _find_nul(each, f"{path}[{index}]")


def _check_mjml(design: Mapping[str, Any], path: str) -> Iterator[Fault]:
    for index, block in enumerate(design["blocks"]):
        if block["kind"] == "mjml":
            reason = find_mjml_fault(block["mjml"])
            if reason is not None:
                yield _no_mjml(f"{path}.blocks[{index}].mjml", reason)


def _no_mjml(path: str, reason: str) -> Fault:
    return Fault(path, "mjml", "{reason}", {"reason": reason})


def find_mjml_fault(source: str) -> str | None:
    """Why a piece of MJML (sections) cannot be drawn; None: it can."""
    if "mj-include" in source.lower():
        return "mj-include reads files: put its text here"
    held = Held("otkmjml")
    try:
        mjml2html(f"<mjml><mj-body>{held.take(source)}</mj-body></mjml>")
    except (ValueError, OSError) as error:
        return str(error).splitlines()[0][:200]
    return None
