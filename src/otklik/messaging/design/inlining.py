"""Rules of `<style>` put to the elements they are about: some mail programs leave styles out. Pure.

Liquid is held while the page is read: as comments between tags (also in tables, where text may not stand), as
words within quotes. Where it stands elsewhere (between attributes, in the styles) the page stays as it is.
"""

import re
from functools import lru_cache
from typing import Final

from css_inline import CSSInliner, InlineError

from otklik.messaging.design.liquid import Held, split_liquid

_MARK: Final = "otkstyle"
_CACHED: Final = 64
_STYLE: Final = re.compile(r"<style[\s>]", re.IGNORECASE)
_HELD: Final = re.compile(rf"<!--({_MARK}[0-9]+x)-->")
_INLINER: Final = CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
"""What asks for a screen (`@media`) cannot be put to elements: the styles stay, too."""
_RAW: Final = re.compile(
    r"<!--[\s\S]*?(?:-->|\Z)|<(style|script|title)(?=[\s/>])[\s\S]*?(?:</\1(?=[\s/>])|\Z)", re.IGNORECASE
)


@lru_cache(maxsize=_CACHED)
def inline_styles(page: str) -> str:
    """The page with its rules at its elements; as it is where that cannot be done."""
    if not _STYLE.search(page):
        return page
    held = Held(_MARK)
    hidden = _hide(page, held)
    if hidden is None:
        return page
    try:
        inlined = _INLINER.inline(hidden)
    except InlineError:
        return page
    # A loop around rows, and the table's body that the reader puts in: its halves would stand apart.
    if "{%" in page and inlined.count("<tbody") != page.lower().count("<tbody"):
        return page
    return held.put(_HELD.sub(r"\1", inlined))


def _hide(page: str, held: Held) -> str | None:
    """The page without Liquid; None: some stands where nothing can be put in its place."""
    pieces: list[str] = []
    quote = ""
    is_tag = False
    for n, piece in enumerate(split_liquid(page)):
        if n % 2:
            before = "".join(pieces)
            if (is_tag and not quote) or _is_raw(before):
                return None
            word = held.hold(piece)
            pieces.append(word if quote else f"<!--{word}-->")
            continue
        is_tag, quote = _follow(piece, is_tag=is_tag, quote=quote)
        pieces.append(piece)
    return "".join(pieces)


def _is_raw(before: str) -> bool:
    """Whether what follows stands in a comment or a style that is not closed yet."""
    found = list(_RAW.finditer(before))
    return bool(found) and found[-1].end() == len(before) and not found[-1][0].endswith(">")


def _follow(piece: str, *, is_tag: bool, quote: str) -> tuple[bool, str]:
    """(whether a tag is open, its open quote) behind a piece of HTML."""
    for char in piece:
        if quote:
            quote = "" if char == quote else quote
        elif is_tag and char in "\"'":
            quote = char
        elif char in "<>":
            is_tag = char == "<"
    return is_tag, quote
