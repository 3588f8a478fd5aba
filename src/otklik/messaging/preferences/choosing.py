"""What somebody's boxes say, as words to be written. Pure."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from otklik.messaging.preferences.reading import Choice, Sheet

Given = Mapping[str, Sequence[str]]
"""A posted form: values by name."""


class Word(msgspec.Struct, frozen=True):
    """One thing that he said: he takes what the key names, or not."""

    key: str
    is_on: bool


def read_choices(sheet: Sheet, given: Given) -> list[Word]:
    """The words of a form, in the order in which they must be written.

    `box`: boxes that stood on the page, `had`: those that were ticked, `on`: those that are. Only what he
    changed is said: two letters may be open, and what one page did not touch the other may have changed.
    `what=none` leaves everything: each channel's word goes last, for it covers topics that no page names.
    """
    if given.get("what", [""])[0] == "none":
        boxes = sheet.list_choices()
        topics = [each for each in boxes if each.topic and each.is_on]
        return [
            Word(each.key, is_on=False) for each in (*topics, *(each for each in boxes if not each.topic))
        ]
    shown, had, now = (set(given.get(name, ())) for name in ("box", "had", "on"))
    words: list[Word] = []
    for group in sheet.groups:
        boxes = [each for each in group.choices if each.key in shown]
        words += _read_group(boxes, had, now)
    return words


def _read_group(boxes: Sequence[Choice], had: Collection[str], now: Collection[str]) -> list[Word]:
    """The channel's word goes first: it covers those of topics said before it, so they are said again."""
    whole = next((each for each in boxes if not each.topic), None)
    is_whole_changed = whole is not None and (whole.key in had) != (whole.key in now)
    said = [Word(whole.key, whole.key in now)] if whole is not None and is_whole_changed else []
    return said + [
        Word(each.key, each.key in now)
        for each in boxes
        if each.topic and (is_whole_changed or (each.key in had) != (each.key in now))
    ]
