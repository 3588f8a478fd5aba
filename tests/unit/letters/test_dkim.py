"""Signatures hold before an independent verifier, and break when anything of weight changes."""

from datetime import UTC, datetime

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.letters.contracts import Letter, Mailbox
from otklik.letters.dkim import DkimKey
from otklik.letters.mime import write_letter

KEY = DkimKey.make(domain="otklik.example", selector="o1")
ONE_CLICK = {
    "List-Unsubscribe": "<https://otklik.example/l/l1-abc>, <mailto:l1-abc@otklik.example>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


def signed(text: str = "Здравствуйте!", subject: str = "Привет") -> bytes:
    letter = Letter(
        sender=Mailbox("shop@otklik.example", "Ромашка"),
        to=Mailbox("anna@mail.example"),
        subject=subject,
        text=text,
        html=f"<p>{text}</p>",
        message_id="m1@otklik.example",
        at=datetime(2026, 11, 22, tzinfo=UTC),
        headers=ONE_CLICK,
    )
    data = write_letter(letter)
    return KEY.sign(data, at=1_790_000_000) + data


def holds(data: bytes) -> bool:
    def record(name: bytes, timeout: float = 5) -> bytes:
        del timeout
        return KEY.record.encode() if name.rstrip(b".").decode() == KEY.record_name else b""

    return bool(dkim.verify(data, dnsfunc=record))  # type: ignore[no-untyped-call] # ships without types


@settings(max_examples=40)
@given(text=st.text(max_size=400), subject=st.text(max_size=120))
def test_signatures_hold(text: str, subject: str) -> None:
    assert holds(signed(text, subject))


def test_whitespace_that_servers_change_breaks_nothing() -> None:
    data = signed()
    head, _, body = data.partition(b"\r\n\r\n")
    assert holds(head.replace(b"Subject: ", b"Subject:   ") + b"\r\n\r\n" + body + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("found", "changed"),
    [
        (b"To: <anna", b"To: <eve"),
        (b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Lost"),
        (b"MIME-Version: 1.0", b"From: <boss@bank.example>\r\nMIME-Version: 1.0"),
        (b"MIME-Version: 1.0", b"Subject: Win\r\nMIME-Version: 1.0"),
        (b"</", b"!</"),
        (b"charset", b"charsex"),
    ],
)
def test_what_is_changed_or_added_breaks_it(found: bytes, changed: bytes) -> None:
    data = signed("hello")
    assert found in data
    assert not holds(data.replace(found, changed))


def test_a_key_can_be_kept() -> None:
    again = DkimKey.load(domain=KEY.domain, selector=KEY.selector, pem=KEY.pem)
    assert again.record == KEY.record
    assert KEY.record.startswith("v=DKIM1; k=rsa; p=MII")
