from datetime import UTC, datetime, timedelta
from decimal import Decimal

from otklik.demo.cancellations import Match, Matcher
from otklik.demo.invoices import Invoice, InvoiceKind, InvoiceLine
from otklik.demo.online_retail import invoice_item, owner_of

START = datetime(2011, 12, 1, 9, tzinfo=UTC)


def invoice(number: str, *lines: tuple[str, int, str], customer: str | None = "7", hours: int = 0) -> Invoice:
    made = [InvoiceLine(code, code.upper(), quantity, Decimal(price)) for code, quantity, price in lines]
    return Invoice(number, START + timedelta(hours=hours), customer, "United Kingdom", made)


def returned(matcher: Matcher, number: str, *lines: tuple[str, int, str]) -> tuple[object, object]:
    item = invoice_item(invoice(number, *lines), matcher)
    properties = item["properties"]
    assert isinstance(properties, dict)
    return item["event"], properties["order_id"]


def test_kinds() -> None:
    assert invoice("1", ("a", 1, "2.00")).kind is InvoiceKind.ORDER
    assert invoice("C1", ("a", -1, "2.00")).kind is InvoiceKind.CANCELLATION
    assert invoice("2", ("a", -30, "0.0")).kind is InvoiceKind.ADJUSTMENT
    assert invoice("3", ("a", 30, "0.0")).kind is InvoiceKind.ADJUSTMENT
    assert invoice("A4", ("b", 1, "11062.06")).kind is InvoiceKind.ADJUSTMENT


def test_amounts_are_exact() -> None:
    made = invoice("1", *[("a", 1, "0.1")] * 3)
    assert made.amount == Decimal("0.3")
    item = invoice_item(made, Matcher())
    properties = item["properties"]
    assert isinstance(properties, dict)
    assert properties["amount"] == 0.3


def test_a_whole_order_taken_back_at_once_is_cancelled() -> None:
    matcher = Matcher()
    matcher.remember(invoice("1", ("a", 2, "1.00"), ("b", 1, "5.00")))
    assert returned(matcher, "C2", ("a", -2, "1.00"), ("b", -1, "5.00")) == ("$order_cancelled", "1")


def test_a_part_is_refunded_and_its_rest_is_too() -> None:
    matcher = Matcher()
    matcher.remember(invoice("1", ("a", 2, "1.00"), ("b", 1, "5.00")))
    assert returned(matcher, "C2", ("a", -2, "1.00")) == ("$order_refunded", "1")
    assert returned(matcher, "C3", ("b", -1, "5.00")) == ("$order_refunded", "1")
    assert returned(matcher, "C4", ("b", -1, "5.00")) == ("$order_refunded", "C4")


def test_another_price_refunds_and_does_not_cancel() -> None:
    matcher = Matcher()
    matcher.remember(invoice("1", ("a", 2, "1.00")))
    assert returned(matcher, "C2", ("a", -2, "0.50")) == ("$order_refunded", "1")


def test_the_order_with_most_of_the_value_is_taken_and_of_equals_the_latest() -> None:
    matcher = Matcher()
    matcher.remember(invoice("1", ("a", 10, "1.00"), ("b", 1, "50.00")))
    matcher.remember(invoice("2", ("a", 10, "1.00")))
    matcher.remember(invoice("3", ("a", 10, "1.00")))
    assert matcher.match(invoice("C4", ("a", -1, "1.00"), ("b", -1, "50.00"))).order == "1"
    assert matcher.match(invoice("C5", ("a", -1, "1.00"))).order == "3"


def test_orders_of_others_and_of_guests_are_never_taken() -> None:
    matcher = Matcher()
    matcher.remember(invoice("1", ("a", 2, "1.00"), customer="8"))
    matcher.remember(invoice("2", ("a", 2, "1.00"), customer=None))
    assert matcher.match(invoice("C3", ("a", -2, "1.00"))) == Match(None, is_whole=False)
    assert matcher.match(invoice("C4", ("a", -2, "1.00"), customer=None)) == Match(None, is_whole=False)


def test_owners() -> None:
    assert owner_of(invoice("1", ("a", 1, "1.0"))) == {"userId": "7"}
    assert owner_of(invoice("1", ("a", 1, "1.0"), customer=None)) == {"anonymousId": "retail-guest-1"}
    assert owner_of(invoice("C1", ("a", -1, "1.0"), customer=None)) == {"anonymousId": "retail-back-office"}
