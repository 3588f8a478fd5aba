"""Invented names and contacts for the real customers' numbers: the data knows only a number and a country.

Emails lie under the reserved domain `example`, phones in ranges set aside for drama and fiction
(UK: Ofcom's 07700 900000 to 900999), so that nobody can be reached by mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from otklik.demo.standard_events import Properties

_FIRST: Final[Mapping[str, str]] = {
    "en": "Olivia Amelia Isla Ava Grace Freya Emily Florence Poppy Alice George Oliver Harry Jack Arthur"
    " Noah Leo Oscar Henry Thomas Edith Rosie Hannah Martha Daniel Edward Samuel Ruth Claire Simon",
    "de": "Anna Lena Marie Sophie Clara Johanna Greta Felix Jonas Lukas Max Paul Emil Moritz Jürgen",
    "fr": "Camille Léa Manon Chloé Inès Juliette Louise Hugo Jules Gabriel Louis Étienne Mathilde Benoît",
    "es": "Lucía Sofía Martina Paula Carmen Hugo Daniel Pablo Álvaro Javier Inés Elena",
    "nl": "Emma Sanne Lotte Fleur Daan Sem Bram Thijs Anouk Maarten",
}
_LAST: Final[Mapping[str, str]] = {
    "en": "Ashworth Bennett Carter Dawson Ellison Fletcher Garland Holloway Ingram Jarvis Kendall Larkin"
    " Mercer Norwood Oakley Pemberton Quill Radley Sheldon Thorne Underhill Vickers Whitby Yardley Marsh"
    " Hargreaves Copeland Winslow Aldridge Brook",
    "de": "Albrecht Bergmann Dietrich Engel Fuchs Gruber Hartmann Kessler Lorenz Neumann Richter Vogel",
    "fr": "Arnaud Blanchet Chevalier Delorme Fournier Garnier Lambert Mercier Perrin Rousseau Vidal",
    "es": "Aguilar Bravo Campos Delgado Fuentes Gallardo Herrera Molina Prieto Vega",
    "nl": "Bakker Dekker Hoekstra Jansen Kuiper Meijer Smit Visser",
}
_CITIES: Final[Mapping[str, str]] = {
    "United Kingdom": "London Leeds Bristol York Brighton Glasgow Cardiff Norwich Exeter Sheffield",
    "Germany": "Berlin Hamburg Köln Leipzig München",
    "France": "Paris Lyon Nantes Lille Bordeaux",
    "EIRE": "Dublin Cork Galway",
    "Spain": "Madrid Valencia Sevilla",
    "Netherlands": "Utrecht Leiden Amsterdam",
    "Belgium": "Gent Antwerpen Liège",
}
_TONGUES: Final[Mapping[str, str]] = {
    "Germany": "de",
    "Austria": "de",
    "Switzerland": "de",
    "France": "fr",
    "Belgium": "fr",
    "Spain": "es",
    "Netherlands": "nl",
}
_LOCALES: Final[Mapping[str, str]] = {
    "de": "de-DE",
    "fr": "fr-FR",
    "es": "es-ES",
    "nl": "nl-NL",
    "en": "en-GB",
}
_ZONES: Final[Mapping[str, str]] = {
    "Germany": "Europe/Berlin",
    "France": "Europe/Paris",
    "Spain": "Europe/Madrid",
    "Netherlands": "Europe/Amsterdam",
    "Belgium": "Europe/Brussels",
    "Switzerland": "Europe/Zurich",
    "EIRE": "Europe/Dublin",
    "Australia": "Australia/Sydney",
    "Portugal": "Europe/Lisbon",
}
_COUNTRY_NAMES: Final[Mapping[str, str]] = {"EIRE": "Ireland", "RSA": "South Africa", "USA": "United States"}
_ASCII: Final = str.maketrans("äöüéèêëàâçîïôûñáíóúÉÁ", "aoueeeeaaciiounaiouEA")
_PHONE_SHARE: Final = 0.55
_CITY_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Customer:
    """A registered customer of the shop: a real number and country under an invented name."""

    user_id: str
    country: str
    first_name: str
    last_name: str
    phone: str | None
    city: str | None

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        """An address that cannot exist; the number keeps it unique."""
        return f"{self.first_name}.{self.last_name}.{self.user_id}@mail.example".translate(_ASCII).lower()

    def traits(self) -> Properties:
        """What the shop tells of its customer when he signs in or orders."""
        traits: Properties = {
            "$name": self.name,
            "$email": self.email,
            "$country": country_name(self.country),
        }
        if self.phone:
            traits["$phone"] = self.phone
        if self.city:
            traits["$city"] = self.city
        return traits


def customer_of(user_id: str, country: str) -> Customer:
    """The same person for the same number, whoever asks."""
    random = Random(f"customer {user_id}")
    tongue = _TONGUES.get(country, "en")
    cities = _CITIES.get(country, "").split()
    has_phone = random.random() < _PHONE_SHARE
    return Customer(
        user_id=user_id,
        country=country,
        first_name=random.choice(_FIRST[tongue].split()),
        last_name=random.choice(_LAST[tongue].split()),
        phone=f"+447700900{random.randrange(1000):03d}" if has_phone and tongue == "en" else None,
        city=random.choice(cities) if cities and random.random() < _CITY_SHARE else None,
    )


def country_name(country: str) -> str:
    """The data's country under the name that people use."""
    return _COUNTRY_NAMES.get(country, country)


def locale_of(country: str) -> str:
    """The browser language that is usual there."""
    return _LOCALES[_TONGUES.get(country, "en")]


def time_zone_of(country: str) -> str:
    """The time zone of the country's capital, London for those we do not know."""
    return _ZONES.get(country, "Europe/London")
