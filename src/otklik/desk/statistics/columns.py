"""What is counted, as columns of numbers: one row a request, or a rating. No I/O.

Every number of the page and every list behind one is a choice of rows of these columns, made in one place
(`choosing`), so that a number and its list cannot part.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from otklik.desk.statistics.periods import Numbers
from otklik.inbox.contracts import TalkChannel

CHANNELS: Final = tuple(TalkChannel)
NOBODY: Final = 0
"""No operator, no team."""
Bools = NDArray[np.bool_]


class Requests(msgspec.Struct, frozen=True):
    """Requests; moments in seconds, NEVER where nothing happened. `channel`: place in CHANNELS.

    `operator`: who answered first, else who has the conversation.
    """

    conversation: Numbers
    part: Numbers
    asked: Numbers
    replied: Numbers
    closed: Numbers
    operator: Numbers
    team: Numbers
    channel: Numbers


class Ratings(msgspec.Struct, frozen=True):
    """Ratings of conversations. `operator`: who has the conversation, else who answered first."""

    conversation: Numbers
    rated: Numbers
    score: Numbers
    commented: Numbers
    operator: Numbers
    team: Numbers
    channel: Numbers


class Tagged(msgspec.Struct, frozen=True):
    """Conversations by tag."""

    conversations: dict[str, Numbers]

    def has(self, tag: str, conversation: Numbers) -> Bools:
        """Which of these conversations have a tag."""
        return np.isin(conversation, self.conversations.get(tag, np.empty(0, np.int64)))


def read_columns(packed: Sequence[bytes | None]) -> list[Numbers]:
    """Columns as the database packs them: eight bytes a number, the highest first."""
    return [np.frombuffer(each or b"", ">i8").astype(np.int64) for each in packed]
