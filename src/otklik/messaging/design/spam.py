"""Words that filters and readers take for spam, each with why. No score: nobody outside knows one. Pure.

The list follows what mail providers themselves name: promises, pressure, money for nothing, shouting
(postmaster pages of Mail.ru and Yandex, Gmail's sender guidelines, SpamAssassin's rules for words).
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from otklik.messaging.design.liquid import split_liquid

_MOST: Final = 20
_WORDS: Final = {
    "promise": (
        r"100\s?%\s?(гаранти\w*|результат\w*|бесплатно|guarantee\w*|free|satisf\w*)",
        r"гарантированн\w+ (доход|результат|заработ)\w*",
        r"(чудо|уникальн\w+ метод|секрет\w* (успеха|похудения))\w*",
        r"guaranteed (income|results?|winner)",
        r"(miracle|risk[- ]free|no risk)",
    ),
    "pressure": (
        r"(только сегодня|последний шанс|успейте|торопитесь|срочно|не упустите)",
        r"(act now|last chance|urgent|hurry( up)?|limited time only|don.t miss( out)?|final notice)",
    ),
    "money": (
        r"(заработ(ай|айте|ок без)|(лёгки|легки|быстры)[ей] деньги|пассивный доход|без вложений)",
        r"(кредит без|займ\w* без|выигр(ал|али|ыш)|вы победитель|миллион рублей)",
        r"(earn (extra )?(cash|money)|easy money|fast cash|extra income|make \$)",
        r"(you.ve won|you are a winner|no investment)",
        r"(casino|казино|viagra|виагра|crypto giveaway)",
    ),
    "free": (
        r"(совершенно|абсолютно) бесплатно",
        r"бесплатно\s?!",
        r"(absolutely|completely) free",
        r"free\s?!",
        r"free (money|gift|iphone|trial!)",
    ),
    "click": (r"(жми|кликай|нажми) (сюда|здесь)", r"click (here|below) (now|immediately)", r"click here"),
}
_SIGNS: Final = r"!{2,}|\?{3,}|[$€₽]{3,}"
_RULES: Final = [
    *(
        (reason, re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE))
        for reason, words in _WORDS.items()
    ),
    ("shout", re.compile(_SIGNS)),
]
_CAPITALS: Final = re.compile(r"(?:\b[A-ZА-ЯЁ]{3,}\b[\s,!-]*){3,}")


class Suspect(msgspec.Struct, frozen=True):
    """Words, and why they are doubtful: `promise`, `pressure`, `money`, `free`, `click`, `shout`."""

    words: str
    reason: str


def find_suspects(text: str) -> Iterator[Suspect]:
    """Doubtful words of a text, each once; Liquid is left out."""
    words = " ".join(split_liquid(text)[::2])
    seen: set[str] = set()
    for reason, rule in [*_RULES, ("shout", _CAPITALS)]:
        for match in rule.finditer(words):
            found = match[0].strip()[:60]
            if found.lower() not in seen and len(seen) < _MOST:
                seen.add(found.lower())
                yield Suspect(found, reason)
