"""What the demo shop sells: the 60 best-sold products of the data, under our titles and drawings."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import msgspec

CURRENCY: Final = "GBP"
DATA_CREDIT: Final = (
    "Online Retail, Daqing Chen, UCI Machine Learning Repository, 2015, doi 10.24432/C5BW33, CC BY 4.0"
)


class Language(StrEnum):
    """A language of the shop."""

    EN = "en"
    RU = "ru"


class Category(StrEnum):
    """A shelf of the shop; the value stands in its address."""

    CHRISTMAS = "christmas"
    BAGS = "bags"
    WARM = "warm"
    KITCHEN = "kitchen"
    HOME = "home"
    HOBBY = "hobby"


class Product(msgspec.Struct, frozen=True):
    """One product: `code` as in the data, `price` in GBP, and how to draw it."""

    code: str
    category: Category
    shape: str
    pattern: str
    main: str
    accent: str
    en: str
    ru: str
    price: Decimal

    def title(self, language: Language) -> str:
        """The product's name in one of the shop's languages."""
        return self.ru if language is Language.RU else self.en


class Basket(msgspec.Struct, frozen=True):
    """One real basket of a known customer: `lines` are (product code, quantity)."""

    customer: str
    country: str
    lines: tuple[tuple[str, int], ...]


@cache
def load_catalogue() -> Mapping[str, Product]:
    """Products by code, best-sold first."""
    raw = files(__package__).joinpath("data/catalogue.json").read_bytes()
    products = msgspec.json.decode(raw, type=list[Product])
    return MappingProxyType({product.code: product for product in products})


@cache
def load_baskets() -> tuple[Basket, ...]:
    """Real baskets cut to the catalogue, ordered by customer."""
    raw = files(__package__).joinpath("data/baskets.json").read_bytes()
    return msgspec.json.decode(raw, type=tuple[Basket, ...])
