"""The shop as an application: a bare Starlette app, one process, nothing stored outside it."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from otklik.demo.catalogue import Category, load_catalogue
from otklik.demo.pictures.drawing import draw
from otklik.demo.shop import pages
from otklik.demo.shop.endpoints_account import ACCOUNT_ROUTES
from otklik.demo.shop.endpoints_cart import CART_ROUTES
from otklik.demo.shop.endpoints_desk import Desk, answer, find_visit, open_page, shop_url, track
from otklik.demo.standard_events import product_properties

_CACHED: Final = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
_STATIC: Final[Mapping[str, str]] = {
    "shop.css": "text/css",
    "shop.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


async def _home(request: Request) -> Response:
    return answer(request, pages.home(open_page(request, find_visit(request))))


async def _shelf(request: Request) -> Response:
    name = request.path_params["category"]
    if name not in set(Category):
        return await _missing(request)
    page = open_page(request, find_visit(request), track("$category_viewed", {"category": name}))
    return answer(request, pages.shelf(page, Category(name)))


async def _product(request: Request) -> Response:
    product = load_catalogue().get(request.path_params["code"])
    if product is None:
        return await _missing(request)
    call = track("$product_viewed", product_properties(product, shop_url(request)))
    return answer(request, pages.product_page(open_page(request, find_visit(request), call), product))


async def _search(request: Request) -> Response:
    query = request.query_params.get("q", "").strip()[:80]
    found = pages.find_products(query)
    call = track("$search_performed", {"query": query, "results": len(found)})
    page = open_page(request, find_visit(request), *([call] if query else []))
    return answer(request, pages.search_page(page, query, found))


async def _picture(request: Request) -> Response:
    product = load_catalogue().get(request.path_params["code"])
    if product is None:
        return PlainTextResponse("no such picture", 404)
    return Response(draw(product), media_type="image/svg+xml", headers=_CACHED)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        return PlainTextResponse("no such file", 404)
    body = files(__package__).joinpath("static", name).read_bytes()
    return Response(body, media_type=_STATIC[name], headers=_CACHED)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _missing(request: Request, _error: Exception | None = None) -> Response:
    return answer(request, pages.not_found(open_page(request, find_visit(request))), status=404)


def create_shop(*, otklik_url: str, write_key: str) -> Starlette:
    """The shop whose pages report to `otklik_url` under the public `write_key`."""
    routes = [
        Route("/", _home),
        Route("/category/{category}", _shelf),
        Route("/product/{code}", _product),
        Route("/search", _search),
        Route("/pictures/{code}.svg", _picture),
        Route("/static/{name}", _static),
        Route("/healthz", _health),
        *CART_ROUTES,
        *ACCOUNT_ROUTES,
    ]
    shop = Starlette(routes=routes, exception_handlers={404: _missing})
    shop.state.desk = Desk(otklik_url=otklik_url.rstrip("/"), write_key=write_key)
    return shop
