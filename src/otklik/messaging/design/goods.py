"""Goods of a list that the letter knows (a cart, an order): a row each, by Liquid. Pure."""

import html
from collections.abc import Mapping
from typing import Any, Final

from otklik.messaging.design.theme import Theme

_USUAL: Final = 6
_SIDE: Final = 72


def draw_goods(block: Mapping[str, Any], theme: Theme) -> str:
    """Rows of a table: picture, name and number, price."""
    loop = f"{{% for item in {block['of']} limit: {block.get('limit') or _USUAL} %}}"
    cells = "".join((_picture(block, theme), _name(block, theme), _price(block, theme)))
    return f"{loop}<tr>{cells}</tr>{{% endfor %}}"


def goods_to_plain(block: Mapping[str, Any]) -> str:
    """The same as lines of text."""
    loop = f"{{% for item in {block['of']} limit: {block.get('limit') or _USUAL} %}}"
    line = f"- {{{{ item.{block['name']} }}}}"
    if block.get("quantity"):
        line += f"{{% if item.{block['quantity']} > 1 %}} × {{{{ item.{block['quantity']} }}}}{{% endif %}}"
    if block.get("price"):
        price = f"item.{block['price']}"
        line += f'{{% if {price} %}} — {{{{ {price} | money: "{_sign(block)}" }}}}{{% endif %}}'
    return f"{loop}{line}\n{{% endfor %}}"


def _picture(block: Mapping[str, Any], theme: Theme) -> str:
    if not block.get("picture"):
        return ""
    source = f"item.{block['picture']}"
    image = (
        f'<img src="{{{{ {source} }}}}" alt="" width="{_SIDE}" '
        f'style="display:block;width:{_SIDE}px;border-radius:{min(theme.radius, 8)}px">'
    )
    return (
        f'{{% if {source} %}}<td width="{_SIDE}" style="width:{_SIDE}px;padding:8px 14px 8px 0;'
        f'vertical-align:middle">{_linked(block, image)}</td>'
        '{% else %}<td width="0" style="padding:0;width:0"></td>{% endif %}'
    )


def _name(block: Mapping[str, Any], theme: Theme) -> str:
    words = f"{{{{ item.{block['name']} }}}}"
    if block.get("link"):
        link, style = f"item.{block['link']}", f"color:{theme.ink};text-decoration:none"
        linked = f'<a class="o-name" href="{{{{ {link} }}}}" style="{style}">{words}</a>'
        words = f"{{% if {link} %}}{linked}{{% else %}}{words}{{% endif %}}"
    if block.get("quantity"):
        count = f"item.{block['quantity']}"
        words += f"{{% if {count} > 1 %}}&nbsp;× {{{{ {count} }}}}{{% endif %}}"
    return (
        '<td class="o-name" style="padding:8px 0;vertical-align:middle;font-size:16px;line-height:22px;'
        f'color:{theme.ink}">{words}</td>'
    )


def _price(block: Mapping[str, Any], theme: Theme) -> str:
    if not block.get("price"):
        return ""
    price = f"item.{block['price']}"
    sign = html.escape(_sign(block), quote=True)
    return (
        '<td align="right" class="o-name" style="padding:8px 0 8px 14px;vertical-align:middle;font-size:16px;'
        f'line-height:22px;font-weight:600;white-space:nowrap;color:{theme.ink}">'
        f'{{% if {price} %}}{{{{ {price} | money: "{sign}" }}}}{{% endif %}}</td>'
    )


def _linked(block: Mapping[str, Any], inside: str) -> str:
    if not block.get("link"):
        return inside
    link = f"item.{block['link']}"
    return f'{{% if {link} %}}<a href="{{{{ {link} }}}}">{inside}</a>{{% else %}}{inside}{{% endif %}}'


def _sign(block: Mapping[str, Any]) -> str:
    """Of the currency, never able to end the quotes of the filter."""
    return (
        str(block.get("sign") or "₽")
        .replace('"', "")
        .replace("\\", "")
        .replace("{", "")
        .replace("}", "")
        .replace("%", "")
    )
