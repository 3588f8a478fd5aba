"""A design as MJML. Pure.

Nothing that a person wrote stands in the MJML: each text, address and condition is held behind a word of its
own, and put into the HTML that comes out. So neither a quote nor a tag in a text can change what is drawn.
"""

import hashlib
import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from otklik.messaging.design.goods import draw_goods
from otklik.messaging.design.liquid import Held, escape_words
from otklik.messaging.design.rich import clean_rich
from otklik.messaging.design.styles import write_head
from otklik.messaging.design.theme import FONTS, Theme, is_light, read_theme
from otklik.messaging.design.words import NETWORKS

Block: TypeAlias = Mapping[str, Any]
_SIZES: Final = {1: ("28px", "34px"), 2: ("22px", "28px"), 3: ("18px", "24px")}
_TEXTS: Final = {"small": ("13px", "1.5"), "usual": ("16px", "1.55"), "large": ("18px", "1.55")}
_CLASS: Final = 'css-class="'
_EDGE: Final = 32
"""From the letter's side to what stands in it; half of it between columns."""
_PADDING: Final = {
    "heading": 8,
    "text": 8,
    "picture": 8,
    "button": 12,
    "divider": 12,
    "social": 12,
    "goods": 4,
}


class Canvas(msgspec.Struct):
    """What drawing needs at hand. `edge`: from the side of the place to what stands in it."""

    theme: Theme
    held: Held
    language: str
    edge: int = _EDGE
    is_marked: bool = False

    def words(self, text: str) -> str:
        """A text, held, as HTML; also for attributes."""
        return self.held.hold(escape_words(text))

    def address(self, url: str) -> str:
        """A link or a picture, held; what lies with us gets our address."""
        return self.words(f"{{{{ workspace.url }}}}{url}" if url.startswith("/") else url)


def draw(design: Block, *, is_marked: bool = False) -> tuple[str, Held]:
    """(MJML, what to put into the HTML made of it). `is_marked`: classes tell where each block stands."""
    mark = "o" + hashlib.sha256(msgspec.json.encode(design)).hexdigest()[:12] + "n"
    canvas = Canvas(
        read_theme(design.get("theme")),
        Held(mark),
        str(design.get("language") or "und"),
        is_marked=is_marked,
    )
    body = "".join(_draw_all(design["blocks"], canvas))
    theme = canvas.theme
    return (
        f'<mjml lang="{canvas.language}"><mj-head>{write_head(theme)}'
        f'<mj-attributes><mj-all font-family="{html.escape(FONTS[theme.font], quote=True)}"/></mj-attributes>'
        f"</mj-head>"
        f'<mj-body width="{theme.width}px" background-color="{theme.background}" css-class="o-page">'
        f'<mj-section padding="12px 0"/>{body}<mj-section padding="12px 0"/></mj-body></mjml>'
    ), canvas.held


def _draw_all(blocks: Sequence[Block], canvas: Canvas) -> Iterable[str]:
    """The blocks of the letter, one under the other; the ends of the card are round."""
    inside = [n for n, block in enumerate(blocks) if block["kind"] not in {"footer", "mjml"}]
    for n, block in enumerate(blocks):
        ends = (bool(inside) and n == inside[0], bool(inside) and n == inside[-1])
        yield _only_if(block, _mark(_draw_whole(block, canvas, ends, f"{n}"), f"{n}", canvas), canvas)


def _draw_whole(block: Block, canvas: Canvas, ends: tuple[bool, bool], place: str) -> str:
    if block.get("background"):
        canvas = msgspec.structs.replace(canvas, theme=canvas.theme.on(block["background"]))
    match block["kind"]:
        case "mjml":
            return canvas.held.take(block["mjml"])
        case "footer":
            return _draw_footer(block, canvas)
        case "columns":
            return _section(block, canvas, ends, _draw_columns(block, canvas, place))
        case _:
            return _section(block, canvas, ends, f"<mj-column>{_draw_leaf(block, canvas)}</mj-column>")


