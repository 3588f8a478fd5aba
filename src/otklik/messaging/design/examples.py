"""Ready letters as an example of a person gets them: what galleries show."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from otklik.messaging.design.compiling import lay_out
from otklik.messaging.design.gallery import Language, Template, list_templates
from otklik.messaging.templates import service as templates
from otklik.messaging.templates.numbers import comparable

PEOPLE: Final[Mapping[str, Mapping[str, Any]]] = {
    "ru": {
        "first_name": "Анна",
        "last_name": "Ларина",
        "name": "Анна Ларина",
        "email": "anna@example.com",
        "city": "Казань",
    },
    "en": {
        "first_name": "Anna",
        "last_name": "Larsen",
        "name": "Anna Larsen",
        "email": "anna@example.com",
        "city": "Leeds",
    },
}
"""An example of a person, by the language of who looks."""
_GOODS: Final[Mapping[str, tuple[tuple[str, int, int], ...]]] = {
    "ru": (("Чайник «Туман», 1,2 л", 3490, 1), ("Чашка «Утро»", 690, 2), ("Зелёный чай, 100 г", 450, 1)),
    "en": (("Teapot “Mist”, 1.2 l", 3490, 1), ("Cup “Morning”", 690, 2), ("Green tea, 100 g", 450, 1)),
}


@lru_cache(maxsize=4)
def show_templates(language: Language, site: str, public_url: str) -> tuple[tuple[Template, str], ...]:
    """(template, its HTML for the example) of the whole gallery."""
    variables = _make_variables(language, public_url)
    shown = []
    for template in list_templates(language, site=site):
        page = lay_out(template.content)["html"]
        shown.append((template, templates.render(page, variables, is_html=True)))
    return tuple(shown)


def _make_variables(language: Language, public_url: str) -> dict[str, Any]:
    items = [{"name": name, "price": price, "quantity": count} for name, price, count in _GOODS[language]]
    total = sum(price * count for _, price, count in _GOODS[language])
    event = {"items": items, "order_id": "10482", "amount": total, "name": items[0]["name"], "price": 3490}
    said: dict[str, Any] = comparable(
        {
            "person": dict(PEOPLE[language]),
            "event": event,
            "workspace": {"name": "Otklik", "url": public_url},
        }
    )
    return {**said, "unsubscribe_url": "#", "preferences_url": "#"}
