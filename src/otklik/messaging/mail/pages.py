"""The page where one leaves: it works without scripts, in Russian and English. Pure."""

import html
from typing import Final

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
        "returned": "You are subscribed again",
        "gone": "This link does not work any more",
        "gone_more": "The letter is gone, or the link was cut. Open the link of your latest letter.",
    },
}
_STYLE: Final = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;"
    "place-items:center;min-height:100vh;background:Canvas;color:CanvasText}main{max-width:26rem;"
    "padding:1.5rem}"
    "h1{font-size:1.375rem;line-height:1.25;margin:0 0 .75rem}p{margin:0 0 1rem}label{display:flex;gap:.5rem;"
    "padding:.375rem 0}button{font:inherit;font-weight:600;padding:.625rem 1.25rem;margin-top:.75rem;"
    "border:0;border-radius:.5rem;background:#2f5fd0;color:#fff;cursor:pointer}button.plain{background:none;"
    "color:inherit;text-decoration:underline;padding-left:0;font-weight:400}"
)
CSP: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"


def ask_page(language: str, *, name: str, address: str, topic: str) -> str:
    """What is asked before anything is done: programs that open every link must unsubscribe nobody."""
    words = _TEXTS[language]
    choice = ""
    if topic:
        choice = _choice("topic", _say(words["topic"], topic=topic), " checked")
        choice += _choice("whole", _say(words["whole"]))
    form = f'<form method="post">{choice}<button>{_say(words["do"])}</button></form>'
    text = _say(words["ask"], name=name, address=address)
    return _page(language, words["title"], f"<h1>{_say(words['title'])}</h1><p>{text}</p>{form}")


def done_page(language: str, *, name: str, address: str) -> str:
    """What has been done, with the way back."""
    words = _TEXTS[language]
    back = (
        '<form method="post"><input type="hidden" name="what" value="back">'
        f'<button class="plain">{_say(words["back"])}</button></form>'
    )
    text = _say(words["done_more"], name=name, address=address)
    return _page(language, words["done"], f"<h1>{_say(words['done'])}</h1><p>{text}</p>{back}")


def returned_page(language: str) -> str:
    """He is subscribed again."""
    words = _TEXTS[language]
    return _page(language, words["returned"], f"<h1>{_say(words['returned'])}</h1>")


def gone_page(language: str) -> str:
    """The link leads nowhere."""
    words = _TEXTS[language]
    return _page(language, words["gone"], f"<h1>{_say(words['gone'])}</h1><p>{_say(words['gone_more'])}</p>")


def _choice(value: str, words: str, state: str = "") -> str:
    return f'<label><input type="radio" name="what" value="{value}"{state}> {words}</label>'


def _say(text: str, **values: str) -> str:
    return html.escape(text).format(**{name: html.escape(value) for name, value in values.items()})


def _page(language: str, title: str, body: str) -> str:
    head = (
        f'<meta charset="utf-8"><title>{html.escape(title)}</title><meta name="robots" content="noindex">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style>'
    )
    return (
        f'<!doctype html><html lang="{language}"><head>{head}</head><body><main>{body}</main></body></html>'
    )
