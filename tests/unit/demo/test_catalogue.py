from xml.etree import ElementTree as ET

import pytest

from otklik.demo.catalogue import Category, Language, load_baskets, load_catalogue
from otklik.demo.people import customer_of
from otklik.demo.pictures.drawing import draw
from otklik.demo.shop.texts import CATEGORY_LEADS, CATEGORY_TITLES, TEXTS


def test_sixty_products_on_every_shelf() -> None:
    products = load_catalogue()
    assert len(products) == 60
    assert {product.category for product in products.values()} == set(Category)
    assert all(product.price > 0 and product.en and product.ru for product in products.values())
    assert len({product.en for product in products.values()}) == 60
    assert len({product.ru for product in products.values()}) == 60


def test_baskets_hold_products_of_the_shop() -> None:
    baskets = load_baskets()
    assert len(baskets) == 600
    assert len({basket.customer for basket in baskets}) == 600
    assert all(code in load_catalogue() and count > 0 for basket in baskets for code, count in basket.lines)


@pytest.mark.parametrize("code", load_catalogue())
def test_every_product_is_drawn(code: str) -> None:
    picture = draw(load_catalogue()[code])
    assert ET.fromstring(picture).get("viewBox") == "0 0 240 240"  # noqa: S314 - our own drawing
    assert "{" not in picture
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")


def test_texts_are_complete_in_both_languages() -> None:
    for texts in (*TEXTS.values(), *CATEGORY_TITLES.values(), *CATEGORY_LEADS.values()):
        assert set(texts) == set(Language)
        assert all(text.strip() for text in texts.values())


def test_a_customer_is_the_same_person_for_everyone() -> None:
    assert customer_of("17850", "United Kingdom") == customer_of("17850", "United Kingdom")
    customer = customer_of("12583", "France")
    assert customer.email.endswith(".12583@mail.example")
    assert customer.email.isascii()


def test_emails_are_unique_and_reach_nobody() -> None:
    emails = {customer_of(basket.customer, basket.country).email for basket in load_baskets()}
    assert len(emails) == 600
    assert all(email.endswith(".example") for email in emails)
    phones = [customer_of(basket.customer, basket.country).phone for basket in load_baskets()]
    assert all(phone is None or phone.startswith("+447700900") for phone in phones)
