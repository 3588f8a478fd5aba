"""Reads a provider's call by its file. Pure; whatever is not as expected is passed over, never raised."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from otklik.letters.reports.contracts import Report, ReportKind
from otklik.letters.reports.reading import is_of_mailbox
from otklik.messaging.mail.providers.contracts import Fields, Meaning, Provider, Told

MAX_EVENTS: Final = 1_000
_WORDS: Final = 500
_STEP: Final = re.compile(r"([^\[\]]*)(?:\[([^\]]+)\])?")
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_GONE: Final = "5.1.1"
_KINDS: Final = {
    Meaning.DELAYED: ReportKind.DELAYED,
    Meaning.DELIVERED: ReportKind.DELIVERED,
    Meaning.COMPLAINED: ReportKind.COMPLAINED,
}


@cache
def load_providers() -> Mapping[str, Provider]:
    """All files, by name. Raises msgspec.ValidationError for a wrong one: a fault of the build."""
    folder = files("otklik.messaging.mail.providers") / "files"
    return {
        each.name.removesuffix(".toml"): msgspec.toml.decode(each.read_bytes(), type=Provider)
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".toml")
    }


def read_call(provider: Provider, body: Any) -> Told:  # noqa: ANN401 - any JSON
    """Every report of a call's JSON."""
    reports: list[Report] = []
    unknown = 0
    for event in _list_events(provider, body):
        found = list(_read_event(provider, event))
        reports += found
        unknown += not found
    return Told(tuple(reports[:MAX_EVENTS]), unknown)


def find(value: Any, path: str) -> Any:  # noqa: ANN401 - any JSON
    """What a path leads to, None when nothing; `a.b[Name]`: of a list of {name, value} the value."""
    for step in path.split(".") if path else ():
        matched = _STEP.fullmatch(step)
        if matched is None or not isinstance(value, dict):
            return None
        value = value.get(matched[1])
        if matched[2] is not None:
            value = _named(value, matched[2])
    return value


def _named(value: Any, name: str) -> Any:  # noqa: ANN401 - any JSON
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict) and str(each.get("name", "")).lower() == name.lower():
            return each.get("value")
    return None


def _list_events(provider: Provider, body: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    found = find(body, provider.list)
    for event in (found if isinstance(found, list) else [found])[:MAX_EVENTS]:
        unwrapped = _unwrap(provider, event)
        if isinstance(unwrapped, dict):
            yield unwrapped


def _unwrap(provider: Provider, event: Any) -> Any:  # noqa: ANN401 - any JSON
    if provider.inside:
        return next((it for path in provider.inside if (it := find(event, path)) is not None), None)
    if not provider.inner:
        return event
    try:
        return json.loads(str(find(event, provider.inner)))
    except (ValueError, RecursionError):
        return None


def _read_event(provider: Provider, event: dict[str, Any]) -> Iterator[Report]:
    meaning = _meaning(provider, event)
    if meaning is None:
        return
    letter = _text(event, provider.event.letter).strip("<> ")
    for address, status, said in _recipients(provider, event):
        yield _report(meaning, address, status, said, letter)


def _meaning(provider: Provider, event: dict[str, Any]) -> Meaning | None:
    kind, detail = _text(event, provider.event.kind), _text(event, provider.event.detail)
    for name in (f"{kind}/{detail}", f"{kind}/*", kind):
        if name in provider.kinds:
            return provider.kinds[name]
    return None


def _recipients(provider: Provider, event: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    fields: Fields = provider.event
    status, said = _text(event, fields.status), _text(event, fields.said)
    each = provider.each
    if each is None:
        yield _text(event, fields.address), status, said
        return
    listed = next((it for path in each.list if isinstance(it := find(event, path), list)), [])
    for one in listed[:MAX_EVENTS]:
        item = one if isinstance(one, dict) else {"": one}
        yield _text(item, each.address), _text(item, each.status) or status, _text(item, each.said) or said


def _report(meaning: Meaning, address: str, status: str, said: str, letter: str) -> Report:
    """A status that is no enhanced one is looked for in the words."""
    found = _STATUS.search(status) or _STATUS.search(said)
    code = found[1] if found else ""
    words = said[:_WORDS]
    kind = _KINDS.get(meaning, ReportKind.FAILED)
    if meaning is Meaning.MAILBOX:
        return Report(kind, address, code or _GONE, words, letter, is_mailbox=True)
    if meaning is Meaning.REFUSED:
        return Report(kind, address, code if code.startswith("5.7") else "5.7.0", words, letter)
    if meaning is Meaning.PASSING:
        return Report(kind, address, code if code.startswith(("4.", "5.2")) else "4.0.0", words, letter)
    is_gone = meaning is Meaning.BY_STATUS and is_of_mailbox(kind, code, words)
    return Report(kind, address, code, words, letter, is_mailbox=is_gone)


def _text(event: Mapping[str, Any], paths: Sequence[str]) -> str:
    for path in paths:
        value = event.get("") if path == "" else find(event, path)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
            return str(value)[:2_000]
    return ""
