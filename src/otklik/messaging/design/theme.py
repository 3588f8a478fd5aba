"""Colours and letters of a letter, in light and in dark. Pure."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

FONTS: Final[Mapping[str, str]] = {
    "system": "-apple-system,BlinkMacSystemFont,'Segoe UI',Helvetica,Arial,sans-serif",
    "sans": "Helvetica,Arial,sans-serif",
    "verdana": "Verdana,Geneva,sans-serif",
    "trebuchet": "'Trebuchet MS','Segoe UI',Tahoma,sans-serif",
    "serif": "Georgia,'Times New Roman',serif",
}
"""Those that mail programs have. MJML would fetch Roboto and some others from Google: not named here."""
_READABLE: Final = 4.5
"""WCAG 2.2, 1.4.3."""
_SEEN: Final = 1.6
"""A button whose edge is weaker is lost in its ground."""
_LIGHT: Final = 0.5
_MIDDLE: Final = 0.18
"""Of luminances: on brighter grounds black is read better, on darker ones white."""
_LINEAR: Final = 0.04045
"""Below it a channel is not curved (sRGB)."""


class Theme(msgspec.Struct, frozen=True):
    """How a letter looks. `background`: behind it; `ground`: of itself; `is_dark`: it has dark colours."""

    accent: str = "#4653c9"
    background: str = "#f3f4f7"
    ground: str = "#ffffff"
    ink: str = "#1b1f25"
    font: str = "system"
    width: int = 600
    radius: int = 12
    is_dark: bool = True

    @property
    def on_accent(self) -> str:
        """Words on a button."""
        return (
            "#ffffff" if contrast(self.accent, "#ffffff") >= contrast(self.accent, "#000000") else "#000000"
        )

    def on(self, ground: str) -> "Theme":
        """The same on a ground of a block's own: words can be read, buttons be seen."""
        ink = self.ink if contrast(self.ink, ground) >= _READABLE else _black_or_white(ground)
        accent = self.accent if contrast(self.accent, ground) >= _SEEN else ink
        return msgspec.structs.replace(self, ground=ground, ink=ink, accent=accent)

    @property
    def quiet(self) -> str:
        """Small print: the ink, nearer to the ground behind the letter, as long as it can be read."""
        return readable(mix(self.ink, self.background, 0.4), self.background)

    @property
    def line(self) -> str:
        """Dividers."""
        return mix(self.ground, self.ink, 0.14)

    @property
    def link(self) -> str:
        """Links in a text."""
        return readable(self.accent, self.ground)


class Dark(msgspec.Struct, frozen=True):
    """The same letter where the reader's program is dark."""

    background: str = "#101216"
    ground: str = "#1b1e24"
    ink: str = "#e8eaee"
    quiet: str = "#9aa1ad"
    line: str = "#353a44"
    accent: str = ""
    tint: str = ""
    is_lost: bool = False

    @classmethod
    def of(cls, theme: Theme) -> "Dark":
        """Its accent can be read on the dark ground. `is_lost`: the accent itself cannot be seen there."""
        ground = cls().ground
        return cls(
            accent=readable(theme.accent, ground),
            tint=mix(ground, theme.accent, 0.25),
            is_lost=contrast(theme.accent, ground) < _SEEN,
        )


def read_theme(value: Any) -> Theme:  # noqa: ANN401 - JSON that was checked
    """The theme of a design; what it does not say is usual."""
    given = value if isinstance(value, Mapping) else {}
    known = {name: each for name, each in given.items() if name in Theme.__struct_fields__}
    return Theme(**known)


def mix(one: str, other: str, share: float) -> str:
    """`share` of the other colour in one, both `#rrggbb`."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """From 1 to 21, by WCAG 2.2."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_light(colour: str) -> bool:
    """Whether dark words are read on it."""
    return _luminance(colour) > _LIGHT


def readable(colour: str, ground: str) -> str:
    """The nearest shade of a colour that can be read on a ground: nearer to black or white until it can."""
    to = "#000000" if _luminance(ground) > _MIDDLE else "#ffffff"
    for step in range(21):
        mixed = mix(colour, to, step / 20)
        if contrast(mixed, ground) >= _READABLE:
            return mixed
    return to


def _black_or_white(ground: str) -> str:
    return "#ffffff" if contrast(ground, "#ffffff") >= contrast(ground, "#000000") else "#000000"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    shares = [value / 255 for value in _channels(colour)]
    red, green, blue = (
        each / 12.92 if each <= _LINEAR else ((each + 0.055) / 1.055) ** 2.4 for each in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
