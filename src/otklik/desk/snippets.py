"""The place of a text that answers to a search: plain text, and what answers as ranges of characters."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from otklik.desk.repository_search import END, START
from otklik.inbox.contracts import Part

WIDTH: Final = 200
_LEAD: Final = 40
_SHARED: Final = 0.5
"""Of an asked word's trigrams, what a word must have to be marked."""
_WORD: Final = re.compile(r"[^\W_]+")

_LETTERS: Final = str.maketrans("абвгдежзийклмнопрстуфхцчшщыэюяё", "abvgdejziiklmnoprstufhc4wwyeqxe", "ъь")
"""As `search_letters` of the database has it."""

Range = tuple[int, int]


class Snippet(msgspec.Struct, frozen=True):
    """A piece of a text; `ranges` are (from, up to) in characters (code points) of it."""

    text: str
    ranges: tuple[Range, ...] = ()


def make_snippet(part: Part, marked: tuple[str, str] | None, words: Sequence[str]) -> Snippet:
    """The piece of a part's words, or of its files' names, that answers.

    `marked`: both with marks around what answers, as the database found it; without, what looks alike is
    marked here.
    """
    names = ", ".join(str(each.get("name", "")) for each in part.data.get("files") or [])
    for text, found in zip((part.body, names), marked or ("", ""), strict=True):
        ranges = tuple(read_marks(found))
        plain = found.replace(START, "").replace(END, "")
        if ranges and len(plain) == len(text):
            return cut(Snippet(text, ranges))
    said = mark_similar(part.body, words)  # a word inside an address, say, that the database does not mark
    return cut(said if said.ranges or not names else mark_similar(names, words))


def read_marks(text: str) -> Iterator[Range]:
    """Where the marks stand in the text without them."""
    taken = 0
    for match in re.finditer(f"{START}([^{START}{END}]*){END}", text):
        start = match.start() - taken
        taken += 2
        yield start, start + len(match[1])


def mark_similar(text: str, words: Sequence[str]) -> Snippet:
    """The text with each word marked that looks like one of `words`."""
    ranges = [
        match.span()
        for match in _WORD.finditer(text)
        if any(is_similar(word, match[0].lower().replace("ё", "е")) for word in words)
    ]
    return Snippet(text, tuple(ranges))


def is_similar(asked: str, said: str) -> bool:
    """Whether a word begins as asked, or shares enough trigrams with it."""
    if said.startswith(asked):
        return True
    wanted = _trigrams(asked)
    return len(wanted & _trigrams(said)) >= _SHARED * len(wanted)


def _trigrams(word: str) -> set[str]:
    padded = f"  {word.translate(_LETTERS)} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def cut(whole: Snippet) -> Snippet:
    """A piece around the first range; what was left out is told by an ellipsis."""
    first = whole.ranges[0][0] if whole.ranges else 0
    start = max(0, first - _LEAD)
    if start:
        space = whole.text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    end = min(len(whole.text), start + WIDTH)
    lead, tail = "…" if start else "", "…" if end < len(whole.text) else ""
    moved = [
        (low - start + len(lead), min(high, end) - start + len(lead))
        for low, high in whole.ranges
        if start <= low < end
    ]
    return Snippet(lead + whole.text[start:end].replace("\n", " ") + tail, tuple(moved))
