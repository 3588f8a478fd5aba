"""Tags, lists and subscriptions over HTTP (contract of `/api/v1`)."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from otklik.profiles.contracts_marks import CHANNELS
from otklik.profiles.schemas import PersonId
from otklik.workspaces.schemas import Answer, Body, FilledLine, Moment

MAX_AT_ONCE = 1_000
Color = Literal["", "gray", "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink"]
Description = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=1_000, pattern=r"^[^\x00]*$")
]
Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Kind = Literal["email", "phone", "user_id", "anonymous_id"]


class Tag(Answer):
    """A tag: `tag` is its name for ever (conditions and calls use it), `title` what is shown."""

    tag: str
    title: str
    color: str
    created_at: Moment
    count: int | None = Field(None, description="People who carry it; in lists only")


class TagList(Answer):
    """All tags by title."""

    items: list[Tag]
    next_cursor: str | None = None


class TagInput(Body):
    """A new tag."""

    name: FilledLine
    color: Color = ""


class TagPatch(Body):
    """What to show otherwise."""

    title: FilledLine | None = None
    color: Color | None = None


class PeopleList(Answer):
    """A list."""

    id: str
    name: str
    description: str
    created_by: str
    created_at: Moment
    count: int = Field(description="People on it")


class PeopleLists(Answer):
    """All lists by name."""

    items: list[PeopleList]
    next_cursor: str | None = None


class ListInput(Body):
    """A new list."""

    name: FilledLine
    description: Description = ""


class ListPatch(Body):
    """What to change of a list."""

    name: FilledLine | None = None
    description: Description | None = None


class ListMember(Answer):
    """Somebody on a list; `source` and `author` of the word that put him there."""

    id: str
    user_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    joined_at: Moment
    source: str
    author: str


class ListMembers(Answer):
    """A page of a list, the last put there first."""

    items: list[ListMember]
    next_cursor: str | None


class Named(Body):
    """People by what names them."""

    kind: Kind
    values: Annotated[list[Value], Field(min_length=1, max_length=MAX_AT_ONCE)]


class PeopleInput(Body):
    """Whom: ids of people, or what names them; one of the two."""

    profile_ids: Annotated[list[PersonId], Field(min_length=1, max_length=MAX_AT_ONCE)] | None = None
    by: Named | None = None

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        if (self.profile_ids is None) == (self.by is None):
            raise ValueError("Give profile_ids or by, one of the two")
        return self


class ListChange(Answer):
    """What became of a call: how many changed, how many were so already, and who was not found.

    `ambiguous`: addresses that several people share; none of them was touched.
    """

    changed: int
    unchanged: int
    unknown: list[str]
    ambiguous: list[str]


class SubscriptionInput(Body):
    """Whether the person takes promotional messages of a channel, or of one topic of it."""

    channel: Annotated[str, Field(max_length=100, description=" ".join(CHANNELS))]
    topic: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    is_subscribed: bool
