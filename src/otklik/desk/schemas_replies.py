"""Bodies and answers of saved replies, their folders, and commands."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Field, StringConstraints

from otklik.desk.schemas import FileAnswer
from otklik.desk.schemas_bodies import FileIds, Given, Words
from otklik.workspaces.schemas import Answer, Body, FilledLine, Moment

Shortcut: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[\w\-]{0,40}$")]
Position: TypeAlias = Annotated[int, Field(ge=0, le=1_000_000)]


class ReplyBody(Body):
    """A new saved reply. `from_part`: take words and files of this message of the team, where none are given.

    `files`: uploaded by who saves it and not sent. `is_shared`: of the whole team, else one's own.
    """

    title: FilledLine
    body: Words = ""
    shortcut: Shortcut = ""
    folder_id: Given | None = None
    is_shared: bool = False
    files: FileIds = Field(default_factory=list)
    from_part: Given | None = None


class ReplyPatch(Body):
    """What to change; null is a value of `folder_id` alone."""

    title: FilledLine | None = None
    body: Words | None = None
    shortcut: Shortcut | None = None
    folder_id: Given | None = None
    is_shared: bool | None = None
    files: FileIds | None = None

    def as_values(self) -> Mapping[str, Any]:
        """What was given, but whose it is."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"is_shared"}}
        return {name: value for name, value in given.items() if value is not None or name == "folder_id"}


class ReplyAnswer(Answer):
    """A saved reply; `body` may hold variables: `{{ name | default: "there" }}`."""

    id: int
    title: str
    body: str
    shortcut: str
    folder_id: int | None
    is_shared: bool
    files: list[FileAnswer]
    used_count: int
    used_at: Moment | None
    updated_at: Moment


class ReplyList(Answer):
    """The team's replies and one's own, by title."""

    items: list[ReplyAnswer]


class RenderBody(Body):
    """For whom: the person of this conversation."""

    conversation_id: Given


class Rendered(Answer):
    """A reply with its variables filled in; `files` are copies that can be sent."""

    body: str
    files: list[FileAnswer]


class ReplyFolderBody(Body):
    """A folder of saved replies."""

    name: FilledLine
    position: Position = 0


class ReplyFolderPatch(Body):
    """What to change of a folder."""

    name: FilledLine | None = None
    position: Position | None = None


class ReplyFolderAnswer(Answer):
    """A folder of saved replies."""

    id: int
    name: str
    position: int


class ReplyFolderList(Answer):
    """Every folder, in its order."""

    items: list[ReplyFolderAnswer]


class CommandAnswer(Answer):
    """A slash command. `hint`: what may follow it."""

    name: str
    title: dict[str, str]
    hint: str


class CommandList(Answer):
    """Every command, by name."""

    items: list[CommandAnswer]


class CommandBody(Body):
    """A command as it is typed: `/snooze 2h`."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
