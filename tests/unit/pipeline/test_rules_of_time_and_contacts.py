import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.intake.pipeline.agents import parse_agent
from otklik.intake.pipeline.geo import anonymise_ip
from otklik.intake.pipeline.sources import describe_source
from otklik.intake.pipeline.times import EARLIEST_MS, judge_time_ms
from otklik.kit.clock import format_ms
from otklik.profiles import contacts

NOW_MS = 1_767_268_800_000


@pytest.mark.parametrize(
    ("said", "sent", "expected"),
    [
        (NOW_MS - 5_000, None, NOW_MS - 5_000),
        (NOW_MS - 5_000, NOW_MS, NOW_MS - 5_000),
        (NOW_MS + 3_600_000, NOW_MS + 3_605_000, NOW_MS - 5_000),  # a clock an hour ahead
        (0, 5_000, NOW_MS - 5_000),  # a clock never set
        (NOW_MS + 1, None, NOW_MS),  # the future
        (1, None, EARLIEST_MS),
        (None, NOW_MS, NOW_MS),
        ("nonsense", "nonsense", NOW_MS),
    ],
)
def test_the_time_of_an_event(said: object, sent: object, expected: int) -> None:
    said = format_ms(said) if isinstance(said, int) else said
    sent = format_ms(sent) if isinstance(sent, int) else sent
    assert judge_time_ms(said=said, sent=sent, received_ms=NOW_MS) == expected


@given(st.integers() | st.text() | st.none(), st.integers() | st.text() | st.none())
def test_any_time_lies_in_the_stated_range(said: object, sent: object) -> None:
    assert EARLIEST_MS <= judge_time_ms(said=said, sent=sent, received_ms=NOW_MS) <= NOW_MS


@pytest.mark.parametrize("text", ["8 (999) 123-45-67", "+7 999 123 45 67", "89991234567", "7 999 1234567"])
def test_phones_have_one_form(text: str) -> None:
    assert contacts.normalise_phone(text, "RU") == "+79991234567"


@pytest.mark.parametrize(("text", "expected"), [(" 112 ", "112"), ("нет", "нет"), ("", "")])
def test_what_is_no_phone_stays(text: str, expected: str) -> None:
    assert contacts.normalise_phone(text, "RU") == expected


@given(st.text())
def test_the_form_of_a_phone_is_stable(text: str) -> None:
    once = contacts.normalise_phone(text, "RU")
    assert contacts.normalise_phone(once, "RU") == once


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Иванов Иван Иванович", ("Иван", "Иванов")),
        ("Иван Иванович Иванов", ("Иван", "Иванов")),
        ("Петров Иван", ("Иван", "Петров")),
        ("Иван Петров", ("Иван", "Петров")),
        ("John Ronald Tolkien", ("John", "Ronald Tolkien")),
        ("Мария", ("Мария", "")),
        ("", ("", "")),
    ],
)
def test_names_are_split(name: str, expected: tuple[str, str]) -> None:
    assert contacts.split_name(name) == expected


def test_names_complete_each_other() -> None:
    assert contacts.complete_names({"$first_name": "Иван", "$last_name": "Петров"}) == {
        "$name": "Иван Петров"
    }
    assert contacts.complete_names({"$name": "Иван Петров"}) == {
        "$first_name": "Иван",
        "$last_name": "Петров",
    }
    assert contacts.complete_names({"$name": "Иван Петров", "$first_name": "Ваня"}) == {}


WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
HEADLESS = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "device", "is_bot"),
    [
        (WINDOWS, "desktop", False),
        (IPHONE, "mobile", False),
        (ANDROID, "tablet", False),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile [Pinterest/iOS]", "mobile", False),
        ("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", "other", True),
        (HEADLESS, "desktop", True),
        ("", "", False),
    ],
)  # fmt: skip
def test_agents(agent: str, device: str, is_bot: bool) -> None:  # noqa: FBT001 - a column of the table
    found = parse_agent(agent)
    assert (found.device_type, found.is_bot) == (device, is_bot)


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("::ffff:203.0.113.77", "203.0.113.0"),
        ("nonsense", ""),
    ],
)
def test_addresses_are_made_anonymous(ip: str, expected: str) -> None:
    assert anonymise_ip(ip) == expected


@pytest.mark.parametrize(
    ("query", "referrer", "kind"),
    [
        ("", "", "direct"),
        ("", "https://shop.example/other", "direct"),
        ("", "https://www.shop.example/other", "direct"),
        ("", "https://yandex.ru/", "organic"),
        ("", "https://www.google.co.uk/search", "organic"),
        ("", "https://ya.ru", "organic"),
        ("", "https://mail.yandex.ru/lite", "email"),
        ("", "https://mail.google.com/", "email"),
        ("", "https://m.vk.com/feed", "social"),
        ("", "https://t.me/shop", "messenger"),
        ("", "https://blog.example/post", "referral"),
        ("", "https://notgoogle.example/", "referral"),
        ("utm_source=yandex&utm_medium=cpc", "https://yandex.ru/", "context_ads"),
        ("utm_source=vk_ads", "https://vk.com/", "context_ads"),
        ("yclid=1", "https://yandex.ru/", "context_ads"),
        ("gclid=1", "", "context_ads"),
        ("fbclid=1", "", "social"),
        ("utm_source=newsletter&utm_medium=email", "", "email"),
        ("utm_source=telegram", "", "messenger"),
        ("utm_source=partner", "", "referral"),
    ],
)
def test_channel_kinds(query: str, referrer: str, kind: str) -> None:
    url = f"https://shop.example/?{query}" if query else "https://shop.example/"
    assert describe_source(context={}, url=url, referrer=referrer)["channel_kind"] == kind


@given(st.text(), st.text())
def test_a_source_is_described_whatever_the_addresses(url: str, referrer: str) -> None:
    assert describe_source(context={"campaign": 5}, url=url, referrer=referrer)["channel_kind"]
