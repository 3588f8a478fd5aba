"""Lines of a page as a browser would show them, with what its markup says of quotes and signatures. Pure.

Each mail program writes quotes in its way; the ways are listed in `programs`. Whether a line is new is
decided in `folding`.
"""

import re
from typing import Final

import msgspec

from otklik.letters.reading.lines import Line, Mark
from otklik.letters.reading.markup import VOID, End, Start, read_attributes, read_markup
from otklik.letters.reading.programs import NOTHING, Hint, is_telling, look_at

_SILENT: Final = frozenset(
    {"style", "script", "head", "title", "template", "svg", "object", "xml", "select", "button", "textarea"}
    | {"iframe", "noembed", "noframes", "audio", "video", "map"}
)
_PARAGRAPHS: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "figure"}
)
_LINES: Final = frozenset(
    {"div", "tr", "li", "dt", "dd", "blockquote", "center", "section", "article", "header", "footer", "main"}
    | {"aside", "form", "fieldset", "address", "caption", "body", "html", "nav", "details", "summary"}
)
_CELLS: Final = frozenset({"td", "th"})
_LISTS: Final = frozenset({"ul", "ol"})
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
_RUNS: Final = re.compile(r" {2,}")
_INVISIBLE: Final = re.compile("[\u034f\u200b-\u200d\u00ad\ufeff\u2060]+")
_BREAKS: Final = re.compile(r"\r\n|\r|\n")
_EDGES: Final = " \xa0\t"
_MAX_INDENT: Final = 6
_MAX_DIGITS: Final = 6


class _Open(msgspec.Struct):
    """An element that is open, and what holds inside it."""

    name: str = ""
    depth: int = 0
    is_sure: bool = False
    is_silent: bool = False
    is_tight: bool = False
    is_pre: bool = False
    mark: Mark | None = None


def read_page(page: str) -> list[Line]:
    """The lines that a page shows."""
    reading = _Page()
    for token in read_markup(page):
        if isinstance(token, Start):
            reading.start(token.name, token.written)
        elif isinstance(token, End):
            reading.end(token.name)
        else:
            reading.say(token.text)
    return reading.close()