def _section(block: Block, canvas: Canvas, ends: tuple[bool, bool], inside: str) -> str:
    theme = canvas.theme
    top, bottom = (f"{theme.radius}px" if is_end else "0" for is_end in ends)
    upper, lower = (f"{20 if is_end and block['kind'] != 'picture' else 0}px" for is_end in ends)
    side = canvas.edge // 2 if block["kind"] == "columns" else 0
    names = [_name_of_ground(block.get("background"))]
    if block.get("on") in {"desktop", "phone"}:
        names.append(f"o-{block['on']}")
    return (
        f'<mj-section background-color="{theme.ground}" padding="{upper} {side}px {lower}" '
        f'border-radius="{top} {top} {bottom} {bottom}" css-class="{" ".join(names)}">{inside}</mj-section>'
    )


def _name_of_ground(own: str | None) -> str:
    """Light grounds of a block's own have a dark one in dark programs; strong ones stay."""
    if own is None:
        return "o-card"
    return "o-tint" if is_light(own) else "o-own"


def _draw_columns(block: Block, canvas: Canvas, place: str) -> str:
    columns = block["columns"]
    shares = [each.get("share") for each in columns]
    total = sum(share or 0 for share in shares)
    fits = all(shares) and total > 0
    inner = msgspec.structs.replace(canvas, edge=canvas.edge // 2)
    pieces = []
    for n, (column, share) in enumerate(zip(columns, shares, strict=True)):
        width = f' width="{round(100 * share / total, 3)}%"' if fits else ""
        drawn = "".join(
            _only_if(each, _mark(_draw_leaf(each, inner), f"{place}-{n}-{m}", inner), inner)
            for m, each in enumerate(column["blocks"])
        )
        pieces.append(f'<mj-column{width} vertical-align="top">{drawn}</mj-column>')
    drawn = "".join(pieces)
    return f"<mj-group>{drawn}</mj-group>" if block.get("stays") else drawn


def _only_if(block: Block, drawn: str, canvas: Canvas) -> str:
    condition = block.get("if")
    if not condition:
        return drawn
    begin, end = canvas.held.hold(f"{{% if {condition} %}}"), canvas.held.hold("{% endif %}")
    return f"<mj-raw>{begin}</mj-raw>{drawn}<mj-raw>{end}</mj-raw>"


def _mark(drawn: str, place: str, canvas: Canvas) -> str:
    """What was drawn with its place as a class of its first tag, where it was asked for."""
    if not canvas.is_marked or not drawn.startswith("<mj-"):
        return drawn
    head, end, rest = drawn.partition(">")
    name = f"o-at-{place}"
    if _CLASS in head:
        return f"{head.replace(_CLASS, f'{_CLASS}{name} ', 1)}{end}{rest}"
    tag, _, attributes = head.partition(" ")
    return f'{tag} {_CLASS}{name}" {attributes}{end}{rest}'


def _draw_leaf(block: Block, canvas: Canvas) -> str:
    return _LEAVES[block["kind"]](block, canvas)


def _around(block: Block, canvas: Canvas, *, wide: bool = False) -> str:
    """The padding of a block."""
    own = block.get("padding")
    upright = _PADDING.get(block["kind"], 0) if own is None else own
    return f'padding="{upright}px {0 if wide else canvas.edge}px"'


def _heading(block: Block, canvas: Canvas) -> str:
    level = block.get("size", 2)
    size, line = _SIZES[level]
    return (
        f'<mj-text {_around(block, canvas)} align="{block.get("align", "left")}" font-size="{size}" '
        f'line-height="{line}" font-weight="700" color="{canvas.theme.ink}" css-class="o-ink">'
        f'<h{level} style="margin:0;font-size:{size};line-height:{line};font-weight:700">'
        f"{canvas.words(block['text'])}</h{level}></mj-text>"
    )


def _text(block: Block, canvas: Canvas) -> str:
    size, line = _TEXTS[block.get("size", "usual")]
    words = canvas.held.hold(clean_rich(block["html"], link=canvas.theme.link))
    return (
        f'<mj-text {_around(block, canvas)} align="{block.get("align", "left")}" font-size="{size}" '
        f'line-height="{line}" color="{canvas.theme.ink}" css-class="o-ink">{words}</mj-text>'
    )


def _picture(block: Block, canvas: Canvas) -> str:
    is_wide = bool(block.get("is_wide"))
    width = None if is_wide else block.get("width")
    parts = [
        f'src="{canvas.address(block["url"])}"',
        f'alt="{canvas.words(block["alt"])}"',
        _around(block, canvas, wide=is_wide) if not is_wide else 'padding="0"',
        f'align="{block.get("align", "center")}"',
        f'border-radius="{0 if is_wide else min(canvas.theme.radius, 12)}px"',
    ]
    if width:
        parts.append(f'width="{width}px"')
    elif not is_wide:
        parts.append('fluid-on-mobile="true"')
    if block.get("href"):
        parts.append(f'href="{canvas.address(block["href"])}"')
    return f"<mj-image {' '.join(parts)}/>"


def _button(block: Block, canvas: Canvas) -> str:
    theme = canvas.theme
    is_plain = block.get("look") == "plain"
    shade = (
        f'background-color="transparent" color="{theme.link}" border="1px solid {theme.link}" '
        'css-class="o-plain"'
        if is_plain
        else f'background-color="{theme.accent}" color="{theme.on_accent}" css-class="o-main"'
    )
    wide = ' width="100%"' if block.get("is_wide") else ""
    return (
        f'<mj-button {_around(block, canvas)} align="{block.get("align", "left")}" {shade}{wide} '
        f'border-radius="{min(theme.radius, 24)}px" font-size="16px" font-weight="600" line-height="22px" '
        f'inner-padding="13px 26px" href="{canvas.address(block["url"])}">{canvas.words(block["text"])}'
        "</mj-button>"
    )


def _divider(block: Block, canvas: Canvas) -> str:
    around, line = _around(block, canvas), canvas.theme.line
    return f'<mj-divider {around} border-width="1px" border-color="{line}" css-class="o-line"/>'


def _spacer(block: Block, canvas: Canvas) -> str:
    del canvas
    return f'<mj-spacer height="{block["height"]}px"/>'


def _social(block: Block, canvas: Canvas) -> str:
    """Names and no pictures: they are there before anything is loaded."""
    style = f"color:{canvas.theme.link};text-decoration:none;font-weight:600;white-space:nowrap"
    links = "&nbsp; &middot; &nbsp;".join(
        f'<a class="o-link" href="{canvas.address(each["url"])}" style="{style}">'
        f"{NETWORKS[each['network']]}</a>"
        for each in block["links"]
    )
    return (
        f'<mj-text {_around(block, canvas)} align="{block.get("align", "center")}" font-size="14px" '
        f'line-height="26px" color="{canvas.theme.quiet}" css-class="o-ink">'
        f"{canvas.held.hold(links)}</mj-text>"
    )


def _goods(block: Block, canvas: Canvas) -> str:
    rows = canvas.held.hold(draw_goods(block, canvas.theme))
    return f'<mj-table {_around(block, canvas)} cellpadding="0" css-class="o-ink">{rows}</mj-table>'


def _html(block: Block, canvas: Canvas) -> str:
    return (
        f'<mj-text {_around(block, canvas)} font-size="16px" line-height="1.55" color="{canvas.theme.ink}" '
        f'css-class="o-ink">{canvas.held.hold(block["html"])}</mj-text>'
    )


def _draw_footer(block: Block, canvas: Canvas) -> str:
    quiet = canvas.theme.quiet
    words = clean_rich(block.get("html") or "", link=quiet)
    ways = [
        f'<a class="o-quiet" href="{{{{ {variable} }}}}" style="color:{quiet};text-decoration:underline">'
        f"{escape_words(block[name])}</a>"
        for name, variable in (("choose", "preferences_url"), ("leave", "unsubscribe_url"))
        if block.get(name)
    ]
    way = f'<p style="margin:8px 0 0">{" &nbsp;·&nbsp; ".join(ways)}</p>'
    return (
        f'<mj-section padding="16px 0 0"><mj-column><mj-text padding="0 {canvas.edge}px" align="center" '
        f'font-size="13px" line-height="1.5" color="{quiet}" css-class="o-quiet">'
        f"{canvas.held.hold(words + way)}</mj-text></mj-column></mj-section>"
    )


_LEAVES: Final[Mapping[str, Callable[[Block, Canvas], str]]] = {
    "heading": _heading,
    "text": _text,
    "picture": _picture,
    "button": _button,
    "divider": _divider,
    "spacer": _spacer,
    "social": _social,
    "goods": _goods,
    "html": _html,
}
