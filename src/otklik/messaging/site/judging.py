"""Judges what somebody sent off in a form: values, consents, where it leads, points. Pure."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from otklik.kit.errors import Fault
from otklik.kit.text import clean_text
from otklik.messaging.site.limits import MAX_ANSWER, MAX_SHORT_ANSWER

_EMAIL: Final = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]+\Z")
_MAX_EMAIL: Final = 254
_PHONE: Final = re.compile(r"[+0-9().\s-]{5,40}\Z")
_MIN_DIGITS: Final = 5
_MAX_NUMBER: Final = 1e15


class Judged(msgspec.Struct, frozen=True):
    """What is taken of one call. `answers`: all so far by name; `next_page` None: nothing leads on."""

    faults: tuple[Fault, ...]
    answers: dict[str, Any] = {}
    new: dict[str, Any] = {}
    consents: tuple[dict[str, Any], ...] = ()
    next_page: str | None = None


def judge(
    content: Mapping[str, Any],
    shown: Mapping[str, Any],
    *,
    page_id: str,
    fields: Mapping[str, Any],
    consents: Sequence[str],
    before: Mapping[str, Any],
) -> Judged:
    """Judge a page. `content`: as it was written, filled in; `shown`: what is asked of this person of it."""
    page = _find_page(content, page_id)
    if page is None:
        return Judged((Fault("page_id", "unknown_page", "There is no such page"),))
    faults, new = _read_fields(content, fields)
    answers = {**before, **new}
    standing = _find_page(shown, page_id) or {"blocks": []}
    boxes = {block["at"]: block for block in _list_blocks(shown, "consent")}
    faults += _list_missing(standing, answers, consents)
    for at in consents:
        if at not in boxes:
            faults.append(Fault(f"consents.{at}", "unknown_name", "There is no such box"))
    if faults:
        return Judged(tuple(faults))
    given = tuple(_consent(boxes[at]) for at in dict.fromkeys(consents))
    return Judged((), answers, new, given, lead_on(standing, page, answers))


def _find_page(content: Mapping[str, Any], page_id: str) -> Mapping[str, Any] | None:
    return next((each for each in content["pages"] if each["id"] == page_id), None)


def _read_fields(content: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[list[Fault], dict[str, Any]]:
    """(faults, answers by name)."""
    asked = {block["name"]: block for block in _list_blocks(content, "field")}
    faults: list[Fault] = []
    answers: dict[str, Any] = {}
    for name, value in fields.items():
        path = f"fields.{name[:60]}"
        found = _read(asked[name], value, path) if name in asked else _UNKNOWN
        if found is _UNKNOWN:
            faults.append(Fault(path, "unknown_name", "There is no such field"))
        elif isinstance(found, Fault):
            faults.append(found)
        elif found is not None:
            answers[name] = found.value
    return faults, answers


def count_points(content: Mapping[str, Any], answers: Mapping[str, Any]) -> int:
    """The points of the options chosen."""
    total = 0
    for block in _list_blocks(content, "field"):
        chosen = answers.get(block["name"])
        words = chosen if isinstance(chosen, list) else [chosen]
        total += sum(
            option.get("points") or 0 for option in block.get("options") or () if option["value"] in words
        )
    return total


def lead_on(shown: Mapping[str, Any], page: Mapping[str, Any], answers: Mapping[str, Any]) -> str | None:
    """The page after one, `shown` as this person has it; of one that he has not, as it was written."""
    here = shown if "id" in shown else page
    for way in here.get("ways") or ():
        said = answers.get(way["field"])
        words = {str(each) for each in (said if isinstance(said, list) else [said])}
        if not words.isdisjoint(way["is"]):
            return str(way["to"])
    target = here.get("next")
    return None if target is None else str(target)


def _list_blocks(content: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    return (block for page in content["pages"] for block in page["blocks"] if block["kind"] == kind)


def _list_missing(
    page: Mapping[str, Any], answers: Mapping[str, Any], consents: Sequence[str]
) -> Iterator[Fault]:
    for block in page["blocks"]:
        if block["kind"] == "field" and block.get("required") and block["name"] not in answers:
            yield Fault(f"fields.{block['name']}", "missing", "Something must stand here")
        elif block["kind"] == "consent" and block.get("required") and block["at"] not in consents:
            yield Fault(str(block["at"]), "missing", "This consent is needed")


def _consent(block: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": block["at"],
        "channel": block.get("channel") or None,
        "topic": block.get("topic") or "",
        "text": block["text"],
    }


class _Value(msgspec.Struct, frozen=True):
    value: Any


_UNKNOWN: Final = Fault("", "unknown_name", "")


def _read(block: Mapping[str, Any], value: Any, path: str) -> Fault | _Value | None:  # noqa: ANN401 - JSON
    """The answer in its own form, or a fault; None for what was left empty."""
    if value is None or (isinstance(value, str | list) and not value):
        return None
    kind = str(block["type"])
    if kind == "number":
        return _read_number(value, path)
    if kind == "choices":
        return _read_choices(block, value if isinstance(value, list) else [value], path)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return Fault(path, "text", "A text is expected")
    text = clean_text(str(value).strip(), MAX_ANSWER + 1)
    return _read_text(block, kind, text, path) if text else None


def _read_text(block: Mapping[str, Any], kind: str, text: str, path: str) -> Fault | _Value:
    limit = MAX_ANSWER if kind == "long_text" else MAX_SHORT_ANSWER
    if len(text) > limit:
        return Fault(path, "too_long", "At most {limit} characters", {"limit": limit})
    if kind == "email" and (len(text) > _MAX_EMAIL or not _EMAIL.match(text)):
        return Fault(path, "email", "An email address is expected")
    if kind == "phone" and (not _PHONE.match(text) or sum(map(str.isdecimal, text)) < _MIN_DIGITS):
        return Fault(path, "phone", "A phone number is expected")
    if kind == "choice" and text not in {option["value"] for option in block["options"]}:
        return Fault(path, "choice", "One of the options is expected")
    if kind == "date" and not _is_date(text):
        return Fault(path, "date", "A date is written 2026-11-22")
    return _Value(text)


def _read_number(value: Any, path: str) -> Fault | _Value:  # noqa: ANN401 - JSON
    wrong = Fault(path, "number", "A number is expected")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return wrong
    text = str(value).strip().replace(",", ".").replace("\u00a0", "")
    try:
        number = float(text)
    except ValueError:
        return wrong
    if not math.isfinite(number) or abs(number) > _MAX_NUMBER:
        return wrong
    return _Value(int(number) if number.is_integer() else number)


def _read_choices(block: Mapping[str, Any], values: Sequence[Any], path: str) -> Fault | _Value:
    known = [option["value"] for option in block["options"]]
    if any(value not in known for value in values):
        return Fault(path, "choice", "One of the options is expected")
    return _Value([value for value in known if value in values])


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-11-22")
