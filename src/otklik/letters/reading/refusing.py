"""Mails that are refused as a whole, and the words for it."""

from collections.abc import Mapping
from typing import Final

from otklik.letters.reading.contracts import Refusal, UnreadableError

RUSSIAN: Final[Mapping[str, str]] = {
    Refusal.TOO_LARGE: "Письмо больше {most} МБ",
    Refusal.HUGE_HEAD: "Заголовки письма длиннее {most} КБ",
    Refusal.TOO_DEEP: "Части письма вложены друг в друга глубже {most} уровней",
    Refusal.MANY_PARTS: "В письме больше {most} частей",
}
_ENGLISH: Final[Mapping[Refusal, str]] = {
    Refusal.TOO_LARGE: "The mail is larger than {most} MB",
    Refusal.HUGE_HEAD: "The mail's headers are longer than {most} KB",
    Refusal.TOO_DEEP: "The mail's parts lie deeper than {most} levels within each other",
    Refusal.MANY_PARTS: "The mail has more than {most} parts",
}


def refuse(why: Refusal, most: int) -> UnreadableError:
    """The error of a refusal; `most`: the limit in the unit of its text."""
    return UnreadableError(why.value, _ENGLISH[why], {"most": most})
