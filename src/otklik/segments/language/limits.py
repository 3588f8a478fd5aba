"""Bounds of a condition: what is over one is refused, never cut."""

from typing import Final

MAX_SOURCE_BYTES: Final = 64 * 1024
"""Of the condition as compact JSON."""
MAX_DEPTH: Final = 10
"""Levels of all, any and not, one in another."""
MAX_NODES: Final = 100
"""Conditions, tests in `where` and steps of sequences, counted together."""
MAX_LIST_ITEMS: Final = 1_000
MAX_TEXT_CHARS: Final = 1_000
MAX_STEPS: Final = 10
MAX_PATH_KEYS: Final = 20
"""Values are no deeper than this (kit/json_values.py)."""
MAX_TIMES: Final = 1_000_000_000
MAX_FAULTS: Final = 50
"""Further faults of one condition are not listed."""
SMALLEST_INT: Final = -(1 << 63)
LARGEST_INT: Final = (1 << 64) - 1
MAX_ID: Final = (1 << 63) - 1
MAX_PATTERN_BYTES: Final = 1 << 20
"""Memory of one compiled RE2 program."""
