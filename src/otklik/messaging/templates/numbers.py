"""Numbers that came as texts: `"1234.5"` is one in comparisons, as in conditions, and prints as it stands."""

import re
from decimal import Decimal
from typing import Any, Final

_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,6})?", re.ASCII)


class _Number(Decimal):
    """Equal to the number, and to the text that writes it."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str(self) == other if isinstance(other, str) else super().__eq__(other)

    def __hash__(self) -> int:
        return super().__hash__()


class _NumberText(str):
    """A text; where Liquid compares, a number."""

    __slots__ = ()

    def __liquid__(self) -> Decimal:
        return _Number(self)


def comparable(value: Any) -> Any:  # noqa: ANN401 - JSON
    """A JSON value whose texts compare as numbers where they are numbers."""
    if isinstance(value, str):
        return _NumberText(value) if _NUMBER.fullmatch(value) else value
    if isinstance(value, dict):
        return {name: comparable(item) for name, item in value.items()}
    return [comparable(item) for item in value] if isinstance(value, list) else value
