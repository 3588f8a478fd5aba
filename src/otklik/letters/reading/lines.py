"""Lines of a mail as people see them, before it is known which of them are new. Shapes only."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What the markup says of a line.

    It names who is quoted, belongs to a signature, or from it on an older mail or a forwarded one follows.
    """

    HEAD = "head"
    SIGNATURE = "signature"
    CUT = "cut"
    FORWARD = "forward"


@dataclass(slots=True)
class Line:
    """One line. `depth`: how often it is quoted; `is_sure`: the markup says that it is a quote, no indent."""

    text: str
    depth: int = 0
    is_sure: bool = True
    mark: Mark | None = None
