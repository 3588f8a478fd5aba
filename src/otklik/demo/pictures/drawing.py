"""Drawings of the goods, made by us from outlines and prints: no picture is downloaded from anywhere.

`shapes/NAME.svg` are fragments on a sheet of 240 by 240, `prints/NAME.svg` are the cloth they are cut from;
the marks `{f}` (printed fill), `{m}` (main colour), `{a}` (accent) and `{d}` (dark) are filled in here.
"""

from functools import cache
from importlib.resources import files
from typing import Final

from otklik.demo.catalogue import Product

_SHADE: Final = 0.62
_TINT: Final = 0.86
_WHITE: Final = 255
_UNPRINTED: Final = "plain"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _darker(colour: str) -> str:
    red, green, blue = (int(channel * _SHADE) for channel in _channels(colour))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _paler(colour: str) -> str:
    red, green, blue = (int(channel + (_WHITE - channel) * _TINT) for channel in _channels(colour))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _fragment(kind: str, name: str, product: Product, fill: str) -> str:
    text = files(__package__).joinpath(kind, f"{name}.svg").read_text(encoding="utf-8")
    return text.format(f=fill, m=product.main, a=product.accent, d=_darker(product.main))


@cache
def draw(product: Product) -> str:
    """An SVG document of 240 by 240 units; the same product always gives the same text."""
    is_plain = product.pattern == _UNPRINTED
    cloth = "" if is_plain else _fragment("prints", product.pattern, product, "")
    shape = _fragment("shapes", product.shape, product, product.main if is_plain else "url(#p)")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240">'
        f'<defs>{cloth}</defs><rect width="240" height="240" fill="{_paler(product.main)}"/>'
        f'<ellipse cx="120" cy="212" rx="74" ry="8" fill="#000" opacity=".08"/>{shape}</svg>'
    )
