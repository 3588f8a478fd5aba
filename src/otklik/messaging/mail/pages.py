"""The page where one leaves: it works without scripts, in Russian and English. Pure."""

from collections.abc import Mapping
from typing import Final

from otklik.infra.translations import Language
from otklik.messaging.mail.look import ACCENT, say, write_page

_TEXTS: Final = {
    "ru": {
        "title": "Отписаться от писем",
        "ask": "Больше не получать письма от «{name}» на {address}?",
        "topic": "Только письма на тему «{topic}»",
        "whole": "Все рассылки",
        "do": "Отписаться",
        "done": "Готово, вы отписаны",
        "done_more": "Рассылки от «{name}» на {address} больше не придут. Письма о заказах останутся.",
        "back": "Я передумал, подписать снова",
        "choose": "Выбрать, что присылать",
        "returned": "Вы снова подписаны",
        "gone": "Ссылка больше не действует",
        "gone_more": "Письмо удалено или ссылка скопирована не целиком. Откройте её из последнего письма.",
    },
    "en": {
        "title": "Unsubscribe",
        "ask": "Stop letters from “{name}” to {address}?",
        "topic": "Only letters about “{topic}”",
        "whole": "All mailings",
        "do": "Unsubscribe",
        "done": "Done, you are unsubscribed",
        "done_more": "No more mailings from “{name}” will come to {address}. Letters about your orders will.",
        "back": "That was a mistake, subscribe me again",
        "choose": "Choose what to get instead",
        "returned": "You are subscribed again",
        "gone": "This link does not work any more",
        "gone_more": "The letter is gone, or the link was cut. Open the link of your latest letter.",
    },
}


def ask_page(
    language: Language, *, name: str, address: str, topic: str, choose: str, accent: str = ACCENT
) -> str:
    """What is asked before anything is done: programs that open every link must unsubscribe nobody.

    `choose`: the address of the page where topics are chosen.
    """
    words = _TEXTS[language]
    choice = ""
    if topic:
        choice = _choice("topic", say(words["topic"], topic=topic), " checked")
        choice += _choice("whole", say(words["whole"]))
    form = f'<form method="post">{choice}<button>{say(words["do"])}</button></form>'
    text = say(words["ask"], name=name, address=address)
    body = f"<h1>{say(words['title'])}</h1><p>{text}</p>{form}{_more(words, choose)}"
    return write_page(language, words["title"], body, accent=accent)


def done_page(language: Language, *, name: str, address: str, choose: str, accent: str = ACCENT) -> str:
    """What has been done, with the way back."""
    words = _TEXTS[language]
    back = (
        '<form method="post"><input type="hidden" name="what" value="back">'
        f'<button class="plain">{say(words["back"])}</button></form>'
    )
    text = say(words["done_more"], name=name, address=address)
    body = f"<h1>{say(words['done'])}</h1><p>{text}</p>{back}{_more(words, choose)}"
    return write_page(language, words["done"], body, accent=accent)


def returned_page(language: Language) -> str:
    """He is subscribed again."""
    words = _TEXTS[language]
    return write_page(language, words["returned"], f"<h1>{say(words['returned'])}</h1>")


def gone_page(language: Language) -> str:
    """The link leads nowhere."""
    words = _TEXTS[language]
    return write_page(
        language, words["gone"], f"<h1>{say(words['gone'])}</h1><p>{say(words['gone_more'])}</p>"
    )


def _more(words: Mapping[str, str], url: str) -> str:
    return f'<p><a href="{say(url)}">{say(words["choose"])}</a></p>' if url else ""


def _choice(value: str, words: str, state: str = "") -> str:
    return f'<label><input type="radio" name="what" value="{value}"{state}> {words}</label>'
