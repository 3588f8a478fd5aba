"""What a JSON value means: the same texts are read the same way by SQL."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.kit.clock import format_ms
from otklik.segments.language.values import (
    Json,
    as_moment,
    as_number,
    as_text,
    average,
    cut,
    fold,
    is_set,
    key_of,
    total_of,
    value_at,
    written_day,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("value", [None, ""])
def test_null_and_the_empty_text_are_unset(value: Json) -> None:
    assert not is_set(value)


@pytest.mark.parametrize("value", [0, 0.0, False, [], {}, " ", "0"])
def test_all_else_is_set(value: Json) -> None:
    assert is_set(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, "5"),
        (-5, "-5"),
        (0.1, "0.1"),
        (1e22, "1e22"),
        ("5", "5"),
        ("5.0", "5"),
        ("-0", "0"),
        ("1e3", "1000"),
        ("1E+3", "1000"),
        ("12.5e-1", "1.25"),
        ("9" * 37, "9" * 37),
        ("1e37", "1e37"),
        (2**64 - 1, "18446744073709551615"),
        ("0." + "1" * 40, "0." + "1" * 38),
        ("1e-38", "1e-38"),
        ("9e-39", "0"),
        ("1e-9999", "0"),
        ("0e38", "0"),
        ("0.00001e38", "1e33"),
        ("1e0000000000037", "1e37"),
        ("1E000000", "1"),
        ("1e-0000000000001", "0.1"),
        (5e-324, "0"),
    ],
)
def test_numbers(value: Json, number: str) -> None:
    assert as_number(value) == Decimal(number)


@pytest.mark.parametrize(
    "value",
    [
        *(True, False, None, [], {}, [5], "", "five"),
        *(" 5", "5 ", "+5", "05", "-", "--5", "5.", ".5", "1e", "1e+", "0x10", "1_000", "1,5", "10 руб"),
        *("NaN", "inf", "Infinity", "-Infinity", float("nan"), float("inf"), "٣", "5\n"),
        *("0e39", "0.01e39", "1e-10000", "0." + "1" * 37 + "e1", "1e-99999999999999999999"),
        *("1e38", 10**38, 1e38, "1e99999999999999999999", "-1e38", "1e400"),
    ],
)
def test_what_is_no_number(value: Json) -> None:
    assert as_number(value) is None


@given(st.text(alphabet="0123456789.eE+- ", max_size=12))
def test_a_text_is_a_number_when_json_says_so(text: str) -> None:
    try:
        is_number = not isinstance(json.loads(text), list | dict) and text == text.strip()
    except ValueError:
        is_number = False
    number = as_number(text)
    assert number is None or is_number
    exponent = int(text.lower().partition("e")[2] or 0) if is_number else 0
    if is_number and -10_000 < exponent <= 38 and (not Decimal(text) or Decimal(text).adjusted() < 38):
        assert number == cut(Decimal(text), 38)


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: abs(number) < 1e38))
def test_a_float_is_the_number_it_is_written_as(number: float) -> None:
    assert as_number(number) == as_number(repr(number))


@given(JSON)
def test_every_value_has_a_key_and_never_fails(value: Json) -> None:
    hash(key_of(value))
    for read in (as_number, as_moment, as_text, written_day):
        read(value)


@pytest.mark.parametrize(
    ("left", "right", "is_one"),
    [
        (5, "5", True),
        (5, 5.0, True),
        ("5", "5.00", True),
        ("1e1", 10, True),
        ("05", 5, False),
        ("a", "A", False),
        (1, True, False),
        ("true", True, False),
        (0, False, False),
        ([1], [1], True),
        ([1, 2], [2, 1], False),
        ({"a": 1}, {"a": 1}, True),
        ("[1]", [1], False),
    ],
)
def test_keys_tell_one_value_from_another(left: Json, right: Json, is_one: bool) -> None:  # noqa: FBT001 - a column
    assert (key_of(left) == key_of(right)) is is_one


def test_a_path_walks_into_objects_only() -> None:
    properties = {"a": {"b": [{"c": 1}], "d": {"e": 2}}, "a.b": 3}
    assert value_at(properties, ("a", "d", "e")) == 2
    assert value_at(properties, ("a", "b", "c")) is None
    assert value_at(properties, ("a", "b", "0")) is None
    assert value_at(properties, ("a", "x", "y")) is None
    assert value_at(properties, ("a.b",)) == 3


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-10", "2026-03-10T00:00:00.000Z"),
        ("2026-03-10T12:30:45", "2026-03-10T12:30:45.000Z"),
        ("2026-03-10 12:30:45Z", "2026-03-10T12:30:45.000Z"),
        ("2026-03-10t12:30:45z", "2026-03-10T12:30:45.000Z"),
        ("2026-03-10T12:30:45.1Z", "2026-03-10T12:30:45.100Z"),
        ("2026-03-10T12:30:45.1239999Z", "2026-03-10T12:30:45.123Z"),
        ("2026-03-10T02:30:45+03:00", "2026-03-09T23:30:45.000Z"),
        ("2026-03-10T02:30:45.5-11:30", "2026-03-10T14:00:45.500Z"),
        ("1960-02-29", "1960-02-29T00:00:00.000Z"),
        ("1900-01-01", "1900-01-01T00:00:00.000Z"),
        ("2299-12-31T23:59:59.999Z", "2299-12-31T23:59:59.999Z"),
    ],
)
def test_moments(text: str, moment: str) -> None:
    found = as_moment(text)
    assert found is not None
    assert format_ms(found) == moment


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "2026",
            "2026-03",
            "10.03.2026",
            "2026-3-1",
            "20260310",
            "2026-02-30",
            "2026-13-01",
            "2026-W10-1",
        ),
        *("2026-03-10T12:30", "2026-03-10T24:00:00Z", "2026-03-10T23:59:60Z", "2026-03-10T12:30:45,5Z"),
        *("2026-03-10T12:30:45+03", "2026-03-10T12:30:45+0300", "2026-03-10T12:30:45 Z", " 2026-03-10"),
        *("2026-03-10Z", "2026-03-10\n", "0001-01-01T00:00:00Z", "1899-12-31T23:59:59.999Z", "2300-01-01"),
        *(1773100800, 1773100800000, 1.5, True, None, ["2026-03-10"], {"date": "2026-03-10"}),
    ],
)
def test_what_is_no_date(value: Json) -> None:
    assert as_moment(value) is None


def test_the_day_is_the_one_written() -> None:
    assert written_day("1990-05-17T00:30:00+03:00") == (1990, 5, 17)
    assert written_day("1990-05-17") == (1990, 5, 17)
    assert written_day("17.05.1990") is None


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("Ёлка", "ёлка"),
        ("İstanbul", "i̇stanbul"),
        ("Straße", "straße"),
        ("STRAẞE", "straße"),
        ("ΌΣΟΣ", "όσος"),
        ("Σ", "σ"),
        ("\u212a", "k"),
        ("\U00010d50", "\U00010d70"),
        ("\ua7dc", "\u019b"),
        ("ABC abc 123", "abc abc 123"),
    ],
)
def test_small_letters_are_those_of_lower_utf8(text: str, small: str) -> None:
    assert fold(text) == small


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), ("", None), (5, "5"), (-5, "-5"), (5.5, None), (True, None), ([], None)]
)
def test_text_is_a_text_or_a_whole_numbers_digits(value: Json, text: str | None) -> None:
    assert as_text(value) == text


@given(st.lists(st.decimals(-(10**12), 10**12, allow_nan=False, places=8), max_size=20))
def test_a_sum_does_not_mind_the_order(numbers: list[Decimal]) -> None:
    total = total_of(numbers)
    assert total == total_of(numbers[::-1]) == sum((cut(number, 6) for number in numbers), Decimal(0))


@pytest.mark.parametrize(
    ("total", "count", "result"), [("5", 3, "1.666666"), ("-5", 3, "-1.666666"), ("4", 2, "2"), ("0", 7, "0")]
)
def test_an_average_is_cut_after_six_places(total: str, count: int, result: str) -> None:
    assert average(Decimal(total), count) == Decimal(result)
