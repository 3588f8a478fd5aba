"""What a workspace shows its people of its mailings: topics by name, the colour of pages."""

from typing import Annotated, Final, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from otklik.infra.translations import Language
from otklik.messaging.confirming.schemas import ConfirmingRule

MAX_TOPICS: Final = 50
_LINE: Final = r"^[^\x00-\x1f\x7f]*$"
ShortLine: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=_LINE)]
LongLine: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=_LINE)]
TopicKey: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_LINE)
]
Colour: TypeAlias = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TopicName(_Strict):
    """What a topic is called on the page; a language that is left out shows the other one."""

    ru: ShortLine = ""
    en: ShortLine = ""

    def say(self, language: Language) -> str:
        """In a language, else in the other."""
        return (self.ru or self.en) if language == "ru" else (self.en or self.ru)


class TopicText(_Strict):
    """What comes under a topic, in a sentence."""

    ru: LongLine = ""
    en: LongLine = ""

    def say(self, language: Language) -> str:
        """In a language, else in the other."""
        return (self.ru or self.en) if language == "ru" else (self.en or self.ru)


class ShownTopic(_Strict):
    """A topic as people see it. `is_shown` false: it is a matter of the team, no page names it."""

    topic: TopicKey
    name: TopicName = TopicName()
    text: TopicText = TopicText()
    is_shown: bool = True


class PreferenceSettings(_Strict):
    """The settings; topics stand on the page in their order, those that are not named here never do."""

    accent: Colour = "#2f5fd0"
    confirming: ConfirmingRule = ConfirmingRule()
    topics: Annotated[tuple[ShownTopic, ...], Field(max_length=MAX_TOPICS)] = ()

    @model_validator(mode="after")
    def _check_once(self) -> Self:
        names = [each.topic for each in self.topics]
        if len(set(names)) < len(names):
            raise ValueError("A topic is named twice")
        return self

    def list_shown(self) -> list[ShownTopic]:
        """Those that people may see."""
        return [each for each in self.topics if each.is_shown]
