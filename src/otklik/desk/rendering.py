"""Variables of saved replies: `{{ name }}`, `{{ $city | default: "your city" }}`. Rendering never fails.

A value that is unknown or empty gives the default, without one nothing; what is no variable stays as it is
written. Values are put in as they are and not looked at again, so a person cannot write variables of his own.
"""

import re
from collections.abc import Mapping
from typing import Final

_VARIABLE: Final = re.compile(
    r"""\{\{\s*(?P<name>[$\w][\w.\- ]{0,60}?)\s*(?:\|\s*default\s*:\s*"""
    r"""(?:"(?P<double>[^"}]{0,200})"|'(?P<single>[^'}]{0,200})')\s*)?\}\}"""
)
_BLANKS: Final = re.compile(r"[ \t]+([,.!?;:])|[ \t]{2,}")


def render(template: str, values: Mapping[str, object]) -> str:
    """The text with its variables filled in."""
    is_missing = False

    def fill(match: re.Match[str]) -> str:
        nonlocal is_missing
        text = _text(values.get(match["name"].lower()))
        if text:
            return text
        default = match["double"] or match["single"] or ""
        is_missing = is_missing or not default
        return default

    filled = _VARIABLE.sub(fill, template)
    return _BLANKS.sub(lambda match: match[1] or " ", filled) if is_missing else filled


def _text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else ""
