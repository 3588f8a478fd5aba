"""How columns of a table become people or events; guessed from headings, changed by the marketer."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from otklik.kit.clock import format_ms, parse_time_ms, to_ms

ColumnType = Literal["text", "number", "boolean", "date", "list"]

_NUMBER: Final = re.compile(r"[-+]?\d+(?:\.\d+)?")
_BOOLEANS: Final = {
    **dict.fromkeys(("true", "1", "yes", "да", "истина", "+"), True),
    **dict.fromkeys(("false", "0", "no", "нет", "ложь", "-"), False),
}
_DATES: Final = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d")
_GUESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "$email": ("email", "e-mail", "mail", "почта", "эл. почта", "электронная почта", "емейл", "имейл"),
    "$phone": ("phone", "telephone", "mobile", "телефон", "мобильный", "номер телефона"),
    "$name": ("name", "full name", "fullname", "имя", "фио", "клиент", "покупатель"),
    "$first_name": ("first name", "firstname", "first_name"),
    "$last_name": ("last name", "lastname", "last_name", "surname", "фамилия"),
    "$city": ("city", "город"),
    "$country": ("country", "страна"),
    "$birthday": ("birthday", "birth date", "дата рождения", "день рождения"),
    "$gender": ("gender", "sex", "пол"),
    "$company": ("company", "компания", "организация"),
}
_USER_IDS: Final = ("user_id", "userid", "user id", "customer_id", "id", "id клиента", "код клиента")
_DEVICE_IDS: Final = ("anonymous_id", "anonymousid", "device_id", "visitor_id")
_TIMES: Final = (
    "timestamp",
    "time",
    "date",
    "created_at",
    "дата",
    "время",
    "дата и время",
    "дата регистрации",
)
_EVENTS: Final = ("event", "event_name", "событие", "название события")


class Column(BaseModel):
    """Where one column goes: a property of the person, or of the event in a file of events."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    property: str = Field(min_length=1, max_length=255)
    type: ColumnType = "text"


class ImportMapping(BaseModel):
    """How rows become items. A row needs a user id, a device id, or (people) an email or a phone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["people", "events"] = "people"
    user_id: str | None = Field(None, description="Column with the user id")
    anonymous_id: str | None = Field(None, description="Column with the device id")
    timestamp: str | None = Field(None, description="Column with the moment; people without it are as of now")
    time_zone: str = Field("UTC", description="Zone of moments that name none")
    event: str | None = Field(None, description="Column with the event's name")
    event_name: str | None = Field(None, max_length=255, description="One name for all rows instead")
    columns: dict[str, Column] = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _check_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("There is no such time zone") from error
        return value


class RowError(Exception):
    """A row that cannot become an item: `reason` is stable, `detail` says what was found."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def guess_mapping(headings: Sequence[str]) -> ImportMapping:
    """Propose a mapping by the headings, in Russian and English."""
    names = {heading.strip().lower(): heading for heading in reversed(headings)}
    event = _first(names, _EVENTS)
    special = {
        "user_id": _first(names, _USER_IDS),
        "anonymous_id": _first(names, _DEVICE_IDS),
        "timestamp": _first(names, _TIMES),
        "event": event,
    }
    taken = {heading for heading in special.values() if heading}
    known = {
        heading: ours for ours, words in _GUESSES.items() if (heading := _first(names, words)) is not None
    }
    columns = {
        heading: Column(property=known.get(heading, heading.strip()[:255]))
        for heading in headings
        if heading.strip() and heading not in taken
    }
    return ImportMapping(kind="events" if event else "people", columns=columns, **special)


def _first(names: Mapping[str, str], words: Sequence[str]) -> str | None:
    return next((names[word] for word in words if word in names), None)


def row_item(row: Mapping[str, object], mapping: ImportMapping) -> dict[str, Any]:
    """Turn a row into an item of a Segment batch. Raises RowError."""
    values = {
        column.property: _convert(row.get(heading), column.type, heading, mapping.time_zone)
        for heading, column in mapping.columns.items()
        if not _is_empty(row.get(heading))
    }
    identity = _identity(row, mapping, values)
    moment = _moment(row, mapping)
    if mapping.kind == "people":
        return {"type": "identify", **identity, **moment, "traits": values}
    name = mapping.event_name or (_text(row.get(mapping.event)) if mapping.event else "")
    if not name:
        raise RowError("no_event_name", mapping.event or "")
    return {"type": "track", **identity, **moment, "event": name, "properties": values}


def _identity(row: Mapping[str, object], mapping: ImportMapping, values: Mapping[str, Any]) -> dict[str, str]:
    """A person known by a contact only gets an id made of it, so that the next import finds him again."""
    found = {
        name: text
        for name, heading in (("userId", mapping.user_id), ("anonymousId", mapping.anonymous_id))
        if heading and (text := _text(row.get(heading)))
    }
    if found:
        return found
    for contact in ("$email", "$phone"):
        value = values.get(contact)
        if isinstance(value, str) and value.strip():
            digest = hashlib.sha256(value.strip().lower().encode()).hexdigest()[:32]
            return {"anonymousId": f"import:{contact[1:]}:{digest}"}
    raise RowError("no_ids")


def _moment(row: Mapping[str, object], mapping: ImportMapping) -> dict[str, str]:
    if mapping.timestamp is None or _is_empty(row.get(mapping.timestamp)):
        if mapping.kind == "events":
            raise RowError("no_timestamp", mapping.timestamp or "")
        return {}
    value = row[mapping.timestamp]
    moment_ms = _time_ms(value, mapping.time_zone)
    if moment_ms is None:
        raise RowError("invalid_timestamp", str(value)[:100])
    return {"timestamp": format_ms(moment_ms)}


def _time_ms(value: object, time_zone: str) -> int | None:
    zone = ZoneInfo(time_zone)
    if isinstance(value, datetime):
        return to_ms(value if value.tzinfo else value.replace(tzinfo=zone).astimezone(UTC))
    text = str(value).strip()
    for pattern in (*_DATES, "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"):
        try:
            naive = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
        return to_ms(naive.replace(tzinfo=zone).astimezone(UTC))
    return parse_time_ms(value)


def _convert(value: object, kind: ColumnType, heading: str, time_zone: str) -> Any:  # noqa: ANN401 - any JSON value
    text = _text(value)
    if kind == "number":
        plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
        if not _NUMBER.fullmatch(plain):
            raise RowError("invalid_number", f"{heading}: {text[:100]}")
        return float(plain) if "." in plain else int(plain)
    if kind == "boolean":
        if text.lower() not in _BOOLEANS:
            raise RowError("invalid_boolean", f"{heading}: {text[:100]}")
        return _BOOLEANS[text.lower()]
    if kind == "date":
        moment_ms = _time_ms(value, time_zone)
        if moment_ms is None:
            raise RowError("invalid_date", f"{heading}: {text[:100]}")
        return format_ms(moment_ms)
    if kind == "list":
        return [part.strip() for part in re.split(r"[;,|]", text) if part.strip()]
    return text


def _text(value: object) -> str:
    """A cell as text; whole numbers of spreadsheets lose their `.0`."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).strip()


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
