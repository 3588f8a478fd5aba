"""Bodies and answers of teams and rules; what is not said of the settings has its default."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from otklik.kit.text import clean_text
from otklik.routing.contracts import Mode
from otklik.workspaces.schemas import Answer, Body

LARGEST_ID = (1 << 63) - 1
MAX_MEMBERS = 200


def _clean(text: str) -> str:
    return clean_text(text, len(text) + 1)


Given: TypeAlias = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Name: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_clean)
]
Words: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=1_000), AfterValidator(_clean)
]
Limit: TypeAlias = Annotated[int, Field(ge=1, le=1_000)]
Minutes: TypeAlias = Annotated[int, Field(ge=1, le=10_080)]


class TeamMemberAnswer(Answer):
    """Somebody of a team; `limit`: his own, in place of the team's."""

    member_id: int
    limit: int | None


class TeamAnswer(Answer):
    """Members who share a queue.

    `mode`: who answers first takes a conversation, or it is given in turns, or to who has least.
    `operator_limit`: with so many open conversations a member is given no more, null: no limit.
    `back_after_minutes`: of silence while the visitor waits, null: never.
    """

    id: int
    name: str
    mode: Mode
    operator_limit: int | None
    back_after_minutes: int | None
    position: int
    members: list[TeamMemberAnswer]


class TeamList(Answer):
    """Every team, in their order."""

    items: list[TeamAnswer]


class TeamBody(Body):
    """A new team, behind the others; nobody is in it yet."""

    name: Name
    mode: Mode = Mode.TAKE
    operator_limit: Limit | None = None
    back_after_minutes: Minutes | None = 10


class TeamPatch(Body):
    """What to change of a team; what is not given stays, null is no limit or never.

    `position`: its place among the teams, from 0.
    """

    name: Name | None = None
    mode: Mode | None = None
    operator_limit: Limit | None = None
    back_after_minutes: Minutes | None = None
    position: Annotated[int, Field(ge=0, le=1_000)] | None = None


class TeamMemberBody(Body):
    """Somebody of a team."""

    member_id: Given
    limit: Limit | None = None


class TeamMembersBody(Body):
    """Exactly these are the team's."""

    members: Annotated[list[TeamMemberBody], Field(max_length=MAX_MEMBERS)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RoutingTexts(_Strict):
    """A text in both languages; an empty one is taken from the other."""

    ru: Words = ""
    en: Words = ""


class OutOfHoursRule(_Strict):
    """What a visitor is told who writes while the team does not work: once in each closed time."""

    is_on: bool = False
    text: RoutingTexts = RoutingTexts()


class CsatRule(_Strict):
    """Whether a visitor is asked how it was, so many minutes after the conversation was closed."""

    is_on: bool = True
    delay_minutes: Annotated[int, Field(ge=0, le=10_080)] = 0


class RoutingRules(_Strict):
    """Rules of the whole workspace.

    `default_team`: where new conversations come. `back_after_minutes`: of conversations that no team has.
    `back_when_away`: visitors do not wait for who has left or is away. `auto_away_minutes`: without a sign of
    life of an operator's screen, 0: never.
    """

    default_team: Given | None = None
    back_after_minutes: Minutes | None = 10
    back_when_away: bool = True
    auto_away_minutes: Annotated[int, Field(ge=0, le=1_440)] = 30
    out_of_hours: OutOfHoursRule = OutOfHoursRule()
    csat: CsatRule = CsatRule()
