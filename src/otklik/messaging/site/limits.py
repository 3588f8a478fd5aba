"""How much one popup or form may hold. They stop a slip, and keep what a page loads small."""

from typing import Final

MAX_PAGES: Final = 20
MAX_BLOCKS: Final = 30
"""Of one page."""
MAX_OPTIONS: Final = 50
MAX_WAYS: Final = 20
MAX_TEXT: Final = 5_000
MAX_LINE: Final = 200
"""Titles, labels, buttons."""
MAX_URL: Final = 2_000
MAX_NAME: Final = 60
MAX_POINTS: Final = 1_000
MAX_SECONDS: Final = 30 * 86_400
MAX_ANSWER: Final = 5_000
"""Characters of what somebody types into a long field."""
MAX_SHORT_ANSWER: Final = 500
MAX_CHAT: Final = 10_000
MAX_PRIORITY: Final = 100
