"""Bounds of a graph: what is over one is refused, never cut."""

from typing import Final

MAX_SOURCE_BYTES: Final = 256 * 1024
"""Of the graph as compact JSON."""
MAX_NODES: Final = 200
MAX_TRIGGERS: Final = 20
MAX_EVENTS: Final = 20
"""Events that may end a run, call a delayed one off, or that one wait waits for."""
MAX_ARMS: Final = 10
MAX_WEIGHT: Final = 10_000
MAX_EDITS: Final = 20
MAX_NAME_CHARS: Final = 60
MAX_TITLE_CHARS: Final = 200
MIN_WAIT_MS: Final = 1_000
MAX_WAIT_MS: Final = 366 * 86_400_000
MAX_PRIORITY: Final = 100
MAX_SECONDS: Final = 86_400
"""Of a time on a page or the site."""
MAX_PAGES: Final = 1_000
MAX_SELECTOR_CHARS: Final = 500
MAX_PAGE_RULES: Final = 50
MAX_SOURCES: Final = 50
MAX_PER_MINUTE: Final = 1_000_000
MAX_NOTE_CHARS: Final = 4_000
MAX_POINTS: Final = 10_000
