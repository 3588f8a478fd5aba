"""What a content may say of its own UTM marks (docs/reference/utm.md). Pure."""

from typing import Final

from otklik.messaging.site.reading import flag, record, text

FIELD: Final = "utm"
"""Of a content: what this message says otherwise."""
NAMES: Final = ("source", "medium", "campaign", "content")
MAX_VALUE: Final = 200
_VALUE: Final = text(MAX_VALUE)
JUDGE: Final = record({"is_on": (flag, False), **dict.fromkeys(NAMES, (_VALUE, False))})
