"""Answers and bodies of the catalogue."""

from typing import Annotated, Any, Self

from pydantic import Field

from otklik.automation.contracts import ScenarioKind
from otklik.automation.ready.catalogue import Language, Ready
from otklik.messaging.contracts import Channel, Purpose
from otklik.workspaces.schemas import Answer, Body

Site = Annotated[str, Field(max_length=300, pattern=r"^(https?://[^\s\x00\"'<>]+)?$")]


class ReadyStep(Answer):
    """What a step of the scenario says."""

    key: str
    channel: Channel
    content: dict[str, Any]


class NamedFilter(Answer):
    """A segment that is made when it is not there."""

    name: str
    filter: dict[str, Any]


class ReadyAnswer(Answer):
    """A ready scenario; `events`, `properties`: what it asks for, to be sent by the site."""

    name: str
    kind: ScenarioKind
    stage: str
    stage_name: str
    purpose: Purpose
    topic: str
    title: str
    text: str
    hypothesis: str
    channels: list[Channel]
    steps: int
    goal: str
    events: list[str]
    properties: list[str]
    segments: list[NamedFilter]
    contents: list[ReadyStep]
    graph: dict[str, Any]

    @classmethod
    def of(cls, ready: Ready) -> Self:
        """From the catalogue."""
        contents = [
            ReadyStep(key=key, channel=each.channel, content=dict(each.content))
            for key, each in ready.contents.items()
        ]
        return cls(
            name=ready.name,
            kind=ScenarioKind(ready.kind),
            stage=ready.stage,
            stage_name=ready.stage_name,
            purpose=ready.purpose,
            topic=ready.topic,
            title=ready.words.name,
            text=ready.words.text,
            hypothesis=ready.words.hypothesis,
            channels=list(dict.fromkeys(each.channel for each in contents)),
            steps=len(ready.graph["nodes"]),
            goal=ready.goal["name"],
            events=list(ready.events),
            properties=list(ready.properties),
            segments=[NamedFilter(name=each.name, filter=dict(each.filter)) for each in ready.segments],
            contents=contents,
            graph=dict(ready.graph),
        )


class InstallBody(Body):
    """In which language, and where links lead: the address of the workspace's site."""

    language: Language
    site: Site = ""
