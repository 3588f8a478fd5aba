"""A design becomes HTML and text once; what varies by person stays Liquid in them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from mjml import mjml2html

from otklik.messaging.design.drawing import draw
from otklik.messaging.design.plain import design_to_plain

_CACHED: Final = 256
"""Letters that a process keeps drawn: about 15 MB."""


class Compiled(msgspec.Struct, frozen=True):
    """Templates of a letter's HTML and text."""

    html: str
    text: str


def lay_out(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """A letter's content with its design drawn: `html` and, unless it was written by hand, `text`.

    Without a design it stays as it is. The design must have been checked.
    """
    design = content.get("design")
    if not isinstance(design, Mapping):
        return content
    drawn = compile_design(design)
    rest = {name: value for name, value in content.items() if name != "design"}
    return {**rest, "html": drawn.html, "text": content.get("text") or drawn.text}


def compile_design(design: Mapping[str, Any]) -> Compiled:
    """Draw a design that was checked; the same one is drawn once."""
    return _compile(msgspec.json.encode(design, order="deterministic"))


@lru_cache(maxsize=_CACHED)
def _compile(spelt: bytes) -> Compiled:
    design = msgspec.json.decode(spelt)
    source, held = draw(design)
    return Compiled(held.put(mjml2html(source)), design_to_plain(design))
