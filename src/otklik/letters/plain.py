"""The text of a letter's HTML, for those who read without. Pure.

What a text browser shows: paragraphs parted by an empty line, items with a dash, links with their address
behind the words, nothing that is hidden or drawn.
"""

import re
from html.parser import HTMLParser
from typing import Final

_SILENT: Final = frozenset({"style", "script", "head", "title", "template", "noscript", "svg", "object"})
_BLOCKS: Final = frozenset(
    {"p", "div", "table", "section", "article", "header", "footer", "blockquote", "ul", "ol", "pre", "center"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "form", "figure", "dl", "hr"}
)
_LINES: Final = frozenset({"br", "tr", "li", "dt", "dd"})
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\n\r\f\xa0]+")
_INVISIBLE: Final = re.compile("[\u034f\u200b-\u200d\u00ad\ufeff]+")
MAX_CHARS: Final = 2_000_000


def write_plain(page: str) -> str:
    """What `page` says. Raises ValueError when it is over two million characters."""
    if len(page) > MAX_CHARS:
        raise ValueError("the letter is too long")
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._silent = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a paragraph, a link, or a silence."""
        given = dict(attrs)
        if tag not in _VOID:
            is_silent = tag in _SILENT or bool(_HIDDEN.search(given.get("style") or ""))
            self._open.append((tag, is_silent))
            self._silent += is_silent
        if self._silent:
            return
        self._break(tag)
        if tag == "li":
            self._pieces.append("- ")
        elif tag == "img" and (words := (given.get("alt") or "").strip()):
            self._pieces.append(words)
        elif tag == "a":
            self._links.append((given.get("href") or "", len(self._pieces)))

    def handle_endtag(self, tag: str) -> None:
        """End what is open, with all inside that nobody closed."""
        if not any(name == tag for name, _ in self._open):
            return
        if tag == "a" and not self._silent and self._links:
            self._end_link()
        while self._open:
            name, was_silent = self._open.pop()
            self._silent -= was_silent
            if name == tag:
                break
        if not self._silent:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        """Words; spaces and line breaks of the source are one space."""
        if not self._silent:
            self._pieces.append(_INVISIBLE.sub("", _SPACES.sub(" ", data)))

    def text(self) -> str:
        """All of it: lines without spaces at their ends, never two empty ones."""
        lines = [line.strip() for line in "".join(self._pieces).split("\n")]
        kept: list[str] = []
        for line in lines:
            if line or (kept and kept[-1]):
                kept.append(_SPACES.sub(" ", line))
        return "\n".join(kept).strip()

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._pieces.append("\n\n")
        elif tag in _LINES:
            self._pieces.append("\n")

    def _end_link(self) -> None:
        href, since = self._links.pop()
        words = "".join(self._pieces[since:]).strip()
        if href.startswith(("http://", "https://")) and words and href.rstrip("/") != words.rstrip("/"):
            self._pieces.append(f" ({href})")
        elif href.startswith(("http://", "https://")) and not words:
            self._pieces.append(href)
