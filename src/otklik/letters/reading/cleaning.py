"""A page of a mail made harmless, to be shown as it was written. Pure; `nh3` does the work.

Kept are text, tables, lists, links and pictures with the styles of a list. Scripts, forms, frames, events,
style sheets and whatever loads from afar are gone: the address of a remote picture stands in `data-src`, and
whoever wants to see it has to ask. The page is still only to be shown in a sandboxed frame.
"""

import re
from typing import Final

import nh3

from otklik.letters.reading.contracts import Limits
from otklik.letters.reading.markup import count_open

_TAGS: Final = nh3.ALLOWED_TAGS - {"area", "map", "link", "data", "article", "details", "summary"} | {
    "font", "big", "tfoot", "section", "main", "address", "u", "s",
}  # fmt: skip
_EVERYWHERE: Final = frozenset({"style", "align", "valign", "dir", "lang", "title"})
_OF_TABLES: Final = frozenset(
    {"width", "height", "bgcolor", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "nowrap"}
)
_ATTRIBUTES: Final = {
    "*": set(_EVERYWHERE),
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
    **{name: set(_OF_TABLES) for name in ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "col")},
}
_STYLES: Final = {
    "color", "background-color", "font", "font-family", "font-size", "font-style", "font-weight",
    "font-variant",
    "line-height", "letter-spacing", "text-align", "text-decoration", "text-indent", "text-transform",
    "vertical-align", "white-space", "word-break", "overflow-wrap", "direction", "display", "width",
    "max-width",
    "min-width", "height", "margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "padding",
    "padding-top", "padding-right", "padding-bottom", "padding-left", "border", "border-top", "border-right",
    "border-bottom", "border-left", "border-color", "border-style", "border-width", "border-collapse",
    "border-spacing", "border-radius", "list-style-type",
}  # fmt: skip
_SCHEMES: Final = {"http", "https", "mailto", "tel", "cid", "data"}
_PICTURE: Final = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
_IMG: Final = re.compile(r'<img(?: [^\s">=]++(?:="[^"]*+")?+)*+')
_SRC: Final = re.compile(r' src="(?!cid:|data:)', re.IGNORECASE)
_CID: Final = re.compile(r"cid:([^\s\"'<>)]{1,250})", re.IGNORECASE)


def _filter(tag: str, name: str, value: str) -> str | None:
    """Links may lead to pages, mailboxes and phones; pictures may be of the mail itself, or from afar."""
    if name == "href":
        return value if value.lower().startswith(("http://", "https://", "mailto:", "tel:")) else None
    if name == "src":
        lower = value.lower()
        is_one = lower.startswith(("http://", "https://", "cid:")) or _PICTURE.match(value)
        return value if tag == "img" and is_one else None
    if name == "style" and ("url(" in value.lower() or "\\" in value):
        return None
    return value


_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={
        "script",
        "style",
        "title",
        "textarea",
        "iframe",
        "noembed",
        "noframes",
        "template",
        "svg",
    }
    | {"math", "select", "button", "xml"},
    attributes=_ATTRIBUTES,
    attribute_filter=_filter,
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes=_SCHEMES,
    filter_style_properties=_STYLES,
    url_relative="deny",
)


def clean_page(page: str, limits: Limits) -> str:
    """The page without danger; "" when it is too long or too tangled to be cleaned in time."""
    if len(page) > limits.html_chars or count_open(page) > limits.open_tags:
        return ""
    return _IMG.sub(_put_aside, _CLEANER.clean(page)).strip()


def list_cids(page: str) -> frozenset[str]:
    """Ids of the mail's own pictures that a page shows, in lower case."""
    return frozenset(found[1].strip().lower() for found in _CID.finditer(page))


def _put_aside(found: re.Match[str]) -> str:
    return _SRC.sub(' data-src="', found[0])
