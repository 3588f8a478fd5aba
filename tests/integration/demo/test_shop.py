"""The shop over HTTP, as a browser uses it."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import msgspec
import pytest

from otklik.demo.catalogue import Category, load_catalogue
from otklik.demo.shop.endpoints import create_shop

ORDER = {"name": "Ann", "email": "ann@mail.example", "phone": "07700 900123", "address": "1 Mill Lane"}
ACCOUNT = {"name": "Ann", "email": "Ann@mail.example", "password": "secret6"}


@pytest.fixture
async def shop() -> AsyncIterator[httpx.AsyncClient]:
    application = create_shop(otklik_url="http://otklik.test", write_key="wk<1>")
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


def calls_of(page: httpx.Response) -> list[list[object]]:
    """What the page will tell the tracker."""
    found = re.search(r'<script type="application/json" id="calls">(.*?)</script>', page.text, re.DOTALL)
    assert found, page.text
    calls: list[list[object]] = msgspec.json.decode(found[1])
    return calls


async def follow(shop: httpx.AsyncClient, path: str, form: dict[str, str]) -> httpx.Response:
    answer = await shop.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return await shop.get(answer.headers["location"])


async def test_every_page_carries_the_tracker_and_the_note_about_the_data(shop: httpx.AsyncClient) -> None:
    paths = ["/", "/cart", "/account", "/contact", "/search?q=bag", "/product/22423"]
    for path in paths + [f"/category/{category.value}" for category in Category]:
        page = await shop.get(path)
        assert page.status_code == 200, path
        assert '<script async src="http://otklik.test/otklik.js" data-key="wk&lt;1&gt;">' in page.text
        assert "CC BY 4.0" in page.text
        assert "simulated" in page.text


async def test_language_by_browser_by_choice_and_remembered(shop: httpx.AsyncClient) -> None:
    assert 'lang="en"' in (await shop.get("/")).text
    assert 'lang="ru"' in (await shop.get("/", headers={"Accept-Language": "ru-RU,ru;q=0.9"})).text
    chosen = await shop.get("/?lang=ru")
    assert "Хиты продаж" in chosen.text
    assert "Хиты продаж" in (await shop.get("/")).text
    assert 'lang="ru"' in (await shop.get("/?lang=<b>")).text


async def test_no_inline_code_and_a_policy(shop: httpx.AsyncClient) -> None:
    page = await shop.get("/")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self' http://otklik.test;" in policy
    assert "connect-src 'self' http://otklik.test ws://otklik.test;" in policy, "the chat has its line"
    assert "unsafe" not in policy
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", page.text)
    assert " style=" not in page.text
    assert " onclick=" not in page.text


async def test_looking_tells_what_was_seen(shop: httpx.AsyncClient) -> None:
    [call] = calls_of(await shop.get("/product/22423"))
    assert call[:2] == ["track", "$product_viewed"]
    assert call[2] == {
        "product_id": "22423",
        "name": "Regency cake stand, 3 tiers",
        "url": "http://shop.test/product/22423",
        "picture": "http://shop.test/pictures/22423.svg",
        "category": "kitchen",
        "price": 12.75,
        "currency": "GBP",
    }
    assert calls_of(await shop.get("/category/bags")) == [["track", "$category_viewed", {"category": "bags"}]]
    [found] = calls_of(await shop.get("/search", params={"q": "грелка сова"}))
    assert found == ["track", "$search_performed", {"query": "грелка сова", "results": 1}]
    [found] = calls_of(await shop.get("/search", params={"q": "Hand warmer"}))
    assert found == ["track", "$search_performed", {"query": "Hand warmer", "results": 5}]


async def test_from_cart_to_order(shop: httpx.AsyncClient) -> None:
    added = await shop.post(
        "/cart/add", data={"code": "22423", "quantity": "3"}, headers={"Accept": "application/json"}
    )
    assert added.json()["count"] == 3
    [[_, name, properties]] = added.json()["calls"]
    assert (name, properties["quantity"]) == ("$cart_added", 3)
    cart = await follow(shop, "/cart/add", {"code": "22197"})
    assert [call[1] for call in calls_of(cart)] == ["$cart_added", "$cart_viewed"]
    assert "£39.10" in cart.text
    removed = await follow(shop, "/cart/remove", {"code": "22197"})
    assert [call[1] for call in calls_of(removed)] == ["$cart_removed", "$cart_viewed"]
    assert [call[1] for call in calls_of(await shop.get("/checkout"))] == ["$order_started"]
    thanks = await follow(shop, "/checkout", ORDER)
    identify, ordered = calls_of(thanks)
    assert identify == ["identify", {"$name": "Ann", "$email": "ann@mail.example", "$phone": "07700 900123"}]
    order = ordered[2]
    assert isinstance(order, dict)
    assert (ordered[1], order["amount"], order["currency"]) == ("$order_completed", 38.25, "GBP")
    assert str(order["order_id"]) in thanks.text
    assert calls_of(await shop.get(str(thanks.url))) == [], "a reload orders nothing"
    assert (await shop.get("/checkout")).headers["location"] == "/cart"


async def test_an_order_without_an_address_is_refused(shop: httpx.AsyncClient) -> None:
    await shop.post("/cart/add", data={"code": "22197"})
    answer = await shop.post("/checkout", data=ORDER | {"address": " "})
    assert answer.status_code == 422
    assert "fill in every field" in answer.text
    assert "22197" in (await shop.get("/cart")).text


async def test_signing_up_in_and_out(shop: httpx.AsyncClient) -> None:
    page = await follow(shop, "/account/sign-up", ACCOUNT)
    [identify, registered] = calls_of(page)
    assert identify[0] == "identify"
    assert str(identify[1]).startswith("shop-")
    assert registered[1] == "$registered"
    assert "Hello, Ann" in page.text
    left = await follow(shop, "/account/sign-out", {})
    assert calls_of(left) == [["track", "$signed_out", {}], ["reset"]]
    assert (await shop.post("/account/sign-up", data=ACCOUNT)).status_code == 422
    wrong = await shop.post("/account/sign-in", data=ACCOUNT | {"password": "another"})
    assert wrong.status_code == 422
    back = await follow(shop, "/account/sign-in", ACCOUNT)
    assert calls_of(back) == [identify, ["track", "$signed_in", {}]]


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"email": "no address"}, {"password": "short"}],
    ids=["name", "email", "password"],
)
async def test_a_bad_sign_up_is_refused(shop: httpx.AsyncClient, change: dict[str, str]) -> None:
    assert (await shop.post("/account/sign-up", data=ACCOUNT | change)).status_code == 422


async def test_visitors_do_not_see_each_other(shop: httpx.AsyncClient) -> None:
    await shop.post("/cart/add", data={"code": "22423"})
    await follow(shop, "/account/sign-up", ACCOUNT)
    shop.cookies.clear()
    assert "Your cart is empty" in (await shop.get("/cart")).text
    shop.cookies.set("tea_visit", "guessed")
    assert "Create an account" in (await shop.get("/account")).text


async def test_a_letter_is_taken_and_told(shop: httpx.AsyncClient) -> None:
    page = await follow(shop, "/contact", {"name": "Ann", "email": "a@mail.example", "question": "When?"})
    assert calls_of(page)[1] == ["track", "question_asked", {"question": "When?"}]
    assert "we have your letter" in page.text


async def test_what_is_typed_never_becomes_markup(shop: httpx.AsyncClient) -> None:
    evil = "</script><script>alert(1)</script>"
    page = await shop.get("/search", params={"q": evil})
    assert evil not in page.text
    assert evil in unescape(page.text)
    assert calls_of(page)[0][2] == {"query": evil, "results": 0}
    account = await follow(shop, "/account/sign-up", ACCOUNT | {"name": evil})
    assert evil not in account.text


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ({"code": "22423", "quantity": "-5"}, 1),
        ({"code": "22423", "quantity": "1e9"}, 1),
        ({"code": "22423", "quantity": "99999999999"}, 999),
        ({"code": "22423", "quantity": "٣"}, 1),
    ],
)
async def test_odd_quantities(shop: httpx.AsyncClient, form: dict[str, str], count: int) -> None:
    answer = await shop.post("/cart/add", data=form, headers={"Accept": "application/json"})
    assert answer.json()["count"] == count


async def test_pictures_files_and_what_is_not_there(shop: httpx.AsyncClient) -> None:
    for code in load_catalogue():
        picture = await shop.get(f"/pictures/{code}.svg")
        assert picture.headers["content-type"] == "image/svg+xml"
    for name in ("shop.css", "shop.js", "icon.svg"):
        assert (await shop.get(f"/static/{name}")).status_code == 200
    for path in ("/nothing", "/product/0", "/category/x", "/pictures/x.svg", "/static/..%2fendpoints.py"):
        assert (await shop.get(path)).status_code == 404
    assert (await shop.post("/cart/add", data={"code": "0"})).status_code == 404
    assert (await shop.post("/cart/remove", data={"code": "0"})).status_code == 303
    assert (await shop.get("/healthz")).text == "ok"


async def test_without_a_key_there_is_no_tracker() -> None:
    transport = httpx.ASGITransport(app=create_shop(otklik_url="http://otklik.test", write_key=""))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        assert "otklik.js" not in (await client.get("/")).text
