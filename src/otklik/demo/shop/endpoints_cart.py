"""Routes of buying: put into the cart, take out, look, order."""

import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from otklik.demo.catalogue import load_catalogue
from otklik.demo.shop import forms
from otklik.demo.shop.endpoints_desk import (
    answer,
    desk_of,
    find_visit,
    go_to,
    keep_visit,
    open_page,
    read_form,
    shop_url,
    track,
)
from otklik.demo.shop.visits import MAX_QUANTITY, Visit
from otklik.demo.standard_events import (
    CartLine,
    JsonValue,
    cart_properties,
    line_properties,
    order_properties,
)

_ORDER_FIELDS: Final = ("name", "email", "phone", "address")


def _quantity(form: dict[str, str]) -> int:
    given = form.get("quantity", "1")
    return min(MAX_QUANTITY, max(1, int(given))) if given.isdecimal() and given.isascii() else 1


async def _add(request: Request) -> Response:
    """Put a product in: JSON with the tracker's calls for the script, a redirect for a bare form."""
    form = await read_form(request)
    product = load_catalogue().get(form.get("code", ""))
    if product is None:
        return JSONResponse({"error": "no_such_product"}, 404)
    visit = find_visit(request)
    added = visit.put(product.code, _quantity(form))
    calls: list[JsonValue] = []
    if added:
        line = CartLine(product, added)
        calls.append(track("$cart_added", line_properties(line, shop_url(request))))
    if "application/json" in request.headers.get("accept", ""):
        return keep_visit(request, visit, JSONResponse({"count": sum(visit.cart.values()), "calls": calls}))
    visit.calls.extend(calls)
    return keep_visit(request, visit, go_to("/cart"))


async def _remove(request: Request) -> Response:
    code = (await read_form(request)).get("code", "")
    visit = find_visit(request)
    quantity = visit.cart.pop(code, 0)
    if quantity:
        line = CartLine(load_catalogue()[code], quantity)
        visit.calls.append(track("$cart_removed", line_properties(line, shop_url(request))))
    return keep_visit(request, visit, go_to("/cart"))


async def _show_cart(request: Request) -> Response:
    visit = find_visit(request)
    lines = visit.lines()
    page = open_page(request, visit, track("$cart_viewed", cart_properties(lines)))
    return answer(request, forms.cart_page(page, lines))


def _checkout_answer(
    request: Request, visit: Visit, *calls: JsonValue, complaint: str | None = None
) -> Response:
    account = desk_of(request).accounts.find(visit.email or "")
    page = open_page(request, visit, *calls)
    name, email = (account.name, account.email) if account else ("", "")
    html = forms.checkout_page(page, visit.lines(), name=name, email=email, complaint=complaint)
    return answer(request, html, status=422 if complaint else 200)


async def _show_checkout(request: Request) -> Response:
    visit = find_visit(request)
    lines = visit.lines()
    if not lines:
        return go_to("/cart")
    return _checkout_answer(request, visit, track("$order_started", cart_properties(lines)))


async def _order(request: Request) -> Response:
    form = await read_form(request)
    visit = find_visit(request)
    lines = visit.lines()
    if not lines:
        return go_to("/cart")
    if not all(form.get(key) for key in _ORDER_FIELDS) or "@" not in form["email"]:
        return _checkout_answer(request, visit, complaint="wrong_fields")
    order_id = f"TT-{secrets.randbelow(900_000) + 100_000}"
    traits: JsonValue = {"$name": form["name"], "$email": form["email"], "$phone": form["phone"]}
    visit.calls.append(["identify", traits])
    visit.calls.append(track("$order_completed", order_properties(order_id, lines)))
    visit.cart.clear()
    return keep_visit(request, visit, go_to(f"/thanks/{order_id}"))


async def _thanks(request: Request) -> Response:
    page = open_page(request, find_visit(request))
    return answer(request, forms.thanks_page(page, request.path_params["order_id"]))


CART_ROUTES: Final = [
    Route("/cart", _show_cart),
    Route("/cart/add", _add, methods=["POST"]),
    Route("/cart/remove", _remove, methods=["POST"]),
    Route("/checkout", _show_checkout),
    Route("/checkout", _order, methods=["POST"]),
    Route("/thanks/{order_id:str}", _thanks),
]
