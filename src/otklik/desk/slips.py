"""Words as a hand that slipped once may have meant them: pure."""

import re
from collections.abc import Iterator
from typing import Final

_LETTERS: Final = ("абвгдежзийклмнопрстуфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz")
_ROWS: Final = ("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
_OTHER_LAYOUT: Final = str.maketrans(_ROWS[0] + _ROWS[1], _ROWS[1] + _ROWS[0])
_SPELT: Final = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш",
    "yu": "ю", "ju": "ю", "ya": "я", "ja": "я", "yo": "е", "jo": "е", "ye": "е", "je": "е",
    **dict(zip("abvgdezijklmnoprstufhcyxwq", "абвгдезийклмнопрстуфхцыхвк", strict=True)),
}  # fmt: skip
_SOUND: Final = re.compile("|".join(_SPELT))  # the longer ones stand first
_LONGEST: Final = 24
"""Longer words are typed by no hand."""


def undo_slips(word: str) -> list[str]:
    """What may have been meant by a word (lower case, ё as е): itself first, then each other once.

    One letter is too much, missing, wrong or in its neighbour's place, or the keyboard stood at the other
    language, or Russian is spelt in Latin letters.
    """
    if len(word) > _LONGEST:
        return [word]
    meant = dict.fromkeys([word, *_meant(word, _letters_of(word))])
    return [each for each in meant if each.isalnum()]


def swap_layout(word: str) -> str:
    """The same keys, with the keyboard at the other language."""
    return word.translate(_OTHER_LAYOUT)


def _letters_of(word: str) -> str:
    return "".join(letters for letters in _LETTERS if any(each in letters for each in word))


def _meant(word: str, letters: str) -> Iterator[str]:
    yield swap_layout(word)
    yield _SOUND.sub(lambda sound: _SPELT[sound[0]], word)
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
            yield from (before + each + after[1:] for each in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + each + after for each in letters)
