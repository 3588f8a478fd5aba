"""Rich text of a block: paragraphs, bold, italics, links and lists, and nothing else. Pure."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import nh3

from otklik.letters.plain import write_plain
from otklik.messaging.design.liquid import Held
from otklik.messaging.site.reading import is_address

TAGS: Final = frozenset({"p", "br", "strong", "b", "em", "i", "u", "s", "a", "ul", "ol", "li"})
_MARK: Final = "otkrich"
_HELD: Final = re.compile(rf"{_MARK}[0-9]+x")
_PLAIN: Final = "https://"
_HREF: Final = re.compile(rf'(<a [^>]*href=")({_MARK})')
_STYLES: Final = {
    "p": "margin:0 0 12px",
    "ul": "margin:0 0 12px;padding:0 0 0 22px",
    "ol": "margin:0 0 12px;padding:0 0 0 22px",
    "li": "margin:0 0 6px",
}
_LAST: Final = re.compile(r'<(p|ul|ol) style="margin:0 0 12px((?:(?!<(?:p|ul|ol) style)[\s\S])*)\Z')


def find_strange(text: str) -> Iterator[str]:
    """What may not stand in a rich text: `<script>`, `onclick`, `javascript:…`."""
    reader = _Reader()
    reader.feed(Held(_MARK).take(text))
    reader.close()
    yield from reader.strange


def clean_rich(text: str, *, link: str) -> str:
    """A rich text as a letter's HTML: what does not belong is taken out, links have the colour `link`."""
    held = Held(_MARK)
    cleaned = _clean(held.take(text))
    for tag, style in _STYLES.items():
        cleaned = cleaned.replace(f"<{tag}>", f'<{tag} style="{style}">')
    cleaned = cleaned.replace("<a ", f'<a class="o-link" style="color:{link};text-decoration:underline" ')
    return held.put(_LAST.sub(r'<\1 style="margin:0\2', cleaned))


def rich_to_plain(text: str) -> str:
    """What it says, for those who read without HTML."""
    held = Held(_MARK)
    cleaned = _HREF.sub(rf"\1{_PLAIN}\2", _clean(held.take(text)))
    plain = write_plain(cleaned)
    return held.put(re.sub(rf"{_PLAIN}({_MARK})", r"\1", plain))


def _clean(text: str) -> str:
    return nh3.clean(
        text,
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Tags and attributes that are not of a rich text."""
        if tag not in TAGS:
            self.strange.append(f"<{tag[:40]}>")
            return
        for name, value in attrs:
            if (tag, name) != ("a", "href"):
                self.strange.append(name[:40])
            elif not is_link(value or ""):
                self.strange.append((value or "")[:40])

    def handle_comment(self, data: str) -> None:
        """Mail programs read conditions in comments."""
        self.strange.append(f"<!--{data[:30]}")

    def handle_decl(self, decl: str) -> None:
        """`<!…>`."""
        self.strange.append(f"<!{decl[:30]}")

    def handle_pi(self, data: str) -> None:
        """`<?…>`."""
        self.strange.append(f"<?{data[:30]}")

    def unknown_decl(self, data: str) -> None:
        """`<![…]>`."""
        self.strange.append(f"<![{data[:30]}")


def is_link(url: str) -> bool:
    """Whether a letter's link may lead there: http(s), mailto, tel; one that is filled in is not known."""
    if _HELD.match(url) or "{{" in url or "{%" in url:
        return not url.lower().lstrip().startswith(("javascript", "data", "vbscript"))
    return is_address(url) and url[0] not in "/?#"
