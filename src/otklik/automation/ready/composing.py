"""Letters of the catalogue: plain words with a little markup become letters of blocks. Pure.

Paragraphs are parted by empty lines. `- ` begins a line of a list, `**words**` are bold, a paragraph
`[[words|address]]` is a button, a loop over goods the block that shows them. Liquid stays as it is written.
"""

import html
import re
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from otklik.messaging.design.words import CHOOSE

Language: TypeAlias = Literal["ru", "en"]
Json: TypeAlias = Any

_LIQUID: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_BUTTON: Final = re.compile(r"^\[\[(?P<words>.+?)\|(?P<address>.+)\]\]$")
_GOODS: Final = re.compile(r"^\{% for item in (?P<list>[a-z_.]+)(?: limit: (?P<limit>\d+))? %\}\n")
_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
_ITEM: Final = "- "
_LEAVE: Final[Mapping[Language, str]] = {"ru": "Отписаться", "en": "Unsubscribe"}
"""Without it no promotional letter leaves."""
_HEAD: Final[Mapping[str, Json]] = {"kind": "heading", "text": "{{ workspace.name }}", "size": 3}
_THEME: Final[Mapping[str, Json]] = {"accent": "#4653c9", "background": "#eef0f8"}


def compose_letter(*, subject: str, preheader: str, body: str, language: Language) -> dict[str, Json]:
    """The content of a letter: `subject`, `preheader` and `design`."""
    blocks: list[dict[str, Json]] = [dict(_HEAD)]
    for part in re.split(r"\n\s*\n", body.strip()):
        block = _to_block(part.strip())
        if block["kind"] == blocks[-1]["kind"] == "text":
            blocks[-1]["html"] += block["html"]
        else:
            blocks.append(block)
    blocks.append({"kind": "footer", "choose": CHOOSE[language], "leave": _LEAVE[language]})
    design = {"language": language, "theme": dict(_THEME), "blocks": blocks}
    return {"subject": subject, "preheader": preheader, "design": design}


def _to_block(part: str) -> dict[str, Json]:
    button = _BUTTON.match(part)
    if button:
        return {"kind": "button", "text": button["words"], "url": button["address"]}
    goods = _GOODS.match(part)
    if goods:
        return _to_goods(goods["list"], int(goods["limit"] or 0))
    return {"kind": "text", "html": _to_rich(part)}


def _to_goods(path: str, limit: int) -> dict[str, Json]:
    fields = {each: each for each in ("name", "price", "quantity", "picture")}
    most = {"limit": limit} if limit else {}
    return {"kind": "goods", "of": path, **most, **fields, "link": "url"}


def _to_rich(part: str) -> str:
    """A paragraph, or a list with the lines around it."""
    pieces: list[str] = []
    for line in part.splitlines():
        is_item = line.startswith(_ITEM)
        words = _words(line.removeprefix(_ITEM))
        tag = "ul" if is_item else "p"
        inner = f"<li>{words}</li>" if is_item else words
        if pieces and pieces[-1].endswith(f"</{tag}>"):
            before = pieces.pop().removesuffix(f"</{tag}>")
            pieces.append(f"{before}{'' if is_item else '<br>'}{inner}</{tag}>")
        else:
            pieces.append(f"<{tag}>{inner}</{tag}>")
    return "".join(pieces)


def _words(text: str) -> str:
    """Signs that HTML means something by, in words; Liquid is left alone, its values are escaped later."""
    parts = _LIQUID.split(text)
    escaped = "".join(part if n % 2 else html.escape(part, quote=False) for n, part in enumerate(parts))
    return _BOLD.sub(r"<b>\1</b>", escaped)
