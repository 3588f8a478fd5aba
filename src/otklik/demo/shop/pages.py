"""The pages for looking: home, shelf, product, search, and the one that is not there."""

from collections.abc import Sequence

from otklik.demo.catalogue import Category, Product, load_catalogue
from otklik.demo.shop.layout import Page, money, show
from otklik.demo.shop.markup import Html, el
from otklik.demo.shop.texts import CATEGORY_LEADS, category_title
from otklik.demo.shop.visits import MAX_QUANTITY

_BEST_SELLERS = 12
_ALSO = 4


def on_shelf(category: Category) -> list[Product]:
    """The products of one shelf, best-sold first."""
    return [product for product in load_catalogue().values() if product.category is category]


def find_products(query: str) -> list[Product]:
    """Products whose title in either language, or whose code, holds every word of the query."""
    words = query.lower().split()
    return [
        product
        for product in load_catalogue().values()
        if words and all(word in f"{product.en} {product.ru} {product.code}".lower() for word in words)
    ]


def picture(product: Product, page: Page, *, size: int) -> Html:
    """The drawing of a product with its title as the alternative text."""
    source = f"/pictures/{product.code}.svg"
    return el("img", src=source, alt=product.title(page.language), width=size, height=size, loading="lazy")


def add_form(product: Product, page: Page, *, with_quantity: bool = False) -> Html:
    """The button that adds to the cart; works without JavaScript too."""
    quantity = el(
        "input",
        type="number",
        name="quantity",
        value=1,
        min=1,
        max=MAX_QUANTITY,
        aria_label=page.text("quantity"),
    )
    return el(
        "form",
        el("input", type="hidden", name="code", value=product.code),
        quantity if with_quantity else None,
        el("button", page.text("add"), type="submit", data_done=page.text("added")),
        method="post",
        action="/cart/add",
        class_="add",
        data_add=True,
    )


def _tile(product: Product, page: Page) -> Html:
    address = f"/product/{product.code}"
    return el(
        "article",
        el(
            "a",
            picture(product, page, size=240),
            href=address,
            class_="picture",
            tabindex=-1,
            aria_hidden="true",
        ),
        el("h3", el("a", product.title(page.language), href=address)),
        el("div", el("b", money(product.price, page.language)), add_form(product, page), class_="buy"),
        class_="tile",
    )


def _grid(products: Sequence[Product], page: Page) -> Html:
    return el("div", [_tile(product, page) for product in products], class_="grid")


def home(page: Page) -> str:
    """The front page: what the season asks for, then the best-sold things."""
    products = list(load_catalogue().values())
    hero = el(
        "section",
        el(
            "div",
            el("p", page.text("tagline"), class_="eyebrow"),
            el("h1", page.text("hero_title")),
            el("p", page.text("hero_text")),
            el("a", page.text("hero_button"), href="/category/christmas", class_="button"),
        ),
        el(
            "div",
            [
                picture(load_catalogue()[code], page, size=180)
                for code in ("22423", "23084", "22086", "22139")
            ],
            class_="hero-pictures",
            aria_hidden="true",
        ),
        class_="hero",
    )
    best = el("section", el("h2", page.text("best_sellers")), _grid(products[:_BEST_SELLERS], page))
    return show(page, page.text("tagline"), hero, best)


def shelf(page: Page, category: Category) -> str:
    """One shelf with all it holds."""
    title = category_title(category, page.language)
    lead = CATEGORY_LEADS[category][page.language]
    return show(page, title, el("h1", title), el("p", lead, class_="lead"), _grid(on_shelf(category), page))


def product_page(page: Page, product: Product) -> str:
    """One product, and four others of its shelf."""
    title = product.title(page.language)
    others = [other for other in on_shelf(product.category) if other is not product][:_ALSO]
    path = el(
        "p",
        el("a", category_title(product.category, page.language), href=f"/category/{product.category.value}"),
        class_="eyebrow",
    )
    about = el(
        "div",
        path,
        el("h1", title),
        el("p", money(product.price, page.language), class_="price"),
        add_form(product, page, with_quantity=True),
        el("p", page.text("product_note")),
        el("p", page.text("item_number"), ": ", product.code, class_="credit"),
    )
    card = el(
        "section", el("div", picture(product, page, size=480), class_="picture"), about, class_="product"
    )
    return show(page, title, card, el("section", el("h2", page.text("also")), _grid(others, page)))


def search_page(page: Page, query: str, products: Sequence[Product]) -> str:
    """What was found, or the best-sold things when nothing was."""
    if products:
        heading = f"{page.text('found')}: {len(products)}"
        return show(
            page, page.text("search_title"), el("h1", f"«{query}»"), el("p", heading), _grid(products, page)
        )
    best = list(load_catalogue().values())[:_ALSO]
    return show(
        page,
        page.text("search_title"),
        el("h1", f"{page.text('nothing_found')} «{query}»"),
        el("h2", page.text("best_sellers")),
        _grid(best, page),
    )


def not_found(page: Page) -> str:
    """The page for an address that leads nowhere."""
    return show(
        page, page.text("not_found"), el("h1", page.text("not_found")), el("p", page.text("not_found_text"))
    )
