"""The page where people choose what they are sent: it works without scripts, in Russian and English. Pure."""

import html
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.infra.translations import Language
from otklik.messaging.contracts import Channel
from otklik.messaging.mail.look import say, write_page
from otklik.messaging.preferences.reading import Choice, Group, Sheet

_TEXTS: Final = {
    "ru": {
        "title": "Что вам присылать",
        "lead": "Отметьте, что хотите получать. Письма о заказах и доступе приходят всегда.",
        "rest": "Все остальные рассылки",
        "whole": "Рассылки",
        "rest_text": "Всё, у чего нет своей строки выше",
        "save": "Сохранить",
        "none": "Отписаться от всего",
        "lately": "за 30 дней: {count}, последнее {day}",
        "seldom": "за 30 дней ничего, последнее {day}",
        "never": "пока не приходило",
        "agree": "Отмечая рассылки, вы соглашаетесь получать рекламные сообщения.",
        "saved": "Сохранено. Действует со следующего письма.",
        "left": "Вы отписаны от всех рассылок.",
        "undo": "Вернуть как было",
        "same": "Ничего не изменилось.",
    },
    "en": {
        "title": "What we send you",
        "lead": "Tick what you want to get. Letters about orders and access always come.",
        "rest": "All other mailings",
        "whole": "Mailings",
        "rest_text": "Whatever has no line of its own above",
        "save": "Save",
        "none": "Unsubscribe from everything",
        "lately": "last 30 days: {count}, latest {day}",
        "seldom": "nothing in the last 30 days, latest {day}",
        "never": "nothing has come yet",
        "agree": "By ticking mailings you agree to get advertising messages.",
        "saved": "Saved. It holds from the next letter on.",
        "left": "You are unsubscribed from all mailings.",
        "undo": "Put it back",
        "same": "Nothing has changed.",
    },
}
_CHANNELS: Final = {
    "ru": {
        Channel.EMAIL: "Письма",
        Channel.SMS: "СМС",
        Channel.WEB_PUSH: "Уведомления в браузере",
        Channel.APP_PUSH: "Уведомления в приложении",
        Channel.TELEGRAM: "Telegram",
        Channel.VK: "ВКонтакте",
        Channel.MAX: "MAX",
        Channel.FACEBOOK: "Facebook",
    },
    "en": {
        Channel.EMAIL: "Email",
        Channel.SMS: "SMS",
        Channel.WEB_PUSH: "Browser notifications",
        Channel.APP_PUSH: "App notifications",
        Channel.TELEGRAM: "Telegram",
        Channel.VK: "VK",
        Channel.MAX: "MAX",
        Channel.FACEBOOK: "Facebook",
    },
}
_MONTHS: Final = {
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


class Frame(msgspec.Struct, frozen=True):
    """Whose page it is, and how it is said."""

    language: Language
    name: str
    zone: ZoneInfo


def agreement(language: Language) -> str:
    """The sentence above the button, which the journal of consents keeps."""
    return _TEXTS[language]["agree"]


def sheet_page(frame: Frame, sheet: Sheet, *, before: Sheet | None = None, is_new: bool = True) -> str:
    """The page. `before`: what it was until a moment ago, so that it can be put back."""
    words = _TEXTS[frame.language]
    groups = "".join(_group(frame, group) for group in sheet.groups)
    notice = _notice(frame, sheet, before, is_new=is_new) if before is not None else ""
    body = (
        f'<p class="from">{html.escape(frame.name)}</p>{notice}<h1>{say(words["title"])}</h1>'
        f"<p>{say(words['lead'])}</p>"
        f'<form method="post">{groups}<p class="quiet">{say(words["agree"])}</p>'
        f"<button>{say(words['save'])}</button> "
        f'<button class="plain" name="what" value="none">{say(words["none"])}</button></form>'
    )
    return write_page(frame.language, words["title"], body, accent=sheet.accent)


def _group(frame: Frame, group: Group) -> str:
    name = _CHANNELS[frame.language][group.channel]
    legend = f"{name} · {group.address}" if group.address else name
    is_one = len(group.choices) == 1
    boxes = "".join(_box(frame, choice, is_one=is_one) for choice in group.choices)
    return f"<fieldset><legend>{html.escape(legend)}</legend>{boxes}</fieldset>"


def _box(frame: Frame, choice: Choice, *, is_one: bool) -> str:
    words = _TEXTS[frame.language]
    name, text = choice.name, choice.text
    if not choice.topic:
        name, text = (words["whole"], "") if is_one else (words["rest"], words["rest_text"])
    about = f'<span class="quiet">{html.escape(text)}</span>' if text else ""
    return (
        f'{_hidden("box", choice.key)}{_hidden("had", choice.key) if choice.is_on else ""}<label class="box">'
        f'<input type="checkbox" name="on" value="{html.escape(choice.key)}"{" checked" * choice.is_on}>'
        f"<span><span>{html.escape(name)}</span>{about}"
        f'<span class="quiet">{_frequency(frame, choice)}</span></span></label>'
    )


def _frequency(frame: Frame, choice: Choice) -> str:
    words = _TEXTS[frame.language]
    if choice.last_at is None:
        return say(words["never"])
    day = _day(choice.last_at.astimezone(frame.zone), frame.language)
    return say(words["lately" if choice.count else "seldom"], count=str(choice.count), day=day)


def _day(at: datetime, language: Language) -> str:
    return f"{at.day} {_MONTHS[language][at.month - 1]}"


def _notice(frame: Frame, sheet: Sheet, before: Sheet, *, is_new: bool) -> str:
    """What has been done, and a button that undoes it."""
    words = _TEXTS[frame.language]
    if not is_new:
        return f'<div class="done" role="status"><p>{say(words["same"])}</p></div>'
    has_any = any(choice.is_on for choice in sheet.list_choices())
    back = "".join(
        [
            *(_hidden("box", each.key) for each in sheet.list_choices()),
            *(_hidden("had", key) for key in _ticked(sheet)),
            *(_hidden("on", key) for key in _ticked(before)),
        ]
    )
    return (
        f'<div class="done" role="status"><p>{say(words["saved" if has_any else "left"])}</p>'
        f'<form method="post">{back}<button class="plain">{say(words["undo"])}</button></form></div>'
    )


def _ticked(sheet: Sheet) -> Sequence[str]:
    return [choice.key for choice in sheet.list_choices() if choice.is_on]


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
