"""Promo codes without a store: how they look, when they end, what a file and an order say."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from otklik.messaging.promo import asking, making, reading, using
from otklik.messaging.promo.contracts import ALPHABET, DEFAULT, Code, DiscountKind, Pool, Rules
from otklik.messaging.templates import service as templates

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_codes_have_no_look_alikes_and_room_enough() -> None:
    codes = making.make_codes(Rules(prefix="SALE-", length=8), 1_000)
    assert len(set(codes)) == 1_000
    assert all(code.startswith("SALE-") and len(code) == 13 for code in codes)
    assert not set("01ILOU") & set(ALPHABET)
    assert set("".join(code[5:] for code in codes)) <= set(ALPHABET)
    assert making.is_roomy(Rules(length=8), 1_000_000)
    assert not making.is_roomy(Rules(length=5), 1_000_000)
    assert "L" in making.make_sample(Rules(length=4)), "a sample is nobody's"


@pytest.mark.parametrize(
    ("rules", "end"),
    [
        (Rules(), None),
        (Rules(days=0), "2026-11-23T20:59:59"),
        (Rules(days=7), "2026-11-30T20:59:59"),
        (Rules(ends_on=date(2026, 12, 31)), "2026-12-31T20:59:59"),
        (Rules(ends_on=date(2026, 11, 25), days=7), "2026-11-25T20:59:59"),
    ],
)
def test_a_code_lives_through_its_last_day(rules: Rules, end: str | None) -> None:
    expected = datetime.fromisoformat(end).replace(tzinfo=UTC) if end else None
    assert making.find_end(rules, now=NOON, zone=MOSCOW) == expected


def test_a_last_day_ends_with_the_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    until = making.find_end(Rules(ends_on=date(2026, 10, 25)), now=NOON, zone=berlin)
    assert until == datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), "the day of 25 hours"


def test_a_file_brings_its_first_column() -> None:
    body = '\ufeffПромокод;Кому\r\nAAA-1;Ann\r\n\r\n aaa-1 \r\n=HYPERLINK(1)\r\nB B\r\n"CCC",x\r\n' + "D" * 65
    read = reading.read_codes(body.encode())
    assert read.codes == {"AAA-1": "AAA-1", "CCC": "CCC"}
    assert [(each.line, each.reason) for each in read.refused] == [
        (4, "repeated"), (5, "bad_code"), (6, "bad_code"), (8, "too_long"),
    ]  # fmt: skip
    assert reading.read_codes("КОД1\nКОД2".encode("cp1251")).codes.keys() == {"КОД1", "КОД2"}


def _pool(name: str, *, is_default: bool = False) -> Pool:
    rules = Rules(discount=DiscountKind.PERCENT, value=Decimal("10.00"), minimum=Decimal(3_000))
    return Pool(1, 1, name, "Spring", is_default, rules, 0, False, "owner", NOON)


def test_templates_say_the_code_and_its_term() -> None:
    text = (
        "{{ promo_code }} {{ promo.spring.code }} -{{ promo.spring.percent }}% until"
        " {{ promo.spring.until | date: '%d.%m' }} from {{ promo.spring.minimum }}"
    )
    assert asking.find_asked({"pages": [{"text": text}]}) == {DEFAULT, "spring"}
    assert asking.find_asked({"text": "{{ person.promo_code }} promo.spring"}) == frozenset()
    pool = _pool("spring", is_default=True)
    code = Code(1, 1, "AAA", NOON)
    given = asking.make_variables(
        {DEFAULT: asking.describe(pool, code), "spring": asking.describe(pool, code)}
    )
    assert templates.render(text, given) == "AAA AAA -10% until 23.11 from 3000"
    assert not templates.check(text).faults
    faults = asking.find_faults({"text": "{{ promo.autumn.code }}"}, {"spring": pool})
    assert [(each.code, each.params["name"]) for each in faults] == [("unknown_promo", "autumn")]


@pytest.mark.parametrize(
    ("properties", "keys"),
    [
        ({"coupon": " aaa-1 "}, ["AAA-1"]),
        ({"coupon": "a,b", "$promo_code": "B", "promo_code": 7}, ["A", "B"]),
        ({"coupons": ["x", None, {"y": 1}]}, ["X"]),
        ({}, []),
    ],
)
def test_an_order_names_codes(properties: dict[str, object], keys: list[str]) -> None:
    assert using.list_keys(properties) == keys
