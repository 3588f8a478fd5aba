"""What a file for each ad system looks like: its heading and the lines of a person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from otklik.segments.exports.normalising import (
    hash_text,
    international_phone,
    normalise_birthday,
    normalise_city,
    normalise_country,
    normalise_email,
    normalise_gender,
    normalise_google_email,
    normalise_name,
    phone_digits,
)

Line: TypeAlias = tuple[str, ...]


class FileFormat(StrEnum):
    """The kinds of files a set of people leaves as."""

    CSV = "csv"
    YANDEX = "yandex"
    GOOGLE = "google"
    FACEBOOK = "facebook"
    METRICA_IDS = "metrica_ids"
    GOOGLE_IDS = "google_ids"


class Field(StrEnum):
    """What a format needs to know of a person for him to be of use in it: one of these."""

    EMAIL = "email"
    PHONE = "phone"
    METRICA_ID = "$ym_client_id"
    GOOGLE_ID = "$ga_client_id"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person as ad systems may learn of him; "" and () where nothing is known, or it may not be used.

    `phone` is as on the card (E.164); `client_ids` are those of all his browsers.
    """

    id: int
    user_id: str = ""
    email: str = ""
    phone: str = ""
    first_name: str = ""
    last_name: str = ""
    city: str = ""
    country: str = ""
    gender: str = ""
    birthday: str = ""
    client_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A format: `heading` (() = none), the lines of a person (none when he has nothing for it).

    `fewest`: with less lines the system refuses the file, or shows no ads; `needs`: one of these.
    """

    heading: Line
    make_lines: Callable[[Addressee], list[Line]]
    needs: frozenset[Field]
    fewest: int
    filename: str


def _yandex(person: Addressee, write: Callable[[str], str]) -> list[Line]:
    email, phone = normalise_email(person.email), phone_digits(person.phone)
    return [(write(email), write(phone), str(person.id))] if email or phone else []


def _yandex_plain(person: Addressee) -> list[Line]:
    return _yandex(person, str)


def _yandex_hashed(person: Addressee) -> list[Line]:
    return _yandex(person, hash_text)


def _google(person: Addressee) -> list[Line]:
    email, phone = normalise_google_email(person.email), international_phone(person.phone)
    return [(hash_text(email), hash_text(phone))] if email or phone else []


def _facebook(person: Addressee) -> list[Line]:
    email, phone = normalise_email(person.email), phone_digits(person.phone)
    if not email and not phone:
        return []
    told = (
        email,
        phone,
        normalise_name(person.first_name),
        normalise_name(person.last_name),
        normalise_city(person.city),
        normalise_country(person.country),
        normalise_birthday(person.birthday),
        normalise_gender(person.gender),
        person.user_id or str(person.id),
    )
    return [tuple(hash_text(text) for text in told)]


def _client_ids(person: Addressee) -> list[Line]:
    return [(each,) for each in dict.fromkeys(person.client_ids)]


_CONTACTS: Final = frozenset({Field.EMAIL, Field.PHONE})
_YANDEX_FEWEST: Final = 100
_GOOGLE_FEWEST: Final = 100
_FACEBOOK_FEWEST: Final = 100
_YANDEX_HEADING: Final = ("email", "phone", "ext_id")

YANDEX_PLAIN: Final = Layout(_YANDEX_HEADING, _yandex_plain, _CONTACTS, _YANDEX_FEWEST, "yandex-audience.csv")
LAYOUTS: Final[Mapping[FileFormat, Layout]] = MappingProxyType(
    {
        FileFormat.YANDEX: Layout(
            _YANDEX_HEADING, _yandex_hashed, _CONTACTS, _YANDEX_FEWEST, "yandex-audience-sha256.csv"
        ),
        FileFormat.GOOGLE: Layout(
            ("Email", "Phone"), _google, _CONTACTS, _GOOGLE_FEWEST, "google-customer-match.csv"
        ),
        FileFormat.FACEBOOK: Layout(
            ("email", "phone", "fn", "ln", "ct", "country", "dob", "gen", "extern_id"),
            _facebook,
            _CONTACTS,
            _FACEBOOK_FEWEST,
            "facebook-custom-audience.csv",
        ),
        FileFormat.METRICA_IDS: Layout(
            (), _client_ids, frozenset({Field.METRICA_ID}), _YANDEX_FEWEST, "metrica-client-ids.csv"
        ),
        FileFormat.GOOGLE_IDS: Layout(
            ("client_id",), _client_ids, frozenset({Field.GOOGLE_ID}), 0, "google-client-ids.csv"
        ),
    }
)


def find_layout(file_format: FileFormat, *, is_hashed: bool) -> Layout | None:
    """The layout of an ad system's file; only Yandex takes addresses in clear. None for our own CSV."""
    if file_format is FileFormat.YANDEX and not is_hashed:
        return YANDEX_PLAIN
    return LAYOUTS.get(file_format)


def make_lines(layout: Layout, people: Iterable[Addressee]) -> list[Line]:
    """The lines of these people, in their order."""
    return [line for person in people for line in layout.make_lines(person)]
