"""Each provider's call, in its recorded shape, says the right thing; hostile ones say nothing."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from otklik.letters.reports.contracts import ReportKind
from otklik.messaging.mail.bounces import Failure, judge_failure
from otklik.messaging.mail.providers import proving
from otklik.messaging.mail.providers.reading import load_providers, read_call

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SENT = str(int(NOW.timestamp()))
ID = "m1-abc@shop.example"
TOPIC = "arn:aws:sns:eu-west-1:1:mail"


def ses(kind: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    message = {"notificationType": kind, "mail": {"commonHeaders": {"messageId": f"<{ID}>"}}, **more}
    return {"Type": "Notification", "TopicArn": TOPIC, "Message": json.dumps(message)}


BOUNCED = {
    "bounceType": "Permanent",
    "bounceSubType": "General",
    "bouncedRecipients": [
        {"emailAddress": "a@mail.example", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 unknown"}
    ],
}
GONE, PASSING, REFUSED = Failure.MAILBOX, Failure.PASSING, Failure.REFUSED
CASES: list[tuple[str, Any, str, Failure | ReportKind]] = [
    ("ses", ses("Bounce", bounce=BOUNCED), ID, GONE),
    ("ses", ses("Bounce", bounce=BOUNCED | {"bounceType": "Transient"}), ID, PASSING),
    ("ses", ses("Complaint", complaint={"complainedRecipients": [{"emailAddress": "a@mail.example"}]}), ID,
     ReportKind.COMPLAINED),
    ("ses", ses("Delivery", delivery={"recipients": ["a@mail.example"]}), ID, ReportKind.DELIVERED),
    ("sendgrid", [{"event": "bounce", "type": "bounce", "email": "a@mail.example", "smtp-id": f"<{ID}>",
                   "status": "5.1.1", "reason": "550 5.1.1 no such user"}], ID, GONE),
    ("sendgrid", [{"event": "bounce", "type": "blocked", "email": "a@mail.example", "reason": "IP listed"}],
     "", REFUSED),
    ("sendgrid", [{"event": "deferred", "email": "a@mail.example", "response": "400 try"}], "",
     ReportKind.DELAYED),
    ("sendgrid", [{"event": "spamreport", "email": "a@mail.example"}], "", ReportKind.COMPLAINED),
    ("mailgun", {"signature": {}, "event-data": {
        "event": "failed", "severity": "permanent", "recipient": "a@mail.example",
        "message": {"headers": {"message-id": ID}},
        "delivery-status": {"code": 550, "enhanced-code": "5.1.1", "message": "unknown user"}}}, ID, GONE),
    ("mailgun", {"event-data": {"event": "failed", "severity": "permanent", "recipient": "a@mail.example",
                                "delivery-status": {"message": "5.7.1 spam"}}}, "", REFUSED),
    ("mailgun", {"event-data": {"event": "complained", "recipient": "a@mail.example"}}, "",
     ReportKind.COMPLAINED),
    ("postmark", {"RecordType": "Bounce", "Type": "HardBounce", "Email": "a@mail.example",
                  "MessageID": "883953f4", "Details": "test bounce"}, "883953f4", GONE),
    ("postmark", {"RecordType": "Bounce", "Type": "SoftBounce", "Email": "a@mail.example"}, "", PASSING),
    ("postmark", {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": "a@mail.example"}, "",
     ReportKind.COMPLAINED),
    ("sparkpost", [{"msys": {"message_event": {"type": "bounce", "bounce_class": "10", "rcpt_to":
                    "a@mail.example", "raw_reason": "550 5.1.1 unknown"}}}], "", GONE),
    ("sparkpost", [{"msys": {"message_event": {"type": "bounce", "bounce_class": "22", "rcpt_to":
                    "a@mail.example", "raw_reason": "552 full"}}}], "", PASSING),
    ("sparkpost", [{"msys": {"message_event": {"type": "spam_complaint", "rcpt_to": "a@mail.example"}}}], "",
     ReportKind.COMPLAINED),
    ("esputnik", [{"activityStatus": "UNDELIVERED", "email": "a@mail.example",
                   "statusDescription": "5.1.1 user unknown"}], "", GONE),
    ("esputnik", {"activityStatus": "SPAM", "email": "a@mail.example"}, "", ReportKind.COMPLAINED),
    ("sendpulse", [{"event": "hard_bounced", "recipient": "a@mail.example",
                    "smtp_server_response": "550 5.1.1"}], "", GONE),
    ("sendpulse", [{"event": "soft_bounced", "recipient": "a@mail.example"}], "", PASSING),
    ("sendsay", [{"event": "bounce", "status": "hard", "email": "a@mail.example"}], "", GONE),
    ("sendsay", {"event": "spam", "email": "a@mail.example"}, "", ReportKind.COMPLAINED),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "letter", "wanted"), CASES)
def test_a_call_says(name: str, body: Any, letter: str, wanted: Failure | ReportKind) -> None:  # noqa: ANN401 - JSON
    told = read_call(load_providers()[name], body)
    (report,) = told.reports
    assert (report.recipient, report.message_id, told.unknown) == ("a@mail.example", letter, 0)
    assert wanted in {report.kind, judge_failure(report)}
    if isinstance(wanted, Failure):
        assert report.kind is ReportKind.FAILED


def test_every_file_has_its_example() -> None:
    assert {case[0] for case in CASES} == set(load_providers())


DEEP: Any = {"Message": "{" * 500}
for _ in range(200):
    DEEP = {"event-data": DEEP}
HOSTILE: list[Any] = [
    *(None, 7, "x", [], {}, [[]], [None, 1, "x", {}], {"Message": "{"}, {"event-data": []}, DEEP),
    *([{"event": ["bounce"], "email": {}, "smtp-id": [1]}], {"mail": {"headers": {"name": 1}}}),
]


@pytest.mark.parametrize("name", sorted(load_providers()))
def test_hostile_calls_say_nothing(name: str) -> None:
    for body in HOSTILE:
        assert read_call(load_providers()[name], body).reports == ()


def test_a_flood_is_cut() -> None:
    event = {"event": "spamreport", "email": "a@mail.example"}
    assert len(read_call(load_providers()["sendgrid"], [event] * 5_000).reports) == 1_000


def test_hmac_over_fields() -> None:
    provider = load_providers()["mailgun"]
    good = hmac.digest(b"key", f"{SENT}tok".encode(), "sha256").hex()
    body = {"signature": {"timestamp": SENT, "token": "tok", "signature": good}}

    def proves(secret: str = "key", later: timedelta = timedelta(0), **change: str) -> bool:
        changed = {"signature": body["signature"] | change}
        return proving.proves_hmac(provider, changed, secret=secret, now=NOW + later)

    assert proves()
    assert not proves("other")
    assert not proves(token="tok2")
    assert not proves(signature="ä")
    assert not proves(later=timedelta(days=2)), "a replay"
    assert not proving.proves_hmac(provider, [], secret="key", now=NOW)


def test_ecdsa_over_the_raw_body() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key, raw = base64.b64encode(public).decode(), b'[{"event":"bounce"}]'
    signature = base64.b64encode(private.sign(SENT.encode() + raw, ec.ECDSA(SHA256()))).decode()

    def proves(body: bytes = raw, sign: str = signature, at: str = SENT, public_key: str = key) -> bool:
        return proving.proves_ecdsa(body, signature=sign, timestamp=at, key=public_key, now=NOW)

    assert proves()
    assert not proves(raw + b" ")
    assert not proves(sign="AAAA")
    assert not proves(sign="no base64!")
    assert not proves(at="1")
    assert not proves(at="x")
    assert not proves(public_key="")


def make_certificate() -> tuple[rsa.RSAPrivateKey, bytes]:
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .sign(private, SHA256())
    )
    return private, made.public_bytes(Encoding.PEM)


def test_sns_is_believed_of_our_topic_only() -> None:
    private, certificate = make_certificate()
    body = ses("Delivery") | {"MessageId": "1", "Timestamp": "2026-11-23T09:00:00Z", "SignatureVersion": "2"}
    names = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
    spelt = "".join(f"{name}\n{body[name]}\n" for name in names if name in body)
    body["Signature"] = base64.b64encode(private.sign(spelt.encode(), padding.PKCS1v15(), SHA256())).decode()
    assert proving.proves_sns(body, certificate=certificate, topic=TOPIC)
    assert not proving.proves_sns(body, certificate=certificate, topic="arn:aws:sns:eu-west-1:2:other")
    assert not proving.proves_sns(body, certificate=certificate, topic="")
    assert not proving.proves_sns(body | {"Message": "{}"}, certificate=certificate, topic=TOPIC)
    assert not proving.proves_sns(body, certificate=make_certificate()[1], topic=TOPIC)
    assert not proving.proves_sns(body, certificate=b"no certificate", topic=TOPIC)


@pytest.mark.parametrize(
    ("url", "is_theirs"),
    [
        ("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem", True),
        ("http://sns.eu-west-1.amazonaws.com/a.pem", False),
        ("https://sns.eu-west-1.amazonaws.com.evil.example/a.pem", False),
        ("https://evil.example/sns.eu-west-1.amazonaws.com", False),
        ("https://sns.eu-west-1.amazonaws.com@evil.example/a.pem", False),
        ("https://sns.eu-west-1.amazonaws.com:8443/a.pem", False),
        ("https://s3.amazonaws.com/sns/a.pem", False),
        ("https://sns.x.amazonaws.com:99999/", False),
        ("", False),
    ],
)
def test_only_amazons_own_addresses_are_fetched(url: str, is_theirs: bool) -> None:  # noqa: FBT001 - a case
    assert proving.is_amazons(url) is is_theirs
