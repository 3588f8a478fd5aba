"""Lines of a plain text: quotes by their `>`, flowed lines joined. Pure (RFC 3676)."""

import re
from typing import Final

from otklik.letters.reading.lines import Line

_QUOTE: Final = re.compile(r"(?:>[ \t]?){1,60}")
_BREAKS: Final = re.compile(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029")
_SIGNATURE: Final = "-- "


def read_plain(text: str, *, is_flowed: bool = False, deletes_space: bool = False) -> list[Line]:
    """The lines of a text part."""
    lines = [_read_line(each, is_flowed=is_flowed) for each in _BREAKS.split(text)]
    if is_flowed:
        lines = _join(lines, deletes_space=deletes_space)
    for line in lines:
        if line.text != _SIGNATURE:
            line.text = line.text.rstrip(" \t\xa0")
    return lines


def split_quote(text: str) -> tuple[int, str]:
    """How often a line is quoted by `>`, and what it says."""
    found = _QUOTE.match(text)
    return (found[0].count(">"), text[found.end() :]) if found else (0, text)


def _read_line(text: str, *, is_flowed: bool) -> Line:
    depth, rest = split_quote(text)
    if depth == 0 and is_flowed:
        rest = rest.removeprefix(" ")
    return Line(rest, depth)


def _join(lines: list[Line], *, deletes_space: bool) -> list[Line]:
    """Lines that end with a space go on in the next one, if it is quoted as often."""
    joined: list[Line] = []
    pieces: list[str] = []
    depth, is_open = 0, False
    for line in lines:
        if is_open and line.depth == depth and line.text != _SIGNATURE:
            pieces.append(line.text)
        else:
            if pieces:
                joined.append(Line("".join(pieces), depth))
            pieces, depth = [line.text], line.depth
        is_open = line.text.endswith(" ") and line.text != _SIGNATURE
        if is_open and deletes_space:
            pieces[-1] = pieces[-1][:-1]
    if pieces:
        joined.append(Line("".join(pieces), depth))
    return joined
