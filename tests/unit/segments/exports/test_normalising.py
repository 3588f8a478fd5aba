"""Addresses in the forms of the ad systems; hashes marked so are the vendors' own published examples."""

from collections.abc import Callable

import pytest

from otklik.segments.exports import normalising
from otklik.segments.exports.normalising import hash_text

VENDORS = [  # (form, as given, normal form, published SHA-256)
    (  # Meta, customer information parameters
        normalising.normalise_email,
        " John_Smith@gmail.com ",
        "john_smith@gmail.com",
        "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
    ),
    (
        normalising.normalise_email,
        "mary@example.com",
        "mary@example.com",
        "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79",
    ),
    (
        normalising.phone_digits,
        "+16505551212",
        "16505551212",
        "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",
    ),
    (
        normalising.normalise_name,
        "Mary",
        "mary",
        "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec",
    ),
    (
        normalising.normalise_name,
        "정",
        "정",
        "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14",
    ),
    (
        normalising.normalise_name,
        "Valéry",
        "valéry",
        "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c",
    ),
    (
        normalising.normalise_country,
        "US",
        "us",
        "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621",
    ),
    (
        normalising.normalise_gender,
        "Female",
        "f",
        "252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111",
    ),
]
FORMS = [
    # Google, "Format user data"
    (
        normalising.normalise_google_email,
        "cloudy.sanfrancisco+shopping@gmail.com",
        "cloudysanfrancisco@gmail.com",
    ),
    (normalising.normalise_google_email, "user.name+NYC@Example.com", "user.name+nyc@example.com"),
    (normalising.normalise_google_email, "I.Ivanov@GoogleMail.com", "iivanov@googlemail.com"),
    (normalising.normalise_google_email, "...@gmail.com", ""),
    (normalising.normalise_google_email, "nobody", ""),
    (normalising.international_phone, "+18005550100", "+18005550100"),
    # Yandex Audience, "File requirements"
    (normalising.phone_digits, "+79995551111", "79995551111"),
    (normalising.normalise_email, "Mail@yandex.ru", "mail@yandex.ru"),
    # ours
    (normalising.normalise_email, "dots.stay+tags@gmail.com", "dots.stay+tags@gmail.com"),
    (normalising.normalise_email, "почта@пример.рф", ""),
    (normalising.normalise_email, "mail@пример.рф", "mail@пример.рф"),
    (normalising.normalise_email, "=cmd|' /C calc'!A0@x.ru", ""),
    (normalising.normalise_email, "+7@x.ru", ""),
    (normalising.normalise_email, "two@ats@x.ru", ""),
    (normalising.normalise_email, "no@host", ""),
    (normalising.normalise_email, "", ""),
    (normalising.international_phone, "+7 999 555", ""),
    (normalising.international_phone, "89995551111", ""),
    (normalising.international_phone, "+0999555111", ""),
    (normalising.phone_digits, "call me", ""),
    (normalising.normalise_name, "  Анна-Мария  О'Нил 2 ", "аннамария онил"),
    (normalising.normalise_city, "Санкт-Петербург", "санктпетербург"),
    (normalising.normalise_city, "New York", "newyork"),
    (normalising.normalise_country, " ru ", "ru"),
    (normalising.normalise_country, "Россия", ""),
    (normalising.normalise_country, "RUS", ""),
    (normalising.normalise_gender, "Ж", "f"),
    (normalising.normalise_gender, "мужской", "m"),
    (normalising.normalise_gender, "unknown", ""),
    (normalising.normalise_birthday, "1980-03-31", "19800331"),
    (normalising.normalise_birthday, "1980-03-31T00:00:00Z", "19800331"),
    (normalising.normalise_birthday, "31.03.1980", ""),
    (normalising.normalise_birthday, "1899-12-31", ""),
    (normalising.normalise_birthday, "1980-02-30", ""),
]


@pytest.mark.parametrize(("normalise", "given", "normal", "published"), VENDORS)
def test_the_hash_is_the_one_that_the_vendor_publishes(
    normalise: Callable[[str], str], given: str, normal: str, published: str
) -> None:
    assert normalise(given) == normal
    assert hash_text(normal) == published


@pytest.mark.parametrize(("normalise", "given", "normal"), FORMS)
def test_each_address_has_one_form(normalise: Callable[[str], str], given: str, normal: str) -> None:
    assert normalise(given) == normal
    if normal and normalise not in {normalising.phone_digits, normalising.normalise_birthday}:
        assert normalise(normal) == normal


def test_nothing_has_no_hash() -> None:
    assert hash_text("") == ""
