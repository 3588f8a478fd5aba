"""The letter that asks to confirm a subscription, as a content of the channel. Pure."""

from typing import Any, Final

from otklik.infra.translations import Language
from otklik.messaging.confirming.schemas import ConfirmingRule
from otklik.messaging.design.liquid import escape_words

READY: Final = {
    "ru": {
        "subject": "Подтвердите подписку на {{ workspace.name }}",
        "text": "Здравствуйте!\n\nВы попросили присылать вам {{ event.topic | default: 'наши письма' }}. "
        "Осталось подтвердить, что это ваш адрес: так никто не подпишет вас без спроса.",
        "button": "Подтвердить подписку",
        "small": "Если вы ни о чём не просили, ничего не делайте: без подтверждения писем не будет.",
    },
    "en": {
        "subject": "Confirm your subscription to {{ workspace.name }}",
        "text": "Hello!\n\nYou asked for {{ event.topic | default: 'our letters' }}. Please confirm that the "
        "address is yours, so that nobody can subscribe you without asking.",
        "button": "Confirm the subscription",
        "small": "If you did not ask for anything, just ignore this: nothing comes without confirmation.",
    },
}


def write_content(rule: ConfirmingRule, language: Language, *, accent: str) -> dict[str, Any]:
    """The letter: the workspace's words, else the ready ones, and the button that nobody can leave out."""
    own, ready = rule.words(language), READY[language]
    blocks = [
        {"kind": "heading", "text": "{{ workspace.name }}", "size": 3},
        {"kind": "text", "html": _rich(own.text or ready["text"])},
        {"kind": "button", "text": own.button or ready["button"], "url": "{{ confirm_url }}"},
        {"kind": "text", "html": _rich(ready["small"]), "size": "small"},
    ]
    design = {"language": language, "theme": {"accent": accent}, "blocks": blocks}
    return {"subject": own.subject or ready["subject"], "design": design}


def _rich(text: str) -> str:
    """Plain words as paragraphs; Liquid in them stays."""
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return "".join(f"<p>{escape_words(part).replace(chr(10), '<br>')}</p>" for part in paragraphs)
