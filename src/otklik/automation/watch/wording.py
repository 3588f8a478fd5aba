"""Incidents in words, for letters and notices; the admin has its own. Pure."""

from html import escape
from typing import Final

import msgspec

from otklik.automation.watch.contracts import Incident, IncidentKind, Unit
from otklik.workspaces.letters import Language, as_language

_WHAT: Final = {
    "ru": {
        IncidentKind.SENT: "отправлено",
        IncidentKind.DELIVERY: "доля доставленных",
        IncidentKind.READ: "доля прочитанных",
        IncidentKind.CLICK: "доля кликов",
        IncidentKind.GOAL: "целей достигнуто",
        IncidentKind.FAILURES: "доля ошибок",
        IncidentKind.UNSUBSCRIBES: "доля отписок",
        IncidentKind.SILENCE: "ничего не отправляется",
        IncidentKind.PROMO_LOW: "промокоды заканчиваются",
    },
    "en": {
        IncidentKind.SENT: "sent",
        IncidentKind.DELIVERY: "share delivered",
        IncidentKind.READ: "share read",
        IncidentKind.CLICK: "share clicked",
        IncidentKind.GOAL: "goals reached",
        IncidentKind.FAILURES: "share failed",
        IncidentKind.UNSUBSCRIBES: "share unsubscribed",
        IncidentKind.SILENCE: "nothing is sent",
        IncidentKind.PROMO_LOW: "promo codes run out",
    },
}
_FIGURES: Final = {
    "ru": "{value} вместо обычных {usual} (от {low} до {high}, по {samples} дням).",
    "en": "{value} instead of the usual {usual} ({low} to {high}, from {samples} days).",
}
_LOW: Final = {
    "ru": "В наборе «{name}» осталось {value} из {usual} кодов.",
    "en": "The pool “{name}” has {value} of {usual} codes left.",
}
_STEP: Final = {"ru": "Шаг: {node}.", "en": "Step: {node}."}
_BUTTON: Final = {"ru": "Посмотреть", "en": "Have a look"}
_ONCE: Final = {
    "ru": "Об этом случае больше не напишем. Слежение за сообщением можно приглушить на его странице.",
    "en": "You will not hear of this again. The watch of a message can be muted on its page.",
}


class Words(msgspec.Struct, frozen=True):
    """An incident as a letter and as a notice."""

    title: str
    body: str
    text: str
    html: str


def describe(incident: Incident, *, language: str, link: str) -> Words:
    """In Russian or English."""
    spoken = as_language(language)
    name = incident.scenario or incident.node
    title = f"{name}: {_WHAT[spoken][incident.kind]}"
    if incident.kind is IncidentKind.PROMO_LOW:
        body = _LOW[spoken].format(
            name=incident.node, value=round(incident.value), usual=round(incident.usual)
        )
    else:
        body = _figures(incident, spoken)
        if incident.node:
            body += " " + _STEP[spoken].format(node=incident.node)
    button, once = _BUTTON[spoken], _ONCE[spoken]
    page = (
        f"<p>{escape(title)}</p><p>{escape(body)}</p>"
        f'<p><a href="{escape(link)}">{escape(button)}</a></p><p>{escape(once)}</p>'
    )
    return Words(title, body, f"{title}\n\n{body}\n\n{button}: {link}\n\n{once}\n", page)


def _figures(incident: Incident, language: Language) -> str:
    numbers = {name: _show(incident, name, language) for name in ("value", "usual", "low", "high")}
    return _FIGURES[language].format(**numbers, samples=incident.samples)


def _show(incident: Incident, name: str, language: Language) -> str:
    value: float = getattr(incident, name)
    if incident.unit is Unit.COUNT:
        return str(round(value))
    text = f"{value * 100:.1f}"
    return f"{text.replace('.', ',')} %" if language == "ru" else f"{text}%"


def describe_host(host: str, *, language: str) -> tuple[str, str]:
    """(title, sentence) about a host of links that answers no longer."""
    title, text = _HOST["ru" if language == "ru" else "en"]
    return title.format(host=host), text.format(host=host)


_HOST: Final = {
    "ru": (
        "{host} больше не отвечает",
        (
            "Ссылки в новых письмах снова ведут через основной адрес, а в уже отправленных не работают, "
            "пока {host} не ведёт сюда: проверьте DNS и сертификат."
        ),
    ),
    "en": (
        "{host} does not answer any more",
        (
            "Links of new letters lead over the main address again; those of letters that are out do not "
            "work until {host} leads here: see its DNS and certificate."
        ),
    ),
}
