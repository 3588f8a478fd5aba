import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.events.csv_export import FIXED, make_cells, safe_cell, write_lines
from otklik.events.people import PersonView
from otklik.profiles.service import Head


@pytest.mark.parametrize(
    "hostile", ["=1+1", "+1+1|cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "%0A=1", "|calc"]
)
def test_formulas_become_text(hostile: str) -> None:
    assert safe_cell(hostile) == f"'{hostile}"


@pytest.mark.parametrize("plain", ["", "Иван", "a=b", "-5", "+79991234567", "12.5", "-0,5", "a@b.example"])
def test_plain_texts_numbers_and_phones_stay(plain: str) -> None:
    assert safe_cell(plain) == plain


@given(st.lists(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1), max_size=5))
def test_what_is_written_can_be_read_and_begins_no_formula(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(write_lines(rows), newline="")))
    expected = [[safe_cell(cell) for cell in row] for row in rows]
    # The csv module reads a row of one empty cell as an empty row.
    assert [row or [""] for row in read] == expected


def test_cells_follow_the_columns() -> None:
    facts = {
        "first_seen": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "last_seen": datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC),
        "sessions_count": 2,
        "pages_count": 3,
        "country": "RU",
        "city": "",
        "orders_count": 1,
        "revenue": Decimal("100.500000"),
    }
    head = Head(id=7, user_id="u", properties={"$name": "=cmd", "$email": "a@b.example"})
    person = PersonView(
        id=7,
        head=head,
        facts=facts,
        stage="user",
        is_online=True,
        properties={"tags": ["a", "б"], "vip": True},
    )
    cells = dict(
        zip((*FIXED, "tags", "vip", "none"), make_cells(person, ("tags", "vip", "none")), strict=True)
    )
    assert cells == {
        "id": "7",
        "name": "=cmd",
        "email": "a@b.example",
        "phone": "",
        "user_id": "u",
        "stage": "user",
        "first_seen": "2026-01-02T03:04:05.000Z",
        "last_seen": "2026-01-02T03:04:05.678Z",
        "sessions_count": "2",
        "pages_count": "3",
        "country": "RU",
        "city": "",
        "orders_count": "1",
        "revenue": "100.5",
        "tags": '["a", "б"]',
        "vip": "true",
        "none": "",
    }
