"""The frame of every page: header, departments, the note about the data, the tracker's tag."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import msgspec

from otklik.demo.catalogue import DATA_CREDIT, Category, Language
from otklik.demo.shop.markup import Html, Node, el
from otklik.demo.shop.texts import category_title, text
from otklik.demo.standard_events import JsonValue

_LANGUAGE_NAMES: Final = {Language.EN: "English", Language.RU: "Русский"}
_UNSAFE_IN_SCRIPT: Final = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"))


@dataclass(frozen=True, slots=True)
class Page:
    """What a page needs besides its body: who looks, in which language, and what to tell the tracker."""

    language: Language
    path: str
    otklik_url: str
    write_key: str
    cart_count: int
    account_name: str | None
    calls: list[JsonValue]

    def text(self, key: str) -> str:
        """A text in the page's language."""
        return text(key, self.language)


def money(amount: Decimal, language: Language) -> str:
    """Pounds as each language writes them."""
    figure = f"{amount:,.2f}"
    if language is Language.RU:
        return figure.replace(",", "\u00a0").replace(".", ",") + "\u00a0£"
    return f"£{figure}"


def _json_script(value: JsonValue) -> Html:
    encoded = msgspec.json.encode(value).decode()
    for mark, escaped in _UNSAFE_IN_SCRIPT:
        encoded = encoded.replace(mark, escaped)
    return Html(f'<script type="application/json" id="calls">{encoded}</script>')


def _head(page: Page, title: str) -> Html:
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", f"{title} · {page.text('shop_name')}"),
        el("link", rel="icon", href="/static/icon.svg", type="image/svg+xml"),
        el("link", rel="stylesheet", href="/static/shop.css"),
        el("script", src="/static/shop.js"),
        el("script", async_=True, src=f"{page.otklik_url}/otklik.js", data_key=page.write_key)
        if page.write_key
        else None,
    )


def _languages(page: Page) -> Html:
    links = [
        el(
            "a",
            language.value.upper(),
            href=f"{page.path}?lang={language.value}",
            hreflang=language.value,
            title=_LANGUAGE_NAMES[language],
            aria_current="true" if language is page.language else None,
        )
        for language in Language
    ]
    return el("nav", links, class_="languages", aria_label=page.text("language"))


def _header(page: Page) -> Html:
    search = el(
        "form",
        el(
            "input",
            type="search",
            name="q",
            placeholder=page.text("search_hint"),
            aria_label=page.text("search"),
            maxlength=80,
        ),
        action="/search",
        class_="search",
        role="search",
    )
    cart = el(
        "a",
        page.text("cart"),
        el("span", str(page.cart_count), class_="badge", data_cart_count=True, hidden=not page.cart_count),
        href="/cart",
        class_="cart-link",
    )
    account = el("a", page.account_name or page.text("account"), href="/account", class_="account-link")
    brand = el(
        "a",
        el("img", src="/static/icon.svg", alt="", width=36, height=36),
        el("span", page.text("shop_name"), class_="brand-name"),
        href="/",
        class_="brand",
    )
    return el("header", el("div", brand, search, account, cart, _languages(page), class_="wrap bar"))


def _departments(page: Page) -> Html:
    links = [
        el(
            "a",
            category_title(category, page.language),
            href=f"/category/{category.value}",
            aria_current="page" if page.path == f"/category/{category.value}" else None,
        )
        for category in Category
    ]
    return el(
        "nav", el("div", links, class_="wrap"), class_="departments", aria_label=page.text("categories")
    )


def _footer(page: Page) -> Html:
    return el(
        "footer",
        el(
            "div",
            el("p", page.text("demo_note"), class_="note"),
            el("p", page.text("data_by"), ": ", DATA_CREDIT, class_="credit"),
            el(
                "p",
                page.text("prices_in"),
                " · ",
                el("a", page.text("contact"), href="/contact"),
                class_="credit",
            ),
            class_="wrap",
        ),
    )


def show(page: Page, title: str, *body: Node) -> str:
    """The whole document."""
    content = el("main", body, id="main", class_="wrap")
    skip = el("a", page.text("skip"), href="#main", class_="skip")
    document = el(
        "html",
        _head(page, title),
        el("body", skip, _header(page), _departments(page), content, _footer(page), _json_script(page.calls)),
        lang=page.language.value,
    )
    return f"<!doctype html>{document}"
