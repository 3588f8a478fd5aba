"""The text of a letter made of blocks, for those who read without HTML; Liquid stays in it. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from otklik.letters.plain import write_plain
from otklik.messaging.design.goods import goods_to_plain
from otklik.messaging.design.liquid import Held
from otklik.messaging.design.rich import rich_to_plain
from otklik.messaging.design.words import NETWORKS

Block: TypeAlias = Mapping[str, Any]
_MARK: Final = "otkplain"


def design_to_plain(design: Block) -> str:
    """Its blocks as paragraphs; a block with a condition stands between `{% if %}` and `{% endif %}`."""
    return "".join(_write(block) for block in design["blocks"]).strip()


def _write(block: Block) -> str:
    words = _WORDS.get(block["kind"], _nothing)(block).strip()
    if not words:
        return ""
    paragraph = f"{words}\n\n"
    condition = block.get("if")
    return f"{{% if {condition} %}}{paragraph}{{% endif %}}" if condition else paragraph


def _picture(block: Block) -> str:
    words = block["alt"].strip()
    return _with_link(words, block.get("href") or "") if words else ""


def _with_link(words: str, url: str) -> str:
    return f"{words}: {url}" if url else words


def _columns(block: Block) -> str:
    return "".join(_write(each) for column in block["columns"] for each in column["blocks"])


def _footer(block: Block) -> str:
    words = f"{rich_to_plain(block.get('html') or '')}\n\n"
    if block.get("choose"):
        words += f"{block['choose']}: {{{{ preferences_url }}}}\n"
    return f"{words}{block['leave']}: {{{{ unsubscribe_url }}}}"


def _html(block: Block) -> str:
    held = Held(_MARK)
    return held.put(write_plain(held.take(block["html"])))


def _nothing(block: Block) -> str:
    del block
    return ""


_WORDS: Final[Mapping[str, Callable[[Block], str]]] = {
    "heading": lambda block: str(block["text"]),
    "text": lambda block: rich_to_plain(block["html"]),
    "picture": _picture,
    "button": lambda block: _with_link(block["text"], block["url"]),
    "social": lambda block: "\n".join(
        f"{NETWORKS[each['network']]}: {each['url']}" for each in block["links"]
    ),
    "goods": goods_to_plain,
    "columns": _columns,
    "footer": _footer,
    "html": _html,
}
