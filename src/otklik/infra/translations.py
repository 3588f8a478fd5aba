"""The language of an answer. English stands in the errors themselves; Russian is looked up by error code.

A room keeps the Russian texts of its codes in its `errors.py` as `RUSSIAN: Mapping[str, str]`; the
composition hands them to the web layer.
"""

from collections.abc import Mapping
from typing import Final, Literal

from otklik.kit.errors import ParamValue

Language = Literal["ru", "en"]

RUSSIAN: Final[Mapping[str, str]] = {
    "not_json": "Тело запроса — не JSON",
    "invalid": "Некоторые значения неверны",
    "not_found": "Такой страницы нет",
    "method_not_allowed": "Этот метод здесь не поддерживается",
    "body_too_large": "Запрос слишком большой: не больше {max_bytes} байт",
    "engine_unavailable": "База данных не отвечает; попробуйте чуть позже",
    "internal": "Что-то сломалось на нашей стороне",
}


def choose_language(accept_language: str) -> Language:
    """Which of Russian and English the header prefers; English when it says nothing (RFC 9110, 12.5.4)."""
    best: tuple[float, Language] = (0.0, "en")
    for part in accept_language.split(","):
        tag, _, weight = part.strip().partition(";")
        language = tag.strip().lower()[:2]
        quality = _quality(weight)
        if quality > best[0] and language == "ru":
            best = (quality, "ru")
        elif quality > best[0] and language == "en":
            best = (quality, "en")
    return best[1]


def _quality(weight: str) -> float:
    try:
        return float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
    except ValueError:
        return 0.0


def fill(text: str, params: Mapping[str, ParamValue]) -> str:
    """Put the parameters into their `{marks}`; a mark without a value stays as it is."""
    for name, value in params.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
