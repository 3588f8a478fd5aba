"""Which lines of a mail are new, and which are folded away. Pure.

A quote below or above the only new words is folded. Where answers stand between quotes, everything from the
first to the last of them stays, quotes with `>`: an answer without its question says nothing. A forwarded
mail is no quote: it is what the letter is about. Nothing is dropped: what is not in the text is in the quote
or in the signature. Where nothing would be left, nothing is folded.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from otklik.letters.reading import openings
from otklik.letters.reading.lines import Line, Mark
from otklik.letters.reading.plain_lines import split_quote

_MAX_SIGNATURE: Final = 15
_LOOK_BACK: Final = 12
_LOOK_AHEAD: Final = 16
_MAX_GAP: Final = 4
_MAX_MARKS: Final = 10
_DELIMITERS: Final = frozenset({"--", "—", "–-", "-- ", "---"})


class Folded(msgspec.Struct, frozen=True):
    """The new words, the signature, what was quoted, and whether the mail is a forwarded one."""

    text: str
    signature: str = ""
    quoted: str = ""
    is_forwarded: bool = False


class _Run(msgspec.Struct):
    """Lines side by side that are all new, or all quoted."""

    lines: list[Line]
    is_new: bool


def fold(lines: Sequence[Line], *, is_forward: bool = False, may_be_empty: bool = False) -> Folded:
    """Part the lines. `is_forward`: the subject says so; `may_be_empty`: files came, words need not."""
    lines = [_with_depth(line) for line in lines]
    _judge_indents(lines)
    forwarded, cut = _find_openings(lines, is_forward=is_forward)
    is_old = [
        at >= cut or line.depth > 0 or line.mark is Mark.HEAD for at, line in enumerate(lines[:forwarded])
    ]
    _take_attributions(lines, is_old)
    runs = _gather(lines[:forwarded], is_old)
    signature = _take_signatures(runs)
    if forwarded < len(lines):
        runs.append(_Run(lines[forwarded:], is_new=True))
    runs = [run for run in runs if _has_words(run.lines)]
    folded = _assemble(runs, signature, may_be_empty=may_be_empty)
    return msgspec.structs.replace(folded, is_forwarded=forwarded < len(lines))


def _with_depth(line: Line) -> Line:
    """A `>` at the start of a line of a page is a quote as well."""
    if not line.text.startswith(">"):
        return line
    depth, rest = split_quote(line.text)
    return Line(rest, line.depth + depth, is_sure=True, mark=line.mark)


def _judge_indents(lines: list[Line]) -> None:
    """A block of which the markup does not tell that it is a quote is one if somebody is named as its writer.

    He is named above the block or in its first line; without him it is an indent.
    """
    at = 0
    while at < len(lines):
        first = at
        while at < len(lines) and lines[at].depth and not lines[at].is_sure:
            at += 1
        if at > first:
            _judge_indent(lines, first, at)
        at += 1


def _judge_indent(lines: list[Line], first: int, after: int) -> None:
    said = next((at for at in range(first, after) if lines[at].text.strip()), after)
    within = openings.count_attribution([line.text for line in lines[said : said + 3]])
    is_quote = bool(within) or _find_writer(lines, first) is not None
    for line in lines[first:after]:
        line.is_sure, line.depth = is_quote, line.depth if is_quote else 0


def _find_writer(lines: list[Line], first: int) -> int | None:
    """Where the words begin that say, above `first`, who wrote what follows; None: nothing says it."""
    last = first - 1
    while last >= 0 and first - last <= _MAX_GAP and not lines[last].text.strip():
        last -= 1
    if last < 0 or not lines[last].text.strip():
        return None
    for count in range(1, 4):
        start = last - count + 1
        if start < 0:
            return None
        if openings.count_attribution([line.text for line in lines[start : last + 1]]) == count:
            return start
    return last if openings.names_writer(lines[last].text) else None


def _find_openings(lines: list[Line], *, is_forward: bool) -> tuple[int, int]:
    """Where a forwarded mail begins, and where an older one that has no marks of a quote does."""
    none = len(lines)
    for at, line in enumerate(lines):
        is_forwarded = line.mark is Mark.FORWARD or openings.opens_forward(line.text)
        if is_forwarded and (not line.depth or _begins_quote(lines, at)):
            return at, none
        if line.depth:
            continue
        if line.mark is Mark.CUT or _opens_older(lines, at):
            return (at, none) if is_forward else (none, at)
    return none, none


def _begins_quote(lines: list[Line], at: int) -> bool:
    """Whether a quoted line is the first of its quote, and nobody is named above it (as Apple Mail does)."""
    above = at - 1
    while above >= 0 and not lines[above].text.strip():
        above -= 1
    is_first = above < 0 or not lines[above].depth
    return is_first and (above < 0 or lines[above].mark is not Mark.HEAD) and _find_writer(lines, at) is None


def _opens_older(lines: list[Line], at: int) -> bool:
    text = lines[at].text
    if not text.strip():
        return False
    if openings.opens_original(text):
        return True
    if openings.may_open_fields(text):
        following = [line.text for line in lines[at + 1 : at + _LOOK_AHEAD] if line.text.strip()]
        return openings.opens_fields([text, *following])
    count = openings.count_attribution([line.text for line in lines[at : at + 3]])
    if not count:
        return False
    after = next((line for line in lines[at + count : at + _LOOK_AHEAD] if line.text.strip()), None)
    said = " ".join(line.text for line in lines[at : at + count])
    return after is not None and not after.depth and openings.is_certain(said)


def _take_attributions(lines: list[Line], is_old: list[bool]) -> None:
    """What stands above a quote and belongs to it is quoted as well: who wrote, a rule, the old subject."""
    for at in range(1, len(is_old)):
        if not is_old[at] or is_old[at - 1]:
            continue
        start = _find_writer(lines, at)
        first = at if start is None else start
        for above in range(first - 1, max(-1, first - _LOOK_BACK), -1):
            if is_old[above] or (lines[above].text.strip() and not openings.stands_above(lines[above].text)):
                break
            if lines[above].text.strip():
                first = above
        is_old[first:at] = [True] * (at - first)


def _gather(lines: list[Line], is_old: list[bool]) -> list[_Run]:
    runs: list[_Run] = []
    for line, old in zip(lines, is_old, strict=True):
        is_new = runs[-1].is_new if runs and not line.text.strip() else not old
        if not runs or runs[-1].is_new != is_new:
            runs.append(_Run([], is_new))
        runs[-1].lines.append(line)
    return runs


def _take_signatures(runs: list[_Run]) -> list[Line]:
    """Take the signatures out of the new lines: they end the words above a quote, or the whole."""
    taken: list[Line] = []
    for run in runs:
        if run.is_new:
            first = _find_signature(run.lines)
            taken += [line for line in run.lines[:first] if line.mark is Mark.SIGNATURE] + run.lines[first:]
            run.lines = [line for line in run.lines[:first] if line.mark is not Mark.SIGNATURE]
    return taken


def _find_signature(lines: list[Line]) -> int:
    """Where the signature begins: at `-- `, or where only words of programs are left."""
    end = len(lines)
    for at in range(len(lines) - 1, max(-1, len(lines) - 3 * _MAX_SIGNATURE), -1):
        text = lines[at].text
        if text.rstrip(" \xa0") in _DELIMITERS and _count_words(lines[at:]) <= _MAX_SIGNATURE:
            return at
    while end and (not lines[end - 1].text.strip() or openings.is_of_program(lines[end - 1].text)):
        end -= 1
    return end if _has_words(lines[end:]) else len(lines)


def _assemble(runs: list[_Run], signature: list[Line], *, may_be_empty: bool) -> Folded:
    new = [at for at, run in enumerate(runs) if run.is_new]
    if len(new) > 1 and new[0]:
        _part_question(runs, new[0] - 1)
        new = [at + 1 for at in new]
    if not new and not may_be_empty:
        return Folded(write([line for run in runs for line in run.lines]), write(signature))
    first, last = (new[0], new[-1]) if new else (0, -1)
    if len(new) > 1 and first:
        first -= 1
    shown = [line for run in runs[first : last + 1] for line in _apart(run)]
    rest = [line for run in [*runs[:first], *runs[last + 1 :]] for line in _apart(run)]
    outer = min((line.depth for line in rest if line.text.strip() and line.depth), default=0)
    return Folded(write(shown), write(signature), write(rest, outer=outer))


def _part_question(runs: list[_Run], at: int) -> None:
    """Part the question that the first answer needs from the line above it that says who asked."""
    lines = runs[at].lines
    asked = next((number for number, line in enumerate(lines) if line.depth), len(lines))
    runs[at : at + 1] = [_Run(lines[:asked], is_new=False), _Run(lines[asked:], is_new=False)]


def _apart(run: _Run) -> list[Line]:
    return [*run.lines, Line("")]


def write(lines: Sequence[Line], *, outer: int = 0) -> str:
    """Lines as text: quotes with `>`, those of `outer` depth without; never two empty lines."""
    written: list[str] = []
    for line in lines:
        text = line.text.rstrip()
        if text:
            written.append("> " * min(max(line.depth - outer, 0), _MAX_MARKS) + text)
        elif written and written[-1]:
            written.append("")
    return "\n".join(written).strip("\n")


def _has_words(lines: Sequence[Line]) -> bool:
    return any(line.text.strip() for line in lines)


def _count_words(lines: Sequence[Line]) -> int:
    return sum(1 for line in lines if line.text.strip())
