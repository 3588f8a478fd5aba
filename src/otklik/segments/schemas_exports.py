"""Bodies and answers of files of sets of people, and whom any such request is about."""

from typing import Annotated, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from otklik.segments.audience import MAX_CHOSEN, Audience
from otklik.segments.exports.layouts import FileFormat
from otklik.segments.exports.leaving_out import LeftOut, Tally
from otklik.segments.exports.service import ExportSpec, Preview
from otklik.segments.schemas import ConditionJson, GivenId
from otklik.workspaces.schemas import Answer, Body

PropertyName: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=255, pattern="^[^\x00]*$")
]


class AudienceBody(Body):
    """Whom: exactly one of a segment, a condition, and people chosen by hand."""

    segment_id: GivenId | None = None
    filter: ConditionJson = None
    profile_ids: Annotated[tuple[GivenId, ...], Field(min_length=1, max_length=MAX_CHOSEN)] | None = None

    @model_validator(mode="after")
    def _name_one(self) -> Self:
        named = [name for name in ("segment_id", "filter", "profile_ids") if name in self.model_fields_set]
        if len(named) != 1 or getattr(self, named[0]) is None:
            raise ValueError("give one of segment_id, filter, profile_ids")
        return self

    def as_audience(self) -> Audience:
        """The same for the services."""
        return Audience(
            segment_id=self.segment_id,
            filter=self.filter,
            people=tuple(dict.fromkeys(self.profile_ids or ())),
        )


class FileBody(Body):
    """Which file. `columns` of our own CSV; `is_hashed`: Yandex Audience also takes addresses in clear."""

    format: FileFormat
    columns: Annotated[tuple[PropertyName, ...], Field(max_length=100)] = ()
    is_hashed: bool = True

    def as_spec(self) -> ExportSpec:
        """The same for the services."""
        return ExportSpec(self.format, tuple(dict.fromkeys(self.columns)), self.is_hashed)


class ExportBody(AudienceBody, FileBody):
    """A file of whom."""


class LeftOutAnswer(Answer):
    """How many people are not in a file, and why."""

    reason: LeftOut
    count: int


def list_left_out(tally: Tally) -> list[LeftOutAnswer]:
    """The reasons that left somebody out."""
    return [
        LeftOutAnswer(reason=reason, count=tally.left_out[reason])
        for reason in LeftOut
        if tally.left_out[reason]
    ]


class ExportPreviewAnswer(Answer):
    """What a file would hold. `is_whole` false: the set is larger than a preview looks at.

    `fewest`: with less lines the ad system does not take the file.
    """

    filename: str
    total: int
    written: int
    left_out: list[LeftOutAnswer]
    heading: list[str]
    lines: list[list[str]]
    lines_count: int
    is_whole: bool
    fewest: int
    is_too_small: bool

    @classmethod
    def of(cls, spec: ExportSpec, preview: Preview) -> Self:
        """The answer for a preview."""
        return cls(
            filename=spec.filename,
            total=preview.tally.total,
            written=preview.tally.written,
            left_out=list_left_out(preview.tally),
            heading=list(spec.heading),
            lines=[list(line) for line in preview.lines],
            lines_count=preview.lines_count,
            is_whole=preview.is_whole,
            fewest=spec.fewest,
            is_too_small=preview.is_whole and preview.lines_count < spec.fewest,
        )
