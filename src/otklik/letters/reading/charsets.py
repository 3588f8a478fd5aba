"""Bytes in whatever charset they are said to be in, and in the one they are really in. Pure.

What a mail says of its charset is a claim. Valid UTF-8 beyond ASCII is UTF-8, whatever it is called: no text
of another charset looks so by chance. Among the charsets of one byte a letter, Russian is told by which of
them makes its common letters (windows-1251, koi8-r, iso-8859-5, cp866).
"""

import re
from encodings.aliases import aliases
from functools import lru_cache
from typing import Final

_CYRILLIC: Final = ("cp1251", "koi8_r", "iso8859_5", "cp866")
_OF_MORE_BYTES: Final = frozenset(
    {"gb18030", "big5", "big5hkscs", "cp949", "cp932", "euc_jp", "iso2022_jp", "iso2022_kr", "hz", "utf_7"}
    | {"utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"}
)
_WITHOUT_HIGH_BYTES: Final = _OF_MORE_BYTES - {"gb18030", "big5", "big5hkscs", "cp949", "cp932", "euc_jp"}
"""ASCII bytes of these may mean something else."""
_KNOWN: Final = frozenset(
    {"utf_8", "ascii", "koi8_r", "koi8_u", "koi8_t", "cp1252", "cp437", "cp850", "cp852", "cp855", "cp874"}
    | {"tis_620", "kz1048", "ptcp154", "mac_roman", "mac_cyrillic", *_CYRILLIC, *_OF_MORE_BYTES}
    | {f"cp125{number}" for number in range(9)}
    | {f"iso8859_{number}" for number in range(2, 17)}
)
"""What a mail may ask for. Python knows more that are no charsets of text, and slow or bombs some of them."""
_WIDER: Final = {
    "latin_1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "euc_kr": "cp949",
    "shift_jis": "cp932", "iso8859_9": "cp1254",
}  # fmt: skip
"""What is sent under the name of a narrower charset."""
_NOT_NAME: Final = re.compile(r"[^a-z0-9]+")
_META: Final = re.compile(rb"<meta\b[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{1,40})", re.IGNORECASE)
_SAMPLE_BYTES: Final = 8_192
_MIN_HIGH: Final = 4
_CLEARLY: Final = 3.0
_WEIGHTS: Final = {
    letter: weight
    for weight, letters in (
        (10, "о"), (8, "еа"), (7, "ин"), (6, "т"), (5, "срв"), (4, "л"), (3, "кмдпуіїєґ"), (2, "яыьгзбё"),
        (1, "чйхжшю"), (0, "цщэфъ"),
    )
    for letter in letters
}  # fmt: skip
_FOREIGN: Final = -4
"""Of what no Russian word has."""
_OF_CAPITALS: Final = 0.8
_BONUS: Final = {"cp1251": 1.0, "koi8_r": 0.5}
"""Of those that are in use, so that they win where nothing else decides."""
_WORDS: Final = re.compile(r"[^\x00-\x7f«»—–…№°§©®“”„’‘•\xa0]+")


def decode(data: bytes, declared: str) -> tuple[str, bool]:
    """The text, and whether the charset had to be mended. `declared` may be "" or nonsense. Never raises."""
    codec = find_codec(declared)
    if data.isascii() and codec not in _WITHOUT_HIGH_BYTES:
        return data.decode("ascii"), False
    if codec in _OF_MORE_BYTES:
        found = _strictly(data, codec)
        if found is not None:
            return found, False
    found = _strictly(data, "utf_8")
    if found is not None:
        return found.removeprefix("\ufeff"), codec not in {"", "utf_8"}
    if codec == "utf_8" and _is_nearly_utf8(data):
        return data.decode("utf-8", "replace"), True
    best = _choose(data, codec)
    return data.decode(best, "replace"), best != codec


def decode_page(data: bytes, declared: str) -> tuple[str, bool]:
    """As `decode`; a page without a declared charset may say it in itself."""
    if not find_codec(declared):
        found = _META.search(data[:4_096])
        if found is not None:
            declared = found[1].decode("ascii", "replace")
    return decode(data, declared)


@lru_cache(maxsize=256)
def find_codec(declared: str) -> str:
    """The codec of a name as mails write it; "" for an unknown one."""
    name = _NOT_NAME.sub("", declared.lower()[:60]).removeprefix("charset")
    for spelt in (name, name.removeprefix("x"), name.removeprefix("cs")):
        found = _NAMES.get(spelt)
        if found is not None:
            return found
    return ""


def _name_codecs() -> dict[str, str]:
    named = {alias: codec for alias, codec in aliases.items() if _WIDER.get(codec, codec) in _KNOWN}
    named |= {codec: codec for codec in {*_KNOWN, *_WIDER}}
    named |= {"utf8mb4": "utf_8", "unicode11utf8": "utf_8", "unicode11utf7": "utf_7", "win1251": "cp1251"}
    named |= {"koi8": "koi8_r", "koi": "koi8_r", "ksc56011987": "cp949", "maccyrillic": "mac_cyrillic"}
    named |= {"iso88598i": "iso8859_8", "iso88598e": "iso8859_8", "ansi": "cp1251", "dos": "cp866"}
    return {_NOT_NAME.sub("", alias): _WIDER.get(codec, codec) for alias, codec in named.items()}


_NAMES: Final = _name_codecs()


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _is_nearly_utf8(data: bytes) -> bool:
    """A text that was cut or touched here and there: most of what is not ASCII reads well."""
    text = data[:_SAMPLE_BYTES].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(not char.isascii() for char in text) - bad
    return good > bad * 4


def _choose(data: bytes, codec: str) -> str:
    """The charset of one byte a letter: the declared one unless another is clearly better."""
    sample = data[:_SAMPLE_BYTES]
    fallback = codec if codec not in {"", "ascii", "utf_8", *_OF_MORE_BYTES} else "cp1252"
    if sum(byte > 0x7F for byte in sample) < _MIN_HIGH and codec in _KNOWN - {"ascii", "utf_8"}:  # noqa: PLR2004 - beyond ASCII
        return fallback
    if _is_latin(sample):
        return fallback
    scores = {each: _score(sample, each) for each in _CYRILLIC}
    best = max(scores, key=scores.__getitem__)
    if codec in {"koi8_u", "koi8_t", "kz1048", "ptcp154", *_CYRILLIC}:
        said = _score(sample, codec)
        return best if scores[best] > said + _CLEARLY else codec
    return best if scores[best] >= _CLEARLY else fallback


def _is_latin(sample: bytes) -> bool:
    """Whether letters beyond ASCII mostly touch ASCII ones, as in Grüße; Russian words do not mix."""
    text = sample.decode("latin-1")
    high = mixed = 0
    for before, char, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if char > "\x7f":
            high += 1
            mixed += (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
    return mixed * 2 > high


def _score(sample: bytes, codec: str) -> float:
    """How Russian the text is: the mean weight of its letters beyond ASCII, by words.

    The charsets differ in case as well: a word that begins small and goes on large is read wrongly.
    """
    total, count = _BONUS.get(codec, 0.0), 0
    weight: float
    for word in _WORDS.findall(sample.decode(codec, "replace")):
        weight = sum(_WEIGHTS.get(char, _FOREIGN) for char in word.lower())
        if not word[1:].islower() and len(word) > 1:
            weight = weight * _OF_CAPITALS if word.isupper() else _FOREIGN * len(word)
        total += weight
        count += len(word)
    return total / count if count else 0.0
