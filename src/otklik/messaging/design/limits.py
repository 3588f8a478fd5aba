"""How much one letter made of blocks may hold. They stop a slip, and keep a letter below what Gmail cuts."""

from typing import Final

MAX_BLOCKS: Final = 60
"""Of the letter itself."""
MAX_COLUMNS: Final = 3
MAX_IN_COLUMN: Final = 20
MAX_LINKS: Final = 12
"""Of a block of social networks."""
MAX_LINE: Final = 500
MAX_RICH: Final = 20_000
MAX_CODE: Final = 60_000
MAX_CONDITION: Final = 300
MAX_NAME: Final = 60
MAX_GOODS: Final = 20
MAX_PADDING: Final = 80
MAX_SPACE: Final = 160
MAX_URL: Final = 2_000
MAX_DESIGN_BYTES: Final = 300_000
"""Of the whole design as JSON."""
CLIPPED_BYTES: Final = 102 * 1024
"""Gmail shows so much of a letter's HTML and hides the rest behind a link."""
