"""Shapes of the API of contents: what messages say."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from otklik.messaging.contracts import Channel


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ContentBody(_Strict):
    """What a message says; its fields are the channel's (docs/reference/contents.md)."""

    channel: Channel
    content: dict[str, Any]


class ContentAnswer(BaseModel):
    """A content that is kept: it never changes, and the same one has one id."""

    id: int
    channel: Channel
    content: dict[str, Any]


class ContentFault(BaseModel):
    """A wrong place: `path` as `content.pages[0].blocks[1].text`; of a template with line and column."""

    path: str
    code: str
    message: str
    params: dict[str, str | int | float | bool | None]


class ContentCheck(BaseModel):
    """What there is to say of a content: faults, and the variables that its templates ask for."""

    faults: list[ContentFault]
    variables: list[str]


class PreviewBody(ContentBody):
    """A content, whom to show it as (none: an example of a person), and the event that triggers it.

    `is_marked`: blocks of a letter carry their places as classes (`o-at-2-0-1`), for the editor.
    """

    is_marked: bool = False
    name: Annotated[str, Field(max_length=200, description="Of the message: its UTM campaign")] = ""

    profile_id: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$")] | None = None
    event: dict[str, Any] = {}


class ContentPreview(BaseModel):
    """The content as that person would get it; null while it has faults."""

    content: dict[str, Any] | None
    faults: list[ContentFault]


class TestBody(ContentBody):
    """A content, and whom to send it to, now."""

    __test__ = False  # pytest: no test
    name: Annotated[str, Field(max_length=200, description="Of the message: its UTM campaign")] = ""
    profile_id: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$")]
    event: dict[str, Any] = {}
