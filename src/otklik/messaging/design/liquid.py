"""Liquid within other languages: found, held apart while HTML is read, put back. Pure."""

import html
import re
from typing import Final

_FRAGMENT: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)


def split_liquid(text: str) -> list[str]:
    """The pieces of a text: every second one is Liquid."""
    return _FRAGMENT.split(text)


def has_liquid(text: str) -> bool:
    """Whether a text is filled in for each person."""
    return "{{" in text or "{%" in text


def escape_words(text: str) -> str:
    """A text as HTML, also within quotes; Liquid is left alone: its values are escaped later."""
    pieces = split_liquid(text)
    return "".join(piece if n % 2 else html.escape(piece, quote=True) for n, piece in enumerate(pieces))


class Held:
    """Liquid of a text, held behind words that HTML and MJML mean nothing by.

    `mark` must be letters and digits that stand nowhere in the text.
    """

    __slots__ = ("_fragments", "_mark", "_place")

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._fragments: list[str] = []
        self._place = re.compile(rf"{mark}([0-9]+)x")

    def hold(self, fragment: str) -> str:
        """The word that stands for a fragment."""
        self._fragments.append(fragment)
        return f"{self._mark}{len(self._fragments) - 1}x"

    def take(self, text: str) -> str:
        """The text with words in the place of its Liquid."""
        return "".join(self.hold(piece) if n % 2 else piece for n, piece in enumerate(split_liquid(text)))

    def put(self, text: str) -> str:
        """The text with what was held; what was held may hold more."""

        def find(match: re.Match[str]) -> str:
            number = int(match[1])
            return self.put(self._fragments[number]) if number < len(self._fragments) else match[0]

        return self._place.sub(find, text)
