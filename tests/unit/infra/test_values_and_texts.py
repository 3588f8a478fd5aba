from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from otklik.infra.addresses import split_clickhouse_url, without_password
from otklik.infra.clickhouse_types import converters_for, encode_parameter
from otklik.infra.static_site import StaticSite
from otklik.infra.translations import choose_language, fill


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\\N"),
        ("a\tb\\\n'", "a\\tb\\\\\\n'"),
        (2**63, "9223372036854775808"),
        (True, "true"),
        (Decimal("1.50"), "1.50"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=3))), "2026-01-02 00:00:00.000000"),
        (["a'b", None, 1], "['a\\'b',NULL,1]"),
        ([[1], []], "[[1],[]]"),
    ],
)
def test_parameters_are_written_as_clickhouse_reads_them(value: object, text: str) -> None:
    assert encode_parameter(value) == text


def test_what_cannot_be_a_parameter_is_refused() -> None:
    with pytest.raises(TypeError):
        encode_parameter(object())
    with pytest.raises(ValueError, match="time zone"):
        encode_parameter(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


def test_columns_become_python_values() -> None:
    types = ["Nullable(DateTime64(3, 'UTC'))", "LowCardinality(String)", "Decimal(38, 6)", "Date", "UInt64"]
    row: list[Any] = ["2026-01-02T00:00:00.123Z", "x", "1.500000", "2026-01-02", 5]
    for index, convert in converters_for(types):
        row[index] = convert(row[index])
    moment = datetime(2026, 1, 2, microsecond=123_000, tzinfo=UTC)
    assert row == [moment, "x", Decimal("1.5"), date(2026, 1, 2), 5]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en;q=0.5, ru;q=0.4", "en"),
        ("de, ru;q=0.3", "ru"),
        ("ru;q=x", "en"),
        ("fr", "en"),
    ],
)
def test_language_follows_the_header(header: str, language: str) -> None:
    assert choose_language(header) == language


def test_only_known_marks_are_filled() -> None:
    assert fill("{a} of {b} {c}", {"a": 1, "b": "{a}"}) == "1 of {a} {c}"


def test_addresses() -> None:
    assert split_clickhouse_url("http://u:p@h:1/db") == ("http://u:p@h:1", "db")
    assert split_clickhouse_url("http://h:1") == ("http://h:1", "otklik")
    assert without_password("postgresql://u:secret@h/db") == "postgresql://u:***@h/db"


def test_static_site_serves_only_its_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("no", encoding="utf-8")
    folder = tmp_path / "site"
    site = StaticSite(folder)
    assert site.find("/index.html") is None
    (folder / "assets").mkdir(parents=True)
    (folder / "assets" / "a.js").write_text("x" * 1000, encoding="utf-8")
    (folder / "index.html").write_text("hello", encoding="utf-8")
    script = site.find("/assets/a.js")
    assert script is not None
    assert script.zipped is not None
    assert b"immutable" in script.cache
    page = site.find("/index.html")
    assert page is not None
    assert page.cache == b"no-cache"
    assert site.find("/../secret") is None
    assert site.find("/assets") is None
