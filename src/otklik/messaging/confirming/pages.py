"""The page where a subscription is confirmed: without scripts, in Russian and English. Pure."""

import html
from typing import Final

import msgspec

from otklik.infra.translations import Language
from otklik.messaging.mail.look import say, write_page

_TEXTS: Final = {
    "ru": {
        "ask": "Подтвердите подписку",
        "ask_whole": "Вы просили присылать письма от «{name}» на {address}.",
        "ask_topic": "Вы просили присылать «{topic}» от «{name}» на {address}.",
        "agreed": "Вы согласились:",
        "do": "Подтвердить",
        "done": "Подписка подтверждена",
        "done_more": "Письма от «{name}» будут приходить на {address}.",
        "choose": "Выбрать, что присылать",
        "expired": "Срок ссылки вышел",
        "expired_more": "Подписка не подтверждена, и писем на {address} не будет. "
        "Если она нужна, пришлём новую ссылку.",
        "again": "Прислать новое письмо",
        "sent": "Отправили новое письмо",
        "sent_more": "Оно придёт на {address} в ближайшие минуты.",
        "often": "На сегодня писем достаточно",
        "often_more": "Мы уже писали на {address} несколько раз. Посмотрите в «Спаме» или попробуйте завтра.",
    },
    "en": {
        "ask": "Confirm your subscription",
        "ask_whole": "You asked for letters from “{name}” to {address}.",
        "ask_topic": "You asked for “{topic}” from “{name}” to {address}.",
        "agreed": "You agreed to:",
        "do": "Confirm",
        "done": "Your subscription is confirmed",
        "done_more": "Letters from “{name}” will come to {address}.",
        "choose": "Choose what to get",
        "expired": "This link is too old",
        "expired_more": "The subscription was never confirmed, so nothing will come to {address}. "
        "We can send a new link.",
        "again": "Send a new letter",
        "sent": "A new letter is on its way",
        "sent_more": "It comes to {address} within minutes.",
        "often": "That is enough for today",
        "often_more": "We have written to {address} several times. Look among spam, or try again tomorrow.",
    },
}


class Frame(msgspec.Struct, frozen=True):
    """Whose page it is, about what. `address` is masked; `topic` "": all letters."""

    language: Language
    name: str
    address: str
    topic: str
    accent: str


def ask_page(frame: Frame, text: str) -> str:
    """What is asked before anything is done: programs that open every link must subscribe nobody."""
    words = _TEXTS[frame.language]
    asked = say(
        words["ask_topic" if frame.topic else "ask_whole"],
        topic=frame.topic,
        name=frame.name,
        address=frame.address,
    )
    agreed = f'<p class="quiet">{say(words["agreed"])} {html.escape(text)}</p>' if text else ""
    form = f'<form method="post"><button>{say(words["do"])}</button></form>'
    return _page(frame, "ask", f"<p>{asked}</p>{agreed}{form}")


def done_page(frame: Frame, *, choose: str) -> str:
    """It is confirmed; `choose`: where he may choose topics."""
    words = _TEXTS[frame.language]
    link = f'<p><a href="{html.escape(choose)}">{say(words["choose"])}</a></p>' if choose else ""
    return _page(frame, "done", f"<p>{_more(frame, 'done_more')}</p>{link}")


def expired_page(frame: Frame) -> str:
    """The link is too old; another letter can be had."""
    words = _TEXTS[frame.language]
    form = (
        '<form method="post"><input type="hidden" name="what" value="again">'
        f"<button>{say(words['again'])}</button></form>"
    )
    return _page(frame, "expired", f"<p>{_more(frame, 'expired_more')}</p>{form}")


def again_page(frame: Frame, *, is_sent: bool) -> str:
    """Another letter was sent, or there were enough of them."""
    name = "sent" if is_sent else "often"
    return _page(frame, name, f"<p>{_more(frame, f'{name}_more')}</p>")


def _more(frame: Frame, key: str) -> str:
    return say(_TEXTS[frame.language][key], name=frame.name, address=frame.address)


def _page(frame: Frame, title: str, body: str) -> str:
    words = _TEXTS[frame.language][title]
    return write_page(
        frame.language,
        words,
        f'<p class="from">{html.escape(frame.name)}</p><h1>{say(words)}</h1>{body}',
        accent=frame.accent,
    )
