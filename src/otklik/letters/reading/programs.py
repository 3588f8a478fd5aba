"""How mail programs mark quotes, signatures and old mails in their pages. Pure: one table of their ways."""

import re
from typing import Final

import msgspec

from otklik.letters.reading.lines import Mark


class Hint(msgspec.Struct, frozen=True):
    """What an element says.

    `is_quote`: its lines are quoted once more; `inside`: the mark of its lines; `starts`: of the first line
    that follows its start; `is_tight`: a paragraph without room around it.
    """

    is_quote: bool = False
    is_hidden: bool = False
    is_tight: bool = False
    is_pre: bool = False
    inside: Mark | None = None
    starts: Mark | None = None


NOTHING: Final = Hint()
_TELLING: Final = re.compile(
    r"none|mso-hide|hidden|cite|quot|signature|rply|appendonsend|outlook|reference|msonormal|mail-editor|forward"
    r"|gmail_|moz-|border-left|margin|zwchr|stopspelling|olk_src|white-space|bloop",
    re.IGNORECASE,
)
_HIDDEN: Final = re.compile(
    r"display\s*+:\s*+none|mso-hide\s*+:\s*+all|visibility\s*+:\s*+hidden", re.IGNORECASE
)
_TIGHT: Final = re.compile(r"margin(?:-top)?\s*+:\s*+0", re.IGNORECASE)
_BAR: Final = re.compile(r"border-left(?:-width|-style)?\s*+:\s*+(?!none|0|medium none)", re.IGNORECASE)
_KEEPS_LINES: Final = re.compile(r"white-space\s*+:\s*+pre", re.IGNORECASE)
_SIGNATURES: Final = (
    "gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "messagesignaturesection", "signature",
    "protonmail_signature_block", "mail-editor-signature", "yandex-signature", "js-signature",
    "applesignature",     "bloop_sign",
)  # fmt: skip
_HEADS: Final = ("gmail_attr", "moz-cite-prefix", "moz-email-headers-table", "cite-prefix")
_QUOTES: Final = ("yahoo_quoted", "protonmail_quote", "spark_quote", "tutanota_quote", "moz-quote")
_CUTS: Final = (
    "divrplyfwdmsg", "appendonsend", "ms-outlook-mobile-reference-message", "zwchr",
    "mail-editor-reference-message-container", "outlookmessageheader", "stopspelling", "x_divrplyfwdmsg",
    "olk_src_body_section",
)  # fmt: skip
_FORWARDS: Final = ("moz-forward-container",)


def is_telling(name: str, written: str) -> bool:
    """Whether the attributes of an element are worth reading: most are not, and reading takes time."""
    return name in {"blockquote", "a", "ol"} or _TELLING.search(written) is not None


def look_at(name: str, given: dict[str, str]) -> Hint:
    """What an element with these attributes says."""
    style = given.get("style", "")
    if "hidden" in given or _HIDDEN.search(style):
        return Hint(is_hidden=True)
    named = " ".join(given.get(each, "") for each in ("class", "id", "name", "data-signature")).lower()
    words = frozenset(named.split())
    if name == "blockquote":
        is_cited = given.get("type", "").lower() == "cite" or "cite" in given
        is_known = any(word.endswith("gmail_quote") or "quote" in word for word in words)
        return Hint(is_quote=is_cited or is_known or bool(_BAR.search(style)))
    if words:
        found = _look_at_names(words)
        if found is not None:
            return found
    is_tight = any(word.startswith("msonormal") for word in words) or bool(_TIGHT.search(style))
    is_pre = name != "pre" and bool(_KEEPS_LINES.search(style)) and name in {"div", "p"}
    return Hint(is_tight=is_tight, is_pre=is_pre)


def _look_at_names(words: frozenset[str]) -> Hint | None:
    if words.intersection(_FORWARDS):
        return Hint(starts=Mark.FORWARD)
    if words.intersection(_CUTS):
        return Hint(starts=Mark.CUT)
    if words.intersection(_QUOTES):
        return Hint(is_quote=True)
    if words.intersection(_HEADS):
        return Hint(inside=Mark.HEAD)
    if any(word.removeprefix("x_") in _SIGNATURES or word.startswith("gmail_signature") for word in words):
        return Hint(inside=Mark.SIGNATURE)
    return None
