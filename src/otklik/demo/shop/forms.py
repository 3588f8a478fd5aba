"""The pages for doing: cart, checkout, thanks, account, contact."""

from collections.abc import Sequence

from otklik.demo.shop.layout import Page, money, show
from otklik.demo.shop.markup import Html, Node, el
from otklik.demo.shop.pages import picture
from otklik.demo.standard_events import CartLine, cart_amount


def _field(page: Page, key: str, *, kind: str = "text", autocomplete: str = "", value: str = "") -> Html:
    return el(
        "label",
        el("span", page.text(key)),
        el(
            "input",
            type=kind,
            name=key,
            required=True,
            maxlength=200,
            autocomplete=autocomplete or None,
            value=value or None,
            minlength=6 if kind == "password" else None,
            placeholder=page.text("password_hint") if autocomplete == "new-password" else None,
        ),
        class_="field",
    )


def _form(action: str, button: str, *fields: Node) -> Html:
    return el(
        "form", fields, el("button", button, type="submit"), method="post", action=action, class_="panel"
    )


def _complaint(page: Page, key: str | None) -> Html | None:
    return el("p", page.text(key), class_="complaint", role="alert") if key else None


def _cart_row(page: Page, line: CartLine) -> Html:
    remove = el(
        "form",
        el("input", type="hidden", name="code", value=line.product.code),
        el("button", page.text("remove"), type="submit", class_="quiet"),
        method="post",
        action="/cart/remove",
    )
    title = line.product.title(page.language)
    return el(
        "li",
        picture(line.product, page, size=72),
        el("a", title, href=f"/product/{line.product.code}", class_="name"),
        el("span", f"{line.quantity} × {money(line.product.price, page.language)}", class_="count"),
        el("b", money(line.amount, page.language)),
        remove,
    )


def _total(page: Page, lines: Sequence[CartLine]) -> Html:
    return el("p", page.text("total"), el("b", money(cart_amount(lines), page.language)), class_="total")


def cart_page(page: Page, lines: Sequence[CartLine]) -> str:
    """The cart with its total, or the way back to the shop."""
    title = page.text("cart")
    if not lines:
        back = el("a", page.text("to_shop"), href="/", class_="button")
        return show(
            page, title, el("h1", page.text("empty_cart")), el("p", page.text("empty_cart_text")), back
        )
    rows = el("ul", [_cart_row(page, line) for line in lines], class_="cart")
    button = el("a", page.text("checkout"), href="/checkout", class_="button")
    return show(page, title, el("h1", title), rows, el("div", _total(page, lines), button, class_="summary"))


def checkout_page(
    page: Page, lines: Sequence[CartLine], *, name: str, email: str, complaint: str | None = None
) -> str:
    """Whom to send it to; nothing is paid here."""
    title = page.text("checkout_title")
    form = _form(
        "/checkout",
        page.text("place_order"),
        _complaint(page, complaint),
        _field(page, "name", autocomplete="name", value=name),
        _field(page, "email", kind="email", autocomplete="email", value=email),
        _field(page, "phone", kind="tel", autocomplete="tel"),
        _field(page, "address", autocomplete="street-address"),
        el("p", page.text("no_payment"), class_="credit"),
    )
    goods = el(
        "ul",
        [
            el(
                "li",
                picture(line.product, page, size=48),
                line.product.title(page.language),
                f" · {line.quantity}",
            )
            for line in lines
        ],
        class_="goods",
    )
    return show(
        page, title, el("h1", title), el("div", form, el("div", goods, _total(page, lines)), class_="columns")
    )


def thanks_page(page: Page, order_id: str) -> str:
    """The order's number."""
    title = page.text("thanks")
    number = el("p", page.text("order_number"), ": ", el("b", order_id), class_="lead")
    return show(
        page, title, el("h1", title), number, el("a", page.text("to_shop"), href="/", class_="button")
    )


def account_page(page: Page, complaint: str | None = None) -> str:
    """Sign in or sign up; or a greeting and the way out."""
    title = page.text("account")
    if page.account_name is not None:
        greeting = el("h1", f"{page.text('hello')}, {page.account_name}")
        leave = _form("/account/sign-out", page.text("sign_out"))
        return show(page, title, greeting, el("p", page.text("account_text")), leave)
    entering = _form(
        "/account/sign-in",
        page.text("sign_in"),
        el("h2", page.text("sign_in")),
        _field(page, "email", kind="email", autocomplete="username"),
        _field(page, "password", kind="password", autocomplete="current-password"),
    )
    joining = _form(
        "/account/sign-up",
        page.text("sign_up_button"),
        el("h2", page.text("sign_up")),
        _field(page, "name", autocomplete="name"),
        _field(page, "email", kind="email", autocomplete="email"),
        _field(page, "password", kind="password", autocomplete="new-password"),
    )
    columns = el("div", entering, joining, class_="columns")
    return show(page, title, el("h1", title), _complaint(page, complaint), columns)


def contact_page(page: Page, *, is_sent: bool) -> str:
    """A letter to the shop."""
    title = page.text("contact_title")
    if is_sent:
        return show(
            page, title, el("h1", page.text("sent")), el("a", page.text("to_shop"), href="/", class_="button")
        )
    question = el(
        "label",
        el("span", page.text("question")),
        el("textarea", name="question", rows=5, required=True, maxlength=2000),
        class_="field",
    )
    form = _form(
        "/contact",
        page.text("send"),
        _field(page, "name", autocomplete="name"),
        _field(page, "email", kind="email", autocomplete="email"),
        question,
    )
    return show(page, title, el("h1", title), el("p", page.text("contact_text"), class_="lead"), form)
