"""A condition in plain words, Russian or English: what a marketer reads in a list of segments."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from otklik.segments.language.conditions import (
    OPPOSITES,
    All,
    AnyOf,
    Condition,
    Did,
    Followed,
    Not,
    PropertyIs,
)
from otklik.segments.language.wording_base import Names, Wording, can_be_negated
from otklik.segments.language.wording_en import English
from otklik.segments.language.wording_ru import Russian

Language: TypeAlias = Literal["ru", "en"]

_LANGUAGES: Final[Mapping[Language, type[Wording]]] = {"ru": Russian, "en": English}
_BOTH_WAYS: Final = {**OPPOSITES, **{op: opposite for opposite, op in OPPOSITES.items()}}


def describe(condition: Condition, language: Language, names: Names | None = None) -> str:
    """One sentence without capital and full stop; groups inside groups stand in brackets."""
    return _phrase(condition, _LANGUAGES[language](names or Names()), is_inside=False)


def _phrase(condition: Condition, words: Wording, *, is_inside: bool) -> str:
    if isinstance(condition, All | AnyOf):
        return _group(condition, words, is_inside=is_inside)
    if isinstance(condition, Not):
        return _negated(condition.condition, words, is_inside=is_inside)
    if isinstance(condition, PropertyIs):
        return words.test(condition.test)
    if isinstance(condition, Did):
        return words.did(condition)
    if isinstance(condition, Followed):
        return _bracketed(words.followed(condition), is_inside=is_inside)
    return words.member(condition, is_in=True)


def _group(group: All | AnyOf, words: Wording, *, is_inside: bool) -> str:
    parts = _flat(group)
    if len(parts) == 1:
        return _phrase(parts[0], words, is_inside=is_inside)
    joint = words.both if isinstance(group, All) else words.either
    text = joint.join(_phrase(part, words, is_inside=True) for part in parts)
    return _bracketed(text, is_inside=is_inside)


def _flat(group: All | AnyOf) -> list[Condition]:
    """The conditions of a group and of groups of its kind in it, which mean the same without brackets."""
    parts: list[Condition] = []
    for one in group.conditions:
        if isinstance(one, All | AnyOf) and (type(one) is type(group) or len(one.conditions) == 1):
            parts.extend(_flat(one))
        else:
            parts.append(one)
    return parts


def _negated(condition: Condition, words: Wording, *, is_inside: bool) -> str:
    if isinstance(condition, Not):
        return _phrase(condition.condition, words, is_inside=is_inside)
    if isinstance(condition, All | AnyOf) and len(condition.conditions) == 1:
        return _negated(condition.conditions[0], words, is_inside=is_inside)
    if isinstance(condition, PropertyIs) and condition.test.op in _BOTH_WAYS:
        return words.test(msgspec.structs.replace(condition.test, op=_BOTH_WAYS[condition.test.op]))
    if isinstance(condition, Did) and can_be_negated(condition):
        return words.did(condition, is_negated=True)
    if isinstance(condition, All | AnyOf | PropertyIs | Did | Followed):
        return f"{words.it_is_false} ({_phrase(condition, words, is_inside=False)})"
    return words.member(condition, is_in=False)


def _bracketed(text: str, *, is_inside: bool) -> str:
    return f"({text})" if is_inside else text
