"""The catalogue of ready scenarios: files of this package, read once; each in Russian and English.

A file holds what is the same in every language (`graph`, `goal`, filters of `segments`) and beside it, by
language, names, what messages say and `terms` of the graph (`"@key"`: tags, reasons, notes). Its graph names
contents and segments by keys, which installing turns into ids.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias

import msgspec

from otklik.automation.ready.composing import compose_letter
from otklik.messaging.contracts import Channel, Purpose
from otklik.segments.computed.defaults import STAGES

Language: TypeAlias = Literal["ru", "en"]
Json: TypeAlias = Any

NAMES: Final = (
    "welcome",
    "abandoned_cart",
    "browse_abandonment",
    "exit_popup",
    "lead_magnet",
    "thanks_for_address",
    "want_letters",
    "post_purchase",
    "delivery_notice",
    "review_request",
    "replenishment",
    "win_back",
    "birthday",
    "gift_popup",
    "wedding",
    "saas_onboarding",
    "school_onboarding",
)
"""In the order in which they are offered."""
SITE: Final = "{site}"
"""In links: the address of the workspace's own site."""


class Words(msgspec.Struct, frozen=True):
    """How a scenario is offered in one language."""

    name: str
    text: str
    hypothesis: str


class ReadyContent(msgspec.Struct, frozen=True):
    """What a step says in one language, as its channel wants it."""

    channel: Channel
    content: Mapping[str, Json]


class ReadySegment(msgspec.Struct, frozen=True):
    """A segment that the scenario needs; the graph names it by `key`."""

    key: str
    name: str
    filter: Mapping[str, Json]


class Ready(msgspec.Struct, frozen=True):
    """A ready scenario in one language. `stage`: a key of the stages that are suggested."""

    name: str
    kind: str
    stage: str
    stage_name: str
    purpose: Purpose
    topic: str
    words: Words
    graph: Mapping[str, Json]
    contents: Mapping[str, ReadyContent]
    segments: tuple[ReadySegment, ...]
    goal: Mapping[str, Json]
    events: tuple[str, ...]
    properties: tuple[str, ...]


def list_ready(language: Language) -> list[Ready]:
    """All of them, in the order in which they are offered."""
    return [read_ready(name, language) for name in NAMES]


def read_ready(name: str, language: Language, *, site: str = "https://example.com") -> Ready:
    """One of NAMES, its links leading to `site`."""
    source = _read_file(name)
    contents = {key: _read_content(each, language, site) for key, each in source["contents"].items()}
    terms = {f"@{key}": each[language] for key, each in source.get("terms", {}).items()}
    graph = _replace(source["graph"], lambda text: terms.get(text, text))
    segments = tuple(
        ReadySegment(each["key"], each["name"][language], each["filter"])
        for each in source.get("segments", [])
    )
    asked = [graph, *(segment.filter for segment in segments)]
    goal = {**source["goal"], "name": source["goal"]["name"][language], "is_main": True}
    return Ready(
        name=name,
        kind=source["kind"],
        stage=source["stage"],
        stage_name=_STAGE_NAMES[source["stage"]][language],
        purpose=Purpose(source.get("purpose", Purpose.MARKETING.value)),
        topic=source["topic"],
        words=Words(**source[language]),
        graph=graph,
        contents=contents,
        segments=segments,
        goal=goal,
        events=tuple(dict.fromkeys(_find_all(asked, "event"))),
        properties=tuple(dict.fromkeys(_find_properties(asked))),
    )


_STAGE_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    stage["key"]: stage["name"] for stage in STAGES["stages"]
}


@cache
def _read_file(name: str) -> Mapping[str, Json]:
    return tomllib.loads(files(__package__).joinpath("scenarios", f"{name}.toml").read_text("utf-8"))


def _read_content(source: Mapping[str, Json], language: Language, site: str) -> ReadyContent:
    channel = Channel(source["channel"])
    said = _replace(source[language], lambda text: text.replace(SITE, site.rstrip("/")))
    if channel is Channel.EMAIL:
        return ReadyContent(channel, compose_letter(**said, language=language))
    return ReadyContent(channel, said)


def _replace(value: Json, change: Callable[[str], str]) -> Json:
    """The same with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_replace(each, change) for each in value]
    if isinstance(value, dict):
        return {key: _replace(each, change) for key, each in value.items()}
    return value


def _find_all(value: Json, key: str) -> Iterator[str]:
    """Every text that stands under `key`, however deep."""
    if isinstance(value, Mapping):
        if isinstance(value.get(key), str):
            yield value[key]
        for each in value.values():
            yield from _find_all(each, key)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _find_all(each, key)


def _find_properties(value: Json) -> Iterator[str]:
    """Properties of the person that conditions ask for: tests of events stand under `where`."""
    if isinstance(value, Mapping):
        if isinstance(value.get("property"), str):
            yield value["property"]
        for key, each in value.items():
            if key not in {"where", "property"}:
                yield from _find_properties(each)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _find_properties(each)
