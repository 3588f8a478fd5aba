"""Names as they stand in addresses: lower-case Latin letters, digits and single hyphens."""

import re
import unicodedata
from typing import Final

MAX_SLUG: Final = 60
_LETTERS: Final = str.maketrans(
    {
        **dict(zip("абвгдеёзийклмнопрстуфхыэ", "abvgdeeziyklmnoprstufhye", strict=True)),
        "ж": "zh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "ъ": "",
        "ь": "",
        "і": "i",
        "ї": "yi",
        "є": "ye",
        "ґ": "g",
        "ß": "ss",
    }
)
_OTHERS: Final = re.compile(r"[^a-z0-9]+")


def make_slug(name: str) -> str:
    """`Брошенная корзина №1` → `broshennaya-korzina-1`; "" when nothing of it can be written so."""
    latin = unicodedata.normalize("NFC", name).lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFD", latin).encode("ascii", "ignore").decode()
    return _OTHERS.sub("-", plain).strip("-")[:MAX_SLUG].strip("-")
