"""Text that every store takes: no NUL (PostgreSQL refuses it), no lone surrogates (UTF-8 has none)."""

import re

_UNSAFE = re.compile("[\x00\ud800-\udfff]")
CUT_MARK = "…"


def clean_text(text: str, max_chars: int) -> str:
    """`text` without NUL, lone surrogates as U+FFFD, cut to `max_chars` (then the last is `…`)."""
    if len(text) <= max_chars and text.isascii() and "\x00" not in text:
        return text
    if _UNSAFE.search(text):
        text = text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(text) > max_chars:
        return text[: max_chars - 1] + CUT_MARK
    return text
