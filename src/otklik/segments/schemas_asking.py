"""Bodies and answers of questions about people: searches, counts, samples, words, suggestions."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from otklik.events.schemas import PeopleBody, PersonAnswer
from otklik.segments.schemas import ConditionJson
from otklik.workspaces.schemas import Answer, Body, Moment


def _is_storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("NUL and halves of characters are not text")
    return text


Name: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=1_000), AfterValidator(_is_storable)
]
Prefix: TypeAlias = Annotated[str, StringConstraints(max_length=200), AfterValidator(_is_storable)]


class PeopleSearchBody(PeopleBody):
    """Which people: those of whom `filter` holds, at `as_of` if given, narrowed by the rest."""

    filter: ConditionJson = None
    as_of: AwareDatetime | None = None


class ConditionBody(Body):
    """A condition."""

    filter: ConditionJson


class AskedBody(ConditionBody):
    """A condition and the moment it is asked of; without one, now."""

    as_of: AwareDatetime | None = None


class SampleBody(AskedBody):
    """How many people to show."""

    limit: Annotated[int, Field(ge=1, le=20)] = 10


class CountAnswer(Answer):
    """How many people there are at the moment."""

    count: int
    as_of: Moment


class SampleAnswer(Answer):
    """Some of the people, those seen last first."""

    items: list[PersonAnswer]


class SuggestBody(Body):
    """Values of what: `of` a person's `property`, or an `event`'s; or names: of events, of their properties.

    Those whose text begins with `prefix`, small and capital letters alike; the most frequent first.
    """

    of: Literal["property", "event_property", "event", "property_name", "event_property_name"]
    property: Name | None = None
    event: Name | None = None
    prefix: Prefix = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Suggestion(Answer):
    """A value as it is stored, and how often it was met; of names null where nobody counts."""

    value: Any
    count: int | None


class SuggestAnswer(Answer):
    """Suggestions, the most frequent first."""

    items: list[Suggestion]
