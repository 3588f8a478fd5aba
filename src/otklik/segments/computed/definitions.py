"""What a member defines: rules of a score, stages of a life, borders of RFM. Pure.

Each is stored as the JSON of the API; `read` makes it these structs. Conditions stay JSON here: `parts` reads
them together with everything else that becomes a condition.
"""

from enum import StrEnum
from typing import Any, Final, TypeAlias

import msgspec

Json = Any
EIGHTHS: Final = 8
"""Points are reckoned in eighths: what halves three times is still whole."""
MAX_RULES: Final = 50
MAX_PARTS: Final = 300
MAX_LEVELS: Final = 10
MAX_STAGES: Final = 20
MAX_POINTS: Final = 1_000
MAX_COUNTED: Final = 50
"""Events that one rule gives points for at most."""
MAX_BOUND: Final = 1_000_000


class Kind(StrEnum):
    """What is computed; a workspace has at most one of each."""

    SCORE = "score"
    STAGE = "stage"
    RFM = "rfm"


class Rule(msgspec.Struct, frozen=True):
    """Points while a condition holds (`when`), or for each of the latest `at_most` events of a name.

    An event's points are gone after `lasts`; or they halve after each `halves_every`, and four end them.
    """

    id: str
    points: int
    name: str = ""
    when: Json = None
    event: str | None = None
    where: list[Json] | None = None
    at_most: int = 1
    lasts: str | None = None
    halves_every: str | None = None


class Level(msgspec.Struct, frozen=True):
    """A score that is told when it is reached."""

    name: str
    at: int


class Scoring(msgspec.Struct, frozen=True):
    """Rules and levels; the sum is kept between `lowest` and `highest`."""

    rules: list[Rule]
    levels: list[Level] = []
    highest: int | None = None
    lowest: int | None = None


class Stage(msgspec.Struct, frozen=True):
    """A stage of somebody's life; without a condition it is everybody's."""

    key: str
    name: str | dict[str, str]
    when: Json = None


class Stages(msgspec.Struct, frozen=True):
    """From the first to the last: the last that fits is the person's."""

    stages: list[Stage]


class Rfm(msgspec.Struct, frozen=True):
    """Two borders each part buyers in three groups: 3 is the best, 1 the worst."""

    recency: list[str]
    frequency: list[int]
    money: list[str]


Definition: TypeAlias = Scoring | Stages | Rfm
_TYPES: Final[dict[Kind, type[Definition]]] = {Kind.SCORE: Scoring, Kind.STAGE: Stages, Kind.RFM: Rfm}

PROPERTIES: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.SCORE: ("$score",),
    Kind.STAGE: ("$stage",),
    Kind.RFM: ("$rfm", "$rfm_group"),
}
"""What is written, by kind."""
REACHED: Final = "$score_reached"


def read(kind: Kind, stored: Json) -> Definition:
    """The definition of its JSON, which was checked when it was saved."""
    return msgspec.convert(stored, _TYPES[kind])
