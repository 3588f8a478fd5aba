"""People as CSV that a spreadsheet opens without running anything in it."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from otklik.events.people import PersonView
from otklik.kit.clock import format_ms, to_ms

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel reads UTF-8 as an old code page."""
FIXED: Final = (
    "id",
    "name",
    "email",
    "phone",
    "user_id",
    "stage",
    "first_seen",
    "last_seen",
    "sessions_count",
    "pages_count",
    "country",
    "city",
    "orders_count",
    "revenue",
)
# OWASP "CSV injection": what a spreadsheet takes for the beginning of a formula, full-width forms too.
_FORMULA: Final = re.compile(r"^\s*[=+\-@＝＋－＠|%]|^[\t\r\n]")
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what would become a formula; numbers and plain phones stay."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_lines(rows: Iterable[Sequence[str]]) -> str:
    """CSV with commas and CRLF (RFC 4180)."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([safe_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def make_cells(person: PersonView, columns: Sequence[str]) -> list[str]:
    """The cells of a person: the fixed ones, then the asked properties."""
    properties = person.head.properties if person.head else {}
    values: dict[str, Any] = {
        **{name: person.facts.get(name) for name in FIXED},
        "id": str(person.id),
        "name": properties.get("$name"),
        "email": properties.get("$email"),
        "phone": properties.get("$phone"),
        "user_id": person.head.user_id if person.head else None,
        "stage": person.stage,
    }
    return [_text(values[name]) for name in FIXED] + [_text(person.properties.get(name)) for name in columns]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return format_ms(to_ms(value))
    if isinstance(value, Decimal):
        return format_decimal(value)
    return json.dumps(value, ensure_ascii=False)


def format_decimal(value: Decimal) -> str:
    """The shortest plain form: `12.5`, `100`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
