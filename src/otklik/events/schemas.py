"""Bodies and answers of the room's routes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from otklik.events.catalogue import SeenEvent, SeenProperty
from otklik.events.csv_export import format_decimal
from otklik.events.people import PeopleQuery, PersonView
from otklik.events.repository_catalogue import DefinitionRow
from otklik.kit.json_values import read_object
from otklik.workspaces.schemas import Answer, Body, Moment

PropertyName = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern="^[^\x00]*$")]
Stage = Literal["visitor", "lead", "user"]
Today = Literal["visitors", "leads"]
"""Those behind a figure of the overview: who did something today; who gave the first contact today."""


class SortBody(Body):
    """By a column of the list, or by a property of the person."""

    by: PropertyName = "last_seen"
    desc: bool = True


class PeopleBody(Body):
    """Which people, in what order; `columns` are properties to show beside the fixed ones."""

    search: Annotated[str, Field(max_length=200)] = ""
    sort: SortBody = SortBody()
    columns: Annotated[tuple[PropertyName, ...], Field(max_length=50)] = ()
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=2_000)] | None = None
    stage: Stage | None = None
    online: bool | None = None
    today: Today | None = None

    def as_query(self) -> PeopleQuery:
        """The same for the service; NUL cannot be searched for."""
        return PeopleQuery(
            search=self.search.replace("\x00", ""),
            sort_by=self.sort.by,
            is_descending=self.sort.desc,
            columns=tuple(dict.fromkeys(self.columns)),
            limit=self.limit,
            cursor=self.cursor,
            stage=self.stage,
            is_online=self.online,
            today=self.today,
        )


class PersonAnswer(Answer):
    """A person as a row; `revenue` is a decimal as text, `properties` hold the asked columns that he has."""

    id: str
    name: str | None
    email: str | None
    phone: str | None
    user_id: str | None
    stage: Stage
    first_seen: Moment
    last_seen: Moment
    sessions_count: int
    pages_count: int
    country: str
    city: str
    is_online: bool
    orders_count: int
    revenue: str
    properties: dict[str, Any]

    @classmethod
    def of(cls, person: PersonView) -> Self:
        """The answer for a row of the list."""
        facts = person.facts
        given = person.head.properties if person.head else {}
        return cls.model_validate(
            {
                "id": str(person.id),
                **{name: _line(given.get(f"${name}")) for name in ("name", "email", "phone")},
                "user_id": person.head.user_id if person.head else None,
                "stage": person.stage,
                **{name: facts[name] for name in _FACTS},
                "is_online": person.is_online,
                "revenue": format_decimal(facts["revenue"]),
                "properties": person.properties,
            }
        )


_FACTS = (
    "first_seen",
    "last_seen",
    "sessions_count",
    "pages_count",
    "country",
    "city",
    "orders_count",
)


class PeopleAnswer(Answer):
    """A page of people; `total` counts the whole list."""

    items: list[PersonAnswer]
    next_cursor: str | None
    total: int


class EventAnswer(Answer):
    """An event as it is stored; `person` is the home profile that brought it."""

    id: str
    name: str
    original_name: str
    timestamp: Moment
    received_at: Moment
    message_id: str
    session: str
    person: str
    device: str
    source: str
    url: str
    quiet: bool
    country: str
    city: str
    device_type: str
    browser: str
    os: str
    properties: dict[str, Any]
    context: dict[str, Any]

    @classmethod
    def of(cls, row: Mapping[str, Any], **more: object) -> Self:
        """The answer for a row of the store."""
        return cls.model_validate(
            {
                **{name: row[name] for name in _AS_STORED},
                **{name: str(row[name]) for name in ("session", "person", "device")},
                "id": str(row["pos"]),
                "timestamp": row["ts"],
                "quiet": bool(row["quiet"]),
                "properties": read_object(row["properties"]),
                "context": read_object(row["context"]),
                **more,
            }
        )


_AS_STORED = (
    "name",
    "original_name",
    "received_at",
    "message_id",
    "source",
    "url",
    "country",
    "city",
    "device_type",
    "browser",
    "os",
)


class RecentEvent(EventAnswer):
    """An event of the debugger, with the name on the card and whether a bot sent it."""

    person_name: str | None
    is_bot: bool


class EventDefinition(Answer):
    """An event that has been seen; `count` in the last 30 days."""

    name: str
    original_names: list[str]
    first_seen: Moment
    last_seen: Moment
    description: str
    is_hidden: bool
    count: int

    @classmethod
    def of(cls, seen: SeenEvent) -> Self:
        """The answer for a definition."""
        return cls.model_validate({**_define(seen.row), "count": seen.count})


class PropertyDefinition(Answer):
    """A property that has been seen, and the types of its values."""

    name: str
    types: list[str]
    first_seen: Moment
    last_seen: Moment
    description: str
    is_hidden: bool

    @classmethod
    def of(cls, row: DefinitionRow) -> Self:
        """The answer for a definition."""
        return cls.model_validate(_define(row))


class EventProperty(PropertyDefinition):
    """A property of an event, with values it really had."""

    values: list[Any]

    @classmethod
    def of_seen(cls, seen: SeenProperty) -> Self:
        """The answer for a property with its values."""
        return cls.model_validate({**_define(seen.row), "values": list(seen.values)})


class DefinitionBody(Body):
    """What a member writes beside a definition."""

    description: Annotated[str, StringConstraints(max_length=2_000, pattern="^[^\x00]*$")] | None = None
    is_hidden: bool | None = None


class DayAnswer(Answer):
    """A day of the workspace's zone."""

    at: date
    visitors: int
    events: int


class OverviewAnswer(Answer):
    """Now, today, and the last 14 days."""

    online: int
    visitors_today: int
    events_today: int
    leads_today: int
    chart: list[DayAnswer]


def _define(row: DefinitionRow) -> dict[str, Any]:
    names = ("name", "original_names", "types", "first_seen", "last_seen", "description", "is_hidden")
    return {name: getattr(row, name) for name in names}


def _line(value: object) -> str | None:
    """A property may hold anything; a list shows texts."""
    return value if isinstance(value, str) and value else None
