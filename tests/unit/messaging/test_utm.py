"""UTM marks: which links get them, which never, and what they say."""

import pytest

from otklik.kit.slugs import MAX_SLUG, make_slug
from otklik.messaging import utm
from otklik.messaging.contracts import Channel
from otklik.messaging.schemas_settings import UtmRule
from otklik.messaging.utm import Marks

RULE = UtmRule(sites=("shop.ru", "магазин.рф"))
MARKS = Marks({"utm_source": "otklik", "utm_medium": "email"}, RULE.sites)
ADDED = "utm_source=otklik&utm_medium=email"


@pytest.mark.parametrize(
    ("url", "marked"),
    [
        ("https://shop.ru", f"https://shop.ru?{ADDED}"),
        ("https://www.shop.ru/a?b=1#top", f"https://www.shop.ru/a?b=1&{ADDED}#top"),
        ("HTTP://SHOP.RU/a", f"http://SHOP.RU/a?{ADDED}"),
        ("https://магазин.рф/чай", f"https://магазин.рф/чай?{ADDED}"),
        ("https://shop.ru:8443/a", f"https://shop.ru:8443/a?{ADDED}"),
        ("https://shop.ru/?utm_campaign=own", None),
        ("https://shop.ru/?UTM_Source=own", None),
        ("https://notshop.ru/", None),
        ("https://shop.ru.evil.example/", None),
        ("https://shop.ru@evil.example/", None),
        ("mailto:a@shop.ru", None),
        ("tel:+79990000000", None),
        ("https://unsubscribe.invalid/", None),
        ("https://[shop.ru/", None),
        ("", None),
    ],
)
def test_links_of_own_sites_alone_are_marked(url: str, marked: str | None) -> None:
    assert MARKS.put(url) == (marked or url)


def test_texts_and_pages_are_marked_where_their_links_are() -> None:
    text = "Чай (https://shop.ru/tea), кофе: https://shop.ru/coffee. https://other.ru/x"
    assert utm.mark_text(text, MARKS) == (
        f"Чай (https://shop.ru/tea?{ADDED}), кофе: https://shop.ru/coffee?{ADDED}. https://other.ru/x"
    )
    letter = {"subject": "x", "html": "<a href='https://shop.ru/?a=1&amp;b=2'>x</a>", "utm": {"source": "y"}}
    assert utm.mark_content(Channel.EMAIL, letter, MARKS) == {
        "subject": "x",
        "html": '<a href="https://shop.ru/?a=1&amp;b=2&amp;utm_source=otklik&amp;utm_medium=email">x</a>',
    }
    blocks = [
        {"kind": "button", "url": "https://shop.ru/"},
        {"kind": "picture", "url": "https://shop.ru/a.png", "href": "https://shop.ru/a"},
        {"kind": "button", "url": None, "text": "https://shop.ru/"},
    ]
    popup = utm.mark_content(Channel.POPUP, {"pages": [{"id": "a", "blocks": blocks}]}, MARKS)
    assert popup["pages"][0]["blocks"] == [
        {"kind": "button", "url": f"https://shop.ru/?{ADDED}"},
        {"kind": "picture", "url": "https://shop.ru/a.png", "href": f"https://shop.ru/a?{ADDED}"},
        {"kind": "button", "url": None, "text": "https://shop.ru/"},
    ]
    chat = utm.mark_content(Channel.CHAT, {"text": "https://shop.ru/"}, MARKS)
    assert chat == {"text": f"https://shop.ru/?{ADDED}"}
    assert utm.mark_content(Channel.CHAT, {"text": "https://shop.ru/", "utm": {}}, None) == {
        "text": "https://shop.ru/"
    }


def test_a_message_says_its_own_else_the_rule_else_the_usual() -> None:
    def make(rule: UtmRule, own: object = None, channel: Channel = Channel.EMAIL) -> object:
        marks = utm.make_marks(rule, channel, own, {"person": {"city": "Омск"}}, name="Скидка №1")
        return marks and marks.parameters

    usual = {"utm_source": "otklik", "utm_medium": "email", "utm_campaign": "skidka-1"}
    assert make(RULE) == usual
    assert make(RULE, channel=Channel.FORM) == usual | {"utm_medium": "popup"}
    city = RULE.model_copy(update={"content": "{{ person.city }}", "source": "crm"})
    assert make(city) == usual | {"utm_source": "crm", "utm_content": "Омск"}
    own = {"campaign": "{{ person.city }}", "source": ""}
    assert make(city, own) == usual | {
        "utm_source": "crm",
        "utm_content": "Омск",
        "utm_campaign": "{{ person.city }}",
    }, "what was filled in once is not a template again"
    assert make(RULE, {"is_on": False}) is None
    assert make(RULE.model_copy(update={"is_on": False})) is None
    assert make(UtmRule()) is None, "no site is known"
    assert make(RULE, channel=Channel.WEBHOOK) is None


def test_names_become_slugs() -> None:
    assert make_slug("Брошенная корзина: щётка, 3 письмо!") == "broshennaya-korzina-shchetka-3-pismo"
    assert make_slug("Café  à Zoë") == "cafe-a-zoe"
    assert make_slug("¡¿") == ""
    assert len(make_slug("ш" * 100)) <= MAX_SLUG