class _Page:
    """The state of one pass over a page."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._pieces: list[str] = []
        self._has_words = False
        self._wants_gap = False
        self._coming: Mark | None = None
        self._now = _Open()
        self._open: list[_Open] = [self._now]
        self._count: dict[str, int] = {}
        self._links: list[tuple[str, int]] = []
        self._lists: list[int] = []

    def start(self, name: str, written: str) -> None:
        """An element begins."""
        given = read_attributes(written) if written and is_telling(name, written) else {}
        hint = look_at(name, given) if given else NOTHING
        if name in VOID:
            if not self._now.is_silent:
                self._show(name, hint, written)
            return
        self._break(name, is_tight=hint.is_tight)
        self._enter(name, hint)
        if not self._now.is_silent:
            self._coming = hint.starts or self._coming
            self._begin(name, given)

    def end(self, name: str) -> None:
        """An element ends, with all inside that nobody closed; an end without a start is nothing."""
        if name == "br":
            self._show(name, NOTHING, "")
        if not self._count.get(name):
            return
        if name == "a" and self._links and not self._now.is_silent:
            self._end_link(*self._links.pop())
        closed = self._leave()
        while closed.name != name:
            closed = self._leave()
        self._break(name, is_tight=closed.is_tight)

    def say(self, text: str) -> None:
        """Words; outside of `pre` any run of spaces is one."""
        if self._now.is_silent:
            return
        if not self._now.is_pre:
            self._put(_INVISIBLE.sub("", _SPACES.sub(" ", text)))
            return
        first, *others = _BREAKS.split(text)
        self._put(first)
        for line in others:
            self._end_line(self._now, is_forced=True)
            self._put(line)

    def close(self) -> list[Line]:
        """All lines."""
        self._end_line(self._now)
        return self._lines

    def _enter(self, name: str, hint: Hint) -> None:
        before = self._now
        is_quote = hint.is_quote or name == "blockquote"
        if is_quote or hint.inside not in {None, before.mark}:
            self._end_line(before)
        self._now = _Open(
            name,
            depth=before.depth + is_quote,
            is_sure=before.is_sure or hint.is_quote,
            is_silent=before.is_silent or hint.is_hidden or name in _SILENT,
            is_tight=hint.is_tight,
            is_pre=before.is_pre or hint.is_pre or name == "pre",
            mark=hint.inside or before.mark,
        )
        self._open.append(self._now)
        self._count[name] = self._count.get(name, 0) + 1

    def _leave(self) -> _Open:
        closed = self._open.pop()
        self._now = self._open[-1]
        self._count[closed.name] -= 1
        if self._has_words and (closed.depth, closed.mark) != (self._now.depth, self._now.mark):
            self._end_line(closed)
        if closed.name in _LISTS and self._lists and not closed.is_silent:
            self._lists.pop()
        return closed

    def _begin(self, name: str, given: dict[str, str]) -> None:
        if name == "a":
            self._links.append((given.get("href", "").strip(), len(self._pieces)))
        elif name == "li":
            self._begin_item()
        elif name in _LISTS:
            start = given.get("start", "1")
            is_number = start.isascii() and start.isdigit() and len(start) <= _MAX_DIGITS
            self._lists.append((int(start) if is_number else 1) if name == "ol" else -1)
        elif name in _CELLS and self._has_words:
            self._pieces.append(" ")

    def _begin_item(self) -> None:
        indent = "  " * min(max(len(self._lists) - 1, 0), _MAX_INDENT)
        if self._lists and self._lists[-1] >= 0:
            self._pieces.append(f"{indent}{self._lists[-1]}. ")
            self._lists[-1] += 1
        else:
            self._pieces.append(f"{indent}- ")

    def _show(self, name: str, hint: Hint, written: str) -> None:
        """What has no end: a line break, a rule, a picture."""
        self._coming = hint.starts or self._coming
        if name == "br":
            self._end_line(self._now, is_forced=True)
        elif name == "hr":
            self._end_line(self._now)
            self._wants_gap = True
        elif name == "img":
            given = read_attributes(written)
            words = given.get("alt", "").strip()
            if words and not given.get("src", "").strip().lower().startswith("cid:"):
                self._put(f"[{words}]" if words.isascii() or len(words) > 3 else words)  # noqa: PLR2004 - emoji

    def _put(self, text: str) -> None:
        if text and (self._pieces or self._now.is_pre or text != " "):
            self._has_words = self._has_words or bool(text.strip(_EDGES))
            self._pieces.append(text)

    def _break(self, name: str, *, is_tight: bool) -> None:
        if self._now.is_silent:
            return
        if name in _PARAGRAPHS:
            self._end_line(self._now)
            self._wants_gap = self._wants_gap or not is_tight
        elif name in _LINES:
            self._end_line(self._now)

    def _end_line(self, place: _Open, *, is_forced: bool = False) -> None:
        """Put down what has been gathered; nothing is a line only where it is forced (`br`, `&nbsp;`)."""
        if not self._has_words and not is_forced and not any("\xa0" in piece for piece in self._pieces):
            self._pieces.clear()
            return
        if self._has_words and self._wants_gap and self._lines and self._lines[-1].text:
            self._lines.append(Line("", place.depth, place.is_sure))
        mark = place.mark
        if self._has_words:
            self._wants_gap = False
            mark, self._coming = self._coming or mark, None
        self._lines.append(Line(self._spell(place), place.depth, place.is_sure, mark))
        self._pieces.clear()
        self._links = [(href, 0) for href, _ in self._links]
        self._has_words = False

    def _spell(self, place: _Open) -> str:
        text = "".join(self._pieces).replace("\xa0", " ").rstrip(_EDGES)
        if place.is_pre:
            return text
        indent = len(text) - len(text.lstrip(" ")) if self._lists else 0
        return " " * indent + _RUNS.sub(" ", text.strip(" "))

    def _end_link(self, href: str, since: int) -> None:
        words = "".join(self._pieces[since:]).strip()
        if not words or not href.lower().startswith(("http://", "https://")):
            return
        bare = href.partition("://")[2].rstrip("/")
        if bare not in words and not words.startswith("["):
            self._put(f" ({href})")
