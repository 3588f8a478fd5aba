"""A design becomes HTML and text once; what varies by person stays Liquid in them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from mjml import mjml2html

from otklik.messaging.design.drawing import draw
from otklik.messaging.design.inlining import inline_styles
from otklik.messaging.design.plain import design_to_plain

_CACHED: Final = 256
"""Letters that a process keeps drawn: about 15 MB."""


class Compiled(msgspec.Struct, frozen=True):
    """Templates of a letter's HTML and text."""

    html: str
    text: str


def lay_out(content: Mapping[str, Any], *, is_marked: bool = False) -> Mapping[str, Any]:
    """A letter's content with its design drawn: `html` and, unless it was written by hand, `text`.

    HTML that was written by hand gets its styles at its elements. The design must have been checked.
    `is_marked`: for the editor, which finds blocks in the page by their classes.
    """
    design = content.get("design")
    if not isinstance(design, Mapping):
        page = content.get("html")
        return {**content, "html": inline_styles(page)} if isinstance(page, str) else content
    drawn = compile_design(design, is_marked=is_marked)
    rest = {name: value for name, value in content.items() if name != "design"}
    return {**rest, "html": drawn.html, "text": content.get("text") or drawn.text}


def compile_design(design: Mapping[str, Any], *, is_marked: bool = False) -> Compiled:
    """Draw a design that was checked; the same one is drawn once."""
    return _compile(msgspec.json.encode(design, order="deterministic"), is_marked=is_marked)


@lru_cache(maxsize=_CACHED)
def _compile(spelt: bytes, *, is_marked: bool) -> Compiled:
    design = msgspec.json.decode(spelt)
    source, held = draw(design, is_marked=is_marked)
    return Compiled(held.put(mjml2html(source)), design_to_plain(design))
