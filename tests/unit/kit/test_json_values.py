import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.kit import json_values

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()))
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(st.characters(exclude_categories=())), inner, max_size=5)
    ),
)


@given(JSON)
def test_never_raises_and_is_idempotent(value: object) -> None:
    clean = json_values.sanitise(value)
    assert json_values.sanitise(clean) == clean
    assert msgspec.json.decode(msgspec.json.encode(clean)) == clean


@given(JSON)
def test_whatever_a_sender_writes_can_be_read(value: object) -> None:
    raw = json.dumps(value).encode()
    clean = json_values.sanitise(json_values.decode_json(raw))
    assert b"\x00" not in msgspec.json.encode(clean)


@given(JSON)
def test_plain_needs_no_cleaning(value: object) -> None:
    for raw in (json.dumps(value).encode(), msgspec.json.encode(json_values.sanitise(value))):
        if json_values.is_plain(raw) and (b"NaN" not in raw and b"Infinity" not in raw):
            decoded = msgspec.json.decode(raw)
            assert json_values.sanitise(decoded) == decoded


def test_plain_is_the_usual_case() -> None:
    assert json_values.is_plain('{"a":"Чайник","b":[1,2.5,{"c":null}]}'.encode())
    assert not json_values.is_plain(b'{"a":"\\u0000"}')
    assert not json_values.is_plain(b'{"a":99999999999999999999}')
    assert not json_values.is_plain(b"[" * 21 + b"]" * 21)
    assert not json_values.is_plain(b"[" + b"1," * 2_001 + b"1]")


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        ("a\x00b", "ab"),
        ("\ud800x", "\ufffdx"),
        ("\ud83d\ude00", "😀"),
        (2**64 - 1, 2**64 - 1),
        (2**64, "18446744073709551616"),
        (-(2**63) - 1, "-9223372036854775809"),
        (float("inf"), None),
        ({"": 1, "\x00": 2}, {"": 2}),
        ({"k" * 9_000: 1}, {"k" * 8_191 + "…": 1}),
    ],
)
def test_rules(given_value: object, expected: object) -> None:
    assert json_values.sanitise(given_value) == expected


def test_long_things_are_cut() -> None:
    text = json_values.sanitise("я" * 10_000)
    assert len(text) == json_values.MAX_TEXT_CHARS
    assert text.endswith("…")
    assert len(json_values.sanitise(list(range(5_000)))) == 2_000
    assert len(json_values.sanitise({str(n): n for n in range(20_000)})) == 10_000


def test_deep_things_end_in_null() -> None:
    value: Any = 1
    for _ in range(1_000):
        value = [value]
    clean = json_values.sanitise(value)
    for _ in range(json_values.MAX_DEPTH):
        clean = clean[0]
    assert clean is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a":1e400}', {"a": "1e400"}),
        (b'{"a":' + b"9" * 5_000 + b"}", {"a": "9" * 5_000}),
        (b'"\\ud800"', "\ud800"),
        (b'"\xed\xa0\x80"', "\ufffd\ufffd\ufffd"),
    ],
)
def test_the_slow_reader(raw: bytes, expected: object) -> None:
    assert json_values.decode_json(raw) == expected


def test_no_json_is_an_error() -> None:
    for raw in (b"", b"{", b"[" * 100_000):
        with pytest.raises(ValueError, match=r"."):
            json_values.decode_json(raw)
