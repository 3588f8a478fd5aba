"""Bounces and complaints as servers write them; letters of people are none."""

import pytest

from otklik.letters.reports.contracts import Report, ReportKind
from otklik.letters.reports.reading import read_reports


def lines(text: str) -> bytes:
    return text.strip("\n").replace("\n", "\r\n").encode()


def standard(fields: str, *, returned: str = "Message-ID: <m1-abc@otklik.example>") -> bytes:
    return lines(
        f"""
From: MAILER-DAEMON@mx.example
To: b1-abc@bounce.otklik.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain; charset=us-ascii

It did not go.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Sun, 22 Nov 2026 10:00:00 +0300

{fields}

--x
Content-Type: text/rfc822-headers

{returned}
Subject: Hello

--x--
"""
    )


def prose(body: str, *, head: str = "From: Mail Delivery System <MAILER-DAEMON@mx.example>") -> bytes:
    return lines(
        f"""
{head}
To: b1-abc@bounce.otklik.example
Subject: Mail delivery failed: returning message to sender
In-Reply-To: <m7-xyz@otklik.example>
Content-Type: text/plain; charset=utf-8

{body}
"""
    )


POSTFIX_LINE = (
    "<gone@mail.example>: host mx.mail.example[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO)"
)
POSTFIX = prose(
    f"""
This is the mail system at host mx.example.

I'm sorry to have to inform you that your message could not be delivered.

{POSTFIX_LINE}
""",
    head="From: MAILER-DAEMON@mx.example (Mail Delivery System)\nReturn-Path: <>",
)

FAILED, DELAYED, COMPLAINED = ReportKind.FAILED, ReportKind.DELAYED, ReportKind.COMPLAINED
ID = "m1-abc@otklik.example"

CASES = [
    (
        "no such user",
        standard(
            "Final-Recipient: rfc822; gone@mail.example\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 5.1.1 <gone@mail.example>: user unknown"
        ),
        Report(FAILED, "gone@mail.example", "5.1.1", "550 5.1.1 <gone@mail.example>: user unknown", ID, True),
    ),
    (
        "the asked address is told, not the one behind it",
        standard(
            "Original-Recipient: rfc822;anna@mail.example\nFinal-Recipient: rfc822;inner@host.example\n"
            "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp;552 mailbox full"
        ),
        Report(FAILED, "anna@mail.example", "5.2.2", "552 mailbox full", ID),
    ),
    (
        "a general code with the true one in the words",
        standard(
            "Final-Recipient: rfc822; a@mail.example\nAction: failed\nStatus: 5.0.0\n"
            "Diagnostic-Code: smtp; 550 spam message rejected"
        ),
        Report(FAILED, "a@mail.example", "5.0.0", "550 spam message rejected", ID),
    ),
    (
        "gave up after days of passing trouble",
        standard(
            "Final-Recipient: rfc822; a@mail.example\nAction: failed\nStatus: 4.4.1\n"
            "Diagnostic-Code: X-Postfix; connection timed out"
        ),
        Report(FAILED, "a@mail.example", "4.4.1", "connection timed out", ID),
    ),
    (
        "in Russian words only",
        standard(
            "Final-Recipient: rfc822; a@mail.example\nAction: failed\nStatus: 5.0.0\n"
            "Diagnostic-Code: smtp; 550 нет такого пользователя"
        ),
        Report(FAILED, "a@mail.example", "5.0.0", "550 нет такого пользователя", ID, True),
    ),
    (
        "still trying",
        standard("Final-Recipient: rfc822; a@mail.example\nAction: delayed\nStatus: 4.7.1"),
        Report(DELAYED, "a@mail.example", "4.7.1", "", ID),
    ),
    (
        "delivered, as was asked",
        standard("Final-Recipient: rfc822; a@mail.example\nAction: relayed\nStatus: 2.0.0"),
        Report(ReportKind.DELIVERED, "a@mail.example", "2.0.0", "", ID),
    ),
]


@pytest.mark.parametrize(("name", "data", "expected"), CASES, ids=[case[0] for case in CASES])
def test_reports_of_the_standard(name: str, data: bytes, expected: Report) -> None:
    assert list(read_reports(data)) == [expected], name


def test_several_recipients_are_several_reports() -> None:
    data = standard(
        "Final-Recipient: rfc822; a@mail.example\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; b@mail.example\nAction: delayed\nStatus: 4.2.2"
    )
    assert [(each.recipient, each.kind) for each in read_reports(data)] == [
        ("a@mail.example", FAILED),
        ("b@mail.example", DELAYED),
    ]


def test_a_status_part_that_came_packed_is_read_too() -> None:
    data = standard("Final-Recipient: rfc822; a@mail.example\nAction: failed\nStatus: 5.1.1").replace(
        b"Content-Type: message/delivery-status\r\n",
        b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n",
    )
    assert [each.recipient for each in read_reports(data)] == ["a@mail.example"]


def test_prose_of_a_mail_server() -> None:
    (report,) = read_reports(POSTFIX)
    assert (report.kind, report.recipient, report.status) == (FAILED, "gone@mail.example", "5.1.1")
    assert report.is_mailbox
    assert report.message_id == "m7-xyz@otklik.example"


def test_the_same_prose_from_a_person_is_a_letter() -> None:
    assert not read_reports(
        prose(f"Look what came:\n\n{POSTFIX_LINE}", head="From: Anna <anna@mail.example>")
    )


def complaint(kind: str, recipient: str = "Original-Rcpt-To: <anna@mail.example>") -> bytes:
    return lines(
        f"""
From: feedback@provider.example
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: text/plain

This is an email abuse report.

--x
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1
{recipient}

--x
Content-Type: message/rfc822

From: shop@otklik.example
Message-ID: <m1-abc@otklik.example>
Subject: Sale

Buy!

--x--
"""
    )


def test_complaints() -> None:
    assert list(read_reports(complaint("abuse"))) == [
        Report(COMPLAINED, "anna@mail.example", said="abuse", message_id=ID)
    ]
    assert list(read_reports(complaint("abuse", recipient="Removal-Recipient: x"))) == [
        Report(COMPLAINED, "", said="abuse", message_id=ID)
    ]
    assert not read_reports(complaint("not-spam"))
    assert not read_reports(complaint("auth-failure"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 50,
        b"From: a@b\r\n\r\nhi",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x--",
        b"Content-Type: multipart/report; report-type=feedback-report; boundary=x\r\n\r\n--x\r\n\r\n--x--",
        b"Content-Type: multipart/report; boundary=\r\n\r\n",
        b"Return-Path: <>\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xd0\xff",
    ],
)
def test_nonsense_is_no_report(data: bytes) -> None:
    assert not read_reports(data)
