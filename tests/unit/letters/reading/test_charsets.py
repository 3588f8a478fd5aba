"""Charsets as mails say them, and as they are."""

import pytest

from otklik.letters.reading.charsets import decode, decode_page, find_codec

SENTENCES = (
    "Здравствуйте, где мой заказ?",
    "Добрый день! Подскажите, пожалуйста, стоимость доставки в Казань",
    "Нет, спасибо",
    "ОТМЕНИТЕ ЗАКАЗ",
    "Анна Смирнова",
    "Счёт за ноябрь, ул. Щорса, д. 8",
    "Заказ «Чай» 100 г",
)
NAMELESS = ("", "us-ascii", "iso-8859-1", "utf-8", "x-unknown", "unknown-8bit")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_russian_without_a_true_name_is_read(sentence: str) -> None:
    for charset in ("windows-1251", "koi8-r", "utf-8"):
        if charset == "koi8-r" and "«" in sentence:
            continue
        for said in NAMELESS:
            assert decode(sentence.encode(charset), said)[0] == sentence, (charset, said)


def test_utf8_is_utf8_whatever_it_is_called() -> None:
    text = "Ещё вопрос: 5 € ☺"
    for said in ("windows-1251", "koi8-r", "iso-8859-5", "iso-8859-1"):
        assert decode(text.encode(), said) == (text, True)
    assert decode(text.encode(), "nonsense") == decode(text.encode(), "") == (text, False)


def test_latin_letters_stay_latin() -> None:
    for sentence in ("Grüße aus Köln", "Où est ma commande? Déjà payée", "¿Dónde está mi pedido, señor?"):
        for said in ("", "iso-8859-1", "windows-1252"):
            assert decode(sentence.encode("cp1252"), said)[0] == sentence


@pytest.mark.parametrize(
    ("said", "codec"),
    [
        ("windows-1251", "cp1251"), ('"Windows-1251"', "cp1251"), ("win-1251", "cp1251"),
        ("x-cp1251", "cp1251"),
        ("KOI8R", "koi8_r"), ("charset=utf-8", "utf_8"), ("utf8mb4", "utf_8"), ("ISO-8859-1", "cp1252"),
        ("gb2312", "gb18030"), ("ks_c_5601-1987", "cp949"), ("iso-8859-8-i", "iso8859_8"),
        ("zlib", ""), ("base64", ""), ("rot13", ""), ("punycode", ""), ("idna", ""), ("unicode_escape", ""),
        ("../../etc/passwd", ""), ("\0", ""), ("", ""), ("x" * 10_000, ""),
    ],
)  # fmt: skip
def test_names_are_of_charsets_only(said: str, codec: str) -> None:
    assert find_codec(said) == codec


def test_page_may_say_its_charset_itself() -> None:
    page = '<html><head><meta charset="koi8-r"></head>Да</html>'.encode("koi8-r")
    assert "Да" in decode_page(page, "")[0]
    assert "Да" in decode_page(page.replace(b"koi8-r", b"utf-16"), "koi8-r")[0]
