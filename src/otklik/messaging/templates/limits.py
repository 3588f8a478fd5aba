"""How much a template may ask for. A marketer's slip, or a malicious member, stops one send and no worker."""

from typing import Final

MAX_TEMPLATE: Final = 100_000
"""Characters of one template."""
MAX_PAGE: Final = 500_000
"""Characters of a letter's HTML: what blocks are drawn into is longer than what anybody writes."""
MAX_OUTPUT_BYTES: Final = 500_000
MAX_NESTING: Final = 20
"""Blocks within blocks."""
MAX_LOOP: Final = 5_000
"""Iterations of nested loops, multiplied."""
MAX_ITERATIONS: Final = 20_000
"""Of all loops together."""
MAX_NAMES_BYTES: Final = 500_000
"""What `assign` and `capture` keep."""
MAX_FILTERED: Final = 200_000
"""Characters that come out of one filter."""
MAX_ITEMS: Final = 5_000
"""Items that go into a filter."""
MAX_NUMBER: Final = 10**24
MAX_SECONDS: Final = 0.5
"""Looked at between filters and loops: each of them is short by the limits above."""
