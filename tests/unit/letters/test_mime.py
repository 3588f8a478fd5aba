"""A letter is what it says, whoever reads it: Python's own reader takes back what was written."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.letters.contracts import Attachment, Letter, Mailbox
from otklik.letters.headers import header, mailboxes
from otklik.letters.mime import write_letter

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LONGEST_LINE = 998
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


PLAIN = Letter(
    sender=Mailbox("shop@otklik.example", "Магазин «Ромашка»"),
    to=Mailbox("anna@mail.example", "Anna"),
    subject="Ваш заказ в пути",
    text="Здравствуйте!\n\nЗаказ 1042 едет к вам.\n",
    message_id="m1-abc@otklik.example",
    at=AT,
)


def make(**changes: object) -> Letter:
    return msgspec.structs.replace(PLAIN, **changes)


def read(letter: Letter) -> EmailMessage:
    data = write_letter(letter)
    assert all(len(line) <= LONGEST_LINE for line in data.split(b"\r\n")), "a line no server takes"
    assert b"\n" not in data.replace(b"\r\n", b""), "a line that does not end as mail's do"
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_letter_with_everything() -> None:
    picture = Attachment("логотип.png", "image/png", b"\x89PNG" + bytes(range(256)), "logo@otklik")
    bill = Attachment(
        "Счёт на оплату за ноябрь 2026 года, очень длинное имя.pdf", "application/pdf", b"%PDF" * 99
    )
    letter = make(
        html='<p>Здравствуйте! <img src="cid:logo@otklik"></p>',
        reply_to=Mailbox("r1-abc@reply.example"),
        references=("a@x", "b@x"),
        headers={"List-Unsubscribe": "<https://otklik.example/l/1>", "X-Note": "Привет " * 30},
        attachments=(picture, bill),
    )
    message = read(letter)
    assert message["from"].addresses[0].display_name == "Магазин «Ромашка»"
    assert message["subject"] == letter.subject
    assert message["message-id"] == "<m1-abc@otklik.example>"
    assert (message["in-reply-to"], message["references"]) == ("<b@x>", "<a@x> <b@x>")
    assert message["x-note"] == ("Привет " * 30).strip()
    assert text_of(message, "plain").splitlines() == letter.text.splitlines()
    assert text_of(message, "html").strip() == letter.html
    files = {part.get_filename(): part.get_content() for part in message.walk() if part.get_filename()}
    assert files == {picture.name: picture.data, bill.name: bill.data}


@given(subject=words, name=words, text=words, html=words)
def test_whatever_words_come_they_are_one_letter_with_the_same_words(
    subject: str, name: str, text: str, html: str
) -> None:
    letter = make(subject=subject, to=Mailbox("anna@mail.example", name), text=text, html=html)
    data = write_letter(letter)
    message = message_from_bytes(data, policy=policy.compat32)
    assert [key.lower() for key in message] == [
        *("from", "to", "subject", "date", "message-id", "mime-version", "content-type")
    ]
    read_back = read(letter)
    assert read_back["to"].addresses[0].addr_spec == "anna@mail.example"
    for kind, given_text in (("plain", text), ("html", html)):
        assert "\n".join(text_of(read_back, kind).splitlines()).rstrip("\n") == "\n".join(
            given_text.splitlines()
        ).rstrip("\n")


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_header_is_one_header(value: str) -> None:
    line = header("Subject", value)
    assert line.endswith(b"\r\n")
    assert line.isascii()
    folded = line[:-2].split(b"\r\n")
    assert all(part.startswith(b" ") and part.strip() for part in folded[1:])


@pytest.mark.parametrize("name", ["Bcc: x", "", "Sub ject", "Тема", "X\r\nBcc"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        header(name, "x")


def test_a_further_header_cannot_replace_the_letters_own() -> None:
    with pytest.raises(ValueError, match="own"):
        write_letter(make(headers={"bcc": "eve@mail.example"}))


def test_a_name_with_quotes_and_commas_is_one_mailbox() -> None:
    line = mailboxes("To", [Mailbox("a@x.example", 'Smith, "Jo" \\ <b@y.example>'), Mailbox("c@x.example")])
    message = message_from_bytes(line + b"\r\n", policy=policy.default)
    assert [each.addr_spec for each in message["to"].addresses] == ["a@x.example", "c@x.example"]
    assert message["to"].addresses[0].display_name == 'Smith, "Jo" \\ <b@y.example>'
