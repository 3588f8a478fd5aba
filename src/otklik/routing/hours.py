"""What a visitor is told who writes while the team is not at work: once in each closed time."""

from datetime import datetime
from typing import Final

from otklik.inbox import hours, repository_settings
from otklik.inbox.contracts import Author, AuthorKind, NewPart, Part, TalkChannel
from otklik.inbox.hours import Hours
from otklik.infra.postgres import Connection
from otklik.routing.contracts import AUTO, OUT_OF_HOURS, Texts

BOT: Final = Author(AuthorKind.BOT)
_CHANNELS: Final = frozenset({TalkChannel.CHAT, TalkChannel.TELEGRAM, TalkChannel.VK, TalkChannel.FACEBOOK})
"""Where somebody waits for an answer now; a mail that answers mails may answer a machine."""
_RUSSIAN: Final = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")


async def make_answer(
    connection: Connection, part: Part, *, workspace_id: int, texts: Texts, told_at: datetime | None
) -> NewPart | None:
    """The answer to a visitor's message; None while the team works, or when it was given already."""
    if part.channel not in _CHANNELS:
        return None
    settings = await repository_settings.read_settings(connection, workspace_id=workspace_id)
    if not is_due(hours.stored_hours(settings), told_at=told_at, at=part.at):
        return None
    body = choose_text(texts, part.body, language=settings.get("language", "auto"))
    return NewPart(BOT, body=body, channel=part.channel, data={AUTO: OUT_OF_HOURS}) if body else None


def is_due(given: Hours, *, told_at: datetime | None, at: datetime) -> bool:
    """Whether the team does not work at `at`, and has worked since the visitor was told so."""
    if hours.is_open(given, at):
        return False
    opened = None if told_at is None else hours.next_open(given, told_at)
    return told_at is None or (opened is not None and opened <= at)


def choose_text(texts: Texts, words: str, *, language: str) -> str:
    """The text in the chat's language; where that is the visitor's, in the one he writes in."""
    is_russian = language == "ru" or (language != "en" and not _RUSSIAN.isdisjoint(words.lower()))
    if not is_russian and language != "en" and not any(each.isalpha() for each in words):
        is_russian = True  # a picture, a number: the language most of our visitors have
    first, second = (texts.ru, texts.en) if is_russian else (texts.en, texts.ru)
    return first.strip() or second.strip()
