"""Files for the ad systems: headings, lines, and who is left out of them."""

import hashlib
import itertools

import pytest

from otklik.segments.exports.layouts import Addressee, FileFormat, Layout, find_layout, make_lines
from otklik.segments.exports.leaving_out import (
    SILENCE,
    LeftOut,
    Tally,
    Words,
    find_refusal,
    without_unsubscribed,
)

ANNA = Addressee(
    id=42,
    user_id="u-1",
    email="Anna.K@Gmail.com",
    phone="+79991234567",
    first_name="Анна",
    last_name="Каренина",
    city="Санкт-Петербург",
    country="RU",
    gender="female",
    birthday="1990-05-01",
)
GIVEN, WITHDRAWN = {"advertising": True}, {"advertising": False}


def layout_of(name: str, *, is_hashed: bool = True) -> Layout:
    layout = find_layout(FileFormat(name), is_hashed=is_hashed)
    assert layout is not None
    return layout


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def test_yandex_in_clear_and_hashed() -> None:
    plain, hashed = layout_of("yandex", is_hashed=False), layout_of("yandex")

    assert plain.heading == hashed.heading == ("email", "phone", "ext_id")
    assert make_lines(plain, [ANNA]) == [("anna.k@gmail.com", "79991234567", "42")]
    assert make_lines(hashed, [ANNA]) == [(sha("anna.k@gmail.com"), sha("79991234567"), "42")]
    assert plain.fewest == 100


def test_google_joins_the_forms_of_one_box_and_keeps_the_plus_of_a_phone() -> None:
    layout = layout_of("google")

    assert layout.heading == ("Email", "Phone")
    assert make_lines(layout, [ANNA]) == [(sha("annak@gmail.com"), sha("+79991234567"))]


def test_facebook_hashes_every_column_and_leaves_the_unknown_empty() -> None:
    layout = layout_of("facebook")
    told = (
        "anna.k@gmail.com",
        "79991234567",
        "анна",
        "каренина",
        "санктпетербург",
        "ru",
        "19900501",
        "f",
        "u-1",
    )
    nearly_unknown = Addressee(id=7, email="x@y.ru")

    assert layout.heading == ("email", "phone", "fn", "ln", "ct", "country", "dob", "gen", "extern_id")
    assert make_lines(layout, [ANNA]) == [tuple(sha(text) for text in told)]
    assert make_lines(layout, [nearly_unknown]) == [(sha("x@y.ru"), *[""] * 7, sha("7"))]


def test_ids_of_browsers_have_a_line_each_and_once() -> None:
    person = Addressee(id=1, client_ids=("15", "16", "15"))

    assert make_lines(layout_of("metrica_ids"), [person]) == [("15",), ("16",)]
    assert layout_of("metrica_ids").heading == ()
    assert make_lines(layout_of("google_ids"), [person]) == [("15",), ("16",)]
    assert layout_of("google_ids").heading == ("client_id",)


@pytest.mark.parametrize("name", ["yandex", "google", "facebook", "metrica_ids", "google_ids"])
def test_who_has_nothing_for_a_format_has_no_line(name: str) -> None:
    assert make_lines(layout_of(name), [Addressee(id=1, email="no address", phone="8 800")]) == []


def test_our_own_csv_is_no_layout_of_an_ad_system() -> None:
    assert find_layout(FileFormat.CSV, is_hashed=False) is None


def test_no_cell_of_any_file_begins_a_formula() -> None:
    wicked = Addressee(id=3, user_id="=1+1", email="=a@b.ru", phone="+1=2", first_name="=1", client_ids=())
    for name, is_hashed in itertools.product(("yandex", "google", "facebook"), (True, False)):
        cells = [
            cell for line in make_lines(layout_of(name, is_hashed=is_hashed), [wicked, ANNA]) for cell in line
        ]
        assert not [cell for cell in cells if cell[:1] in set("=+-@")]


@pytest.mark.parametrize(
    ("consents", "needs_consent", "expected"),
    [
        (GIVEN, True, None),
        (GIVEN, False, None),
        ({}, True, LeftOut.NEVER_CONSENTED),
        ({}, False, None),
        (WITHDRAWN, True, LeftOut.CONSENT_WITHDRAWN),
        (WITHDRAWN, False, LeftOut.CONSENT_WITHDRAWN),
        ({**GIVEN, "processing": False}, False, LeftOut.CONSENT_WITHDRAWN),
        ({**GIVEN, "tracking": False}, True, None),
        ({"processing": True}, True, LeftOut.NEVER_CONSENTED),
    ],
)
def test_the_last_word_on_advertising_decides(
    consents: dict[str, bool],
    needs_consent: bool,  # noqa: FBT001 - a parameter of the table above
    expected: LeftOut | None,
) -> None:
    words = Words(consents)

    assert find_refusal(words, layout_of("google"), needs_consent=needs_consent) == expected


def test_ids_of_browsers_are_tracking() -> None:
    words = Words({**GIVEN, "tracking": False})

    assert find_refusal(words, layout_of("metrica_ids"), needs_consent=True) == LeftOut.CONSENT_WITHDRAWN


def test_an_address_of_an_unsubscribed_channel_is_not_used() -> None:
    assert without_unsubscribed(ANNA, SILENCE) == ANNA
    assert without_unsubscribed(ANNA, Words(channels={"email": False})).email == ""
    assert without_unsubscribed(ANNA, Words(channels={"email": False})).phone == ANNA.phone
    assert without_unsubscribed(ANNA, Words(channels={"sms": False, "email": True})).phone == ""


def test_tallies_add_up() -> None:
    tally, other = Tally(2), Tally(1)
    tally.left_out["erased"] += 1
    other.left_out.update({"erased": 2, "no_address": 1})
    tally.add(other)

    assert (tally.written, dict(tally.left_out), tally.total) == (3, {"erased": 3, "no_address": 1}, 7)
