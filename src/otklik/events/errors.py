"""What this room refuses, each with its stable code, and the Russian texts of the codes."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import Fault, InvalidError, NotFoundError


def bad_cursor() -> InvalidError:
    """A cursor that this list did not give."""
    fault = Fault("cursor", "bad_cursor", "Begin from the first page")
    return InvalidError("bad_cursor", "This cursor does not belong to this list", faults=[fault])


def bad_topic(topic: str) -> InvalidError:
    """A live topic that does not exist."""
    fault = Fault("topics", "bad_topic", "events, people, intake or profile:<id>")
    return InvalidError("bad_topic", "There is no live topic {topic}", {"topic": topic}, faults=[fault])


def no_definition() -> NotFoundError:
    """Nothing of this name has been seen here."""
    return NotFoundError("no_definition", "Nothing of this name has been seen")


RUSSIAN: Final[Mapping[str, str]] = {
    "bad_cursor": "Эта отметка не от этого списка; начните с первой страницы",
    "bad_topic": "Нет темы {topic}",
    "no_definition": "Ничего с таким именем ещё не приходило",
}
