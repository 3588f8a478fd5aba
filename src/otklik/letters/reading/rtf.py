r"""Rich text of Outlook: expanded ([MS-OXRTFCP]), read as text or as the page inside ([MS-OXRTFEX]). Pure.

Only what a letter's words need: paragraphs, letters beyond ASCII, and the page that Outlook hides in
`{\*\htmltag …}`.
"""

import re
from typing import Final

from otklik.letters.reading.charsets import decode

_MAX_RAW: Final = 8 * 1024 * 1024
_DICTIONARY: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW: Final = 4096
_TOKEN: Final = re.compile(
    rb"\\([a-z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_HIDDEN: Final = frozenset(
    {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"themedata"}
)
_WORDS: Final = {
    b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"cell": " ",
    b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—",
}  # fmt: skip
_PAGE: Final = b"\\fromhtml"
_CODE_PAGE: Final = re.compile(rb"\\ansicpg(\d{3,5})")
_SIGNS: Final = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}


def expand(data: bytes) -> bytes:
    """The RTF of a compressed one; b"" when it is none. At most its declared length, and 8 MiB."""
    if len(data) < 16:  # noqa: PLR2004 - two lengths, the kind, a sum
        return b""
    most = min(int.from_bytes(data[4:8], "little"), _MAX_RAW)
    if data[8:12] == b"MELA":
        return data[16 : 16 + most]
    return _expand(data, most) if data[8:12] == b"LZFu" else b""


def _expand(data: bytes, most: int) -> bytes:
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b" "))
    write, at, made = len(_DICTIONARY), 16, bytearray()
    while at < len(data) and len(made) < most:
        control, at = data[at], at + 1
        for bit in range(8):
            is_run = control >> bit & 1
            if at + 1 + is_run > len(data):
                return bytes(made[:most])
            if is_run:
                read, length = divmod(int.from_bytes(data[at : at + 2], "big"), 16)
                if read == write:
                    return bytes(made[:most])
                run, at = range(read, read + length + 2), at + 2
            else:
                window[write], run, at = data[at], range(write, write + 1), at + 1
            for place in run:
                made.append(window[place % _WINDOW])
                window[write] = made[-1]
                write = (write + 1) % _WINDOW
    return bytes(made[:most])


def read_rtf(data: bytes) -> tuple[str, str]:
    """The text, and the page when one is hidden inside: one of the two is ""."""
    found = _CODE_PAGE.search(data[:2_000])
    reader = _Reader(f"cp{found[1].decode()}" if found else "cp1252", is_page=_PAGE in data[:2_000])
    for token in _TOKEN.finditer(data):
        reader.take(token)
    text = reader.close().strip()
    return ("", text) if reader.is_page else (text, "")


class _Group:
    """What holds inside a pair of braces. `is_twice`: words that stand in the page as well, for RTF alone."""

    __slots__ = ("is_hidden", "is_tag", "is_twice")

    def __init__(self, *, is_hidden: bool = False, is_tag: bool = False, is_twice: bool = False) -> None:
        self.is_hidden, self.is_tag, self.is_twice = is_hidden, is_tag, is_twice


class _Reader:
    """One pass over the tokens."""

    def __init__(self, charset: str, *, is_page: bool) -> None:
        self.is_page = is_page
        self._charset = charset
        self._pieces: list[str] = []
        self._bytes = bytearray()
        self._groups = [_Group()]
        self._skip = 0

    def take(self, token: re.Match[bytes]) -> None:
        """One word of control, sign, brace or run of letters."""
        word, number, code, sign, brace, text = token.groups()
        now = self._groups[-1]
        if brace == b"{":
            self._groups.append(_Group(is_hidden=now.is_hidden, is_tag=now.is_tag, is_twice=now.is_twice))
        elif brace:
            if len(self._groups) > 1:
                self._groups.pop()
        elif sign == b"*":
            now.is_hidden = True
        elif word is not None:
            self._control(word, number, now)
        elif code is not None:
            self._put_byte(int(code, 16), now)
        else:
            self._put(_SIGNS.get(sign, "") if sign else (text or b"").decode("latin-1"), now)

    def _control(self, word: bytes, number: bytes | None, now: _Group) -> None:
        if word == b"htmltag":
            now.is_hidden, now.is_tag = not self.is_page, True
        elif word == b"htmlrtf":
            now.is_twice = number != b"0"
        elif word in _HIDDEN:
            now.is_hidden = True
        elif word == b"u" and number is not None:
            self._put(chr(int(number) % 65_536), now)
            self._skip = 1
        elif word in _WORDS:
            self._put(_WORDS[word], now)

    def _put(self, text: str, now: _Group) -> None:
        if self._skip and text:
            text, self._skip = text[1:], 0
        if text and not now.is_hidden and not (now.is_twice and self.is_page):
            self._flush()
            self._pieces.append(text)

    def _put_byte(self, byte: int, now: _Group) -> None:
        if self._skip:
            self._skip = 0
        elif not now.is_hidden and not (now.is_twice and self.is_page):
            self._bytes.append(byte)

    def _flush(self) -> None:
        if self._bytes:
            self._pieces.append(decode(bytes(self._bytes), self._charset)[0])
            self._bytes.clear()

    def close(self) -> str:
        """All of it; halves of letters that never met are told as unknown ones."""
        self._flush()
        text = "".join(self._pieces)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
