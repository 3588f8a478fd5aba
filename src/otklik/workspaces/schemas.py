"""Types that the room's bodies and answers are made of."""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, StringConstraints, WithJsonSchema

from otklik.kit.clock import format_ms, to_ms

ItemT = TypeVar("ItemT")


def _has_no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL is not text")
    return text


def _format(moment: datetime) -> str:
    return format_ms(to_ms(moment))


Moment = Annotated[
    datetime,
    PlainSerializer(_format, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""RFC 3339 with milliseconds and Z."""

Id = Annotated[int, PlainSerializer(str, return_type=str), WithJsonSchema({"type": "string"})]
"""A number here, a string in JSON: 63 bits do not fit JavaScript's numbers."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_has_no_nul)]
FilledLine = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_has_no_nul)
]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254), AfterValidator(_has_no_nul)
]
Password = Annotated[str, StringConstraints(min_length=1, max_length=256)]
Language: TypeAlias = Literal["ru", "en"]


class Body(BaseModel):
    """What a request carries: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What a route answers; made of rows by attribute."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Page(Answer, Generic[ItemT]):
    """A part of a list; `next_cursor` asks for the next one, null at the end."""

    items: list[ItemT]
    next_cursor: str | None = None
