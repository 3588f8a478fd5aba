"""Bodies and answers of segments and their folders."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, WithJsonSchema

from otklik.segments.language.conditions import Condition
from otklik.segments.language.wording import describe
from otklik.segments.language.wording_base import Names
from otklik.segments.loading import KnownNames, read_stored
from otklik.segments.repository import SegmentRow
from otklik.segments.repository_folders import FolderRow
from otklik.workspaces.schemas import Answer, Body, FilledLine, Id, Moment

REFERENCE: Final = "x-otklik-schema"
"""Stands in the OpenAPI where `document_conditions` puts a reference to a part of the language."""
LARGEST_ID: Final = (1 << 63) - 1


def _has_no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL is not text")
    return text


ConditionJson: TypeAlias = Annotated[Any, WithJsonSchema({REFERENCE: "Condition"})]
"""A condition as JSON; the parser of the language reads it, not pydantic."""
GivenId: TypeAlias = Annotated[
    int,
    Field(ge=1, le=LARGEST_ID),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]{0,17}$"}),
]
Remark: TypeAlias = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_has_no_nul)]
Color: TypeAlias = Annotated[str, StringConstraints(pattern="^(#[0-9a-f]{6}|[a-z]{1,20})?$")]
Status: TypeAlias = Literal["preparing", "live", "paused"]
Sort: TypeAlias = Literal["name", "updated", "count"]
Position: TypeAlias = Annotated[int, Field(ge=0, le=1_000_000)]


class SegmentBody(Body):
    """A new segment. `is_announcing`: those inside at once are told as entering."""

    name: FilledLine
    filter: ConditionJson
    description: Remark = ""
    color: Color = ""
    folder_id: GivenId | None = None
    is_announcing: bool = False


class SegmentPatch(Body):
    """What to change. `is_announcing` goes with a filter; `status` pauses, or lets it follow again.

    `seen_at`: its `updated_at` when it was read; 409 `segment_changed` when somebody has edited it since.
    """

    name: FilledLine | None = None
    filter: ConditionJson = None
    description: Remark | None = None
    color: Color | None = None
    folder_id: GivenId | None = None
    is_announcing: bool | None = None
    status: Literal["live", "paused"] | None = None
    seen_at: AwareDatetime | None = None

    def as_values(self) -> Mapping[str, Any]:
        """The columns that were given; null is a value of `folder_id` alone, and a fault of a filter."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"seen_at"}}
        kept = ("folder_id", "filter")
        return {name: value for name, value in given.items() if value is not None or name in kept}


class CopyBody(Body):
    """What the copy is called; without it the old name with a number."""

    name: FilledLine | None = None


class Words(Answer):
    """A condition in plain words."""

    ru: str
    en: str

    @classmethod
    def of(cls, condition: Condition, names: Names) -> Self:
        """The condition said in both languages."""
        return cls(ru=describe(condition, "ru", names), en=describe(condition, "en", names))


class NamedSegment(Answer):
    """A segment by name."""

    id: Id
    name: str


class SegmentAnswer(Answer):
    """A saved segment.

    `count`: its members when last counted. `status`: `preparing` until its members are written down, then
    `live`. `depends_on`: segments that its condition names.
    """

    id: Id
    name: str
    description: str
    color: str
    folder_id: Id | None
    filter: ConditionJson
    words: Words
    definition: int
    status: Status
    ready_at: Moment | None
    is_announcing: bool
    count: int | None
    counted_at: Moment | None
    depends_on: list[NamedSegment]
    created_by: Id | None
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, row: SegmentRow, names: KnownNames, zone: ZoneInfo) -> Self:
        """The answer for a row."""
        condition = read_stored(msgspec.json.encode(row.filter).decode())
        graph = names.graph
        needed = [NamedSegment(id=each, name=graph[each].name) for each in row.depends_on if each in graph]
        values = {name: getattr(row, name) for name in _AS_STORED}
        words = Words.of(condition, names.for_words(zone))
        return cls(**values, words=words, count=row.count_seen, depends_on=needed)


_AS_STORED: Final = (
    *("id", "name", "description", "color", "folder_id", "filter", "definition", "status", "ready_at"),
    *("is_announcing", "counted_at", "created_by", "created_at", "updated_at"),
)


class FolderBody(Body):
    """A new folder; it stands last unless `position` says otherwise."""

    name: FilledLine
    position: Position | None = None


class FolderPatch(Body):
    """What to change of a folder."""

    name: FilledLine | None = None
    position: Position | None = None


class FolderAnswer(Answer):
    """A folder; `segments_count` lie in it."""

    id: Id
    name: str
    position: int
    segments_count: int

    @classmethod
    def of(cls, row: FolderRow) -> Self:
        """The answer for a row."""
        return cls(id=row.id, name=row.name, position=row.position, segments_count=row.segments_count)
