"""Mails as programs write them: what the reader makes of each is told in `expected.toml` beside them."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from otklik.letters.reading.bodies import read_body
from otklik.letters.reading.contracts import USUAL, Received
from otklik.letters.reading.mail import read_lines, read_mail
from otklik.letters.reading.parts import read_parts
from otklik.letters.reports.contracts import Report

FOLDER = Path(__file__).parents[3] / "corpus" / "mail"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text())
SENDERS_OF_REPORTS = {"bounce", "complaint"}


def test_every_mail_of_the_corpus_is_expected() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(EXPECTED)
    assert len(EXPECTED) >= 60


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_mail_is_read(name: str) -> None:
    expected = EXPECTED[name]
    received = read_mail((FOLDER / f"{name}.eml").read_bytes())
    if "text" in expected or received.kind not in SENDERS_OF_REPORTS:
        assert received.text == expected["text"]
        assert expected.get("signature", "") in received.signature
        assert bool(received.signature) is bool(expected.get("signature"))
        assert bool(received.quoted) is bool(expected.get("quoted"))
    for each in expected.get("quoted", ()):
        assert each in received.quoted
    if "files" in expected or received.kind not in SENDERS_OF_REPORTS:
        assert _list_files(received) == expected.get("files", [])
    assert _tell(received) == {**_USUAL, **{key: expected[key] for key in expected if key in _USUAL}}
    _check_optional(received, expected)


_USUAL: dict[str, object] = {
    "kind": "person",
    "why": "",
    "faults": [],
    "repairs": [],
    "reports": [],
    "is_forwarded": False,
    "list_id": "",
}


def _tell(received: Received) -> dict[str, object]:
    return {
        "kind": received.kind.value,
        "why": received.why,
        "faults": list(received.sender_faults),
        "repairs": list(received.repairs),
        "reports": [_say(report) for report in received.reports],
        "is_forwarded": received.is_forwarded,
        "list_id": received.list_id,
    }


def _check_optional(received: Received, expected: dict[str, Any]) -> None:
    sender = received.sender
    found = {
        "subject": received.subject,
        "sender": sender.address if sender else "",
        "name": sender.name if sender else "",
        "delivered": list(received.delivered_to),
    }
    for key, value in found.items():
        assert value == expected.get(key, value)


def _say(report: Report) -> str:
    words = [report.kind.value, report.recipient, report.status, "mailbox" if report.is_mailbox else ""]
    return " ".join(words).rstrip() if report.recipient else f"{report.kind.value} "


def _list_files(received: Received) -> list[str]:
    return [f"{file.name} inline" if file.is_inline else file.name for file in received.files]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_word_is_lost(name: str) -> None:
    raw = (FOLDER / f"{name}.eml").read_bytes()
    received = read_mail(raw)
    lines = read_lines(read_body(read_parts(raw, USUAL), USUAL).words, USUAL)
    shown = re.findall(r"\w+", "\n".join(line.text for line in lines))
    kept = re.findall(r"\w+", f"{received.text}\n{received.signature}\n{received.quoted}")
    assert sorted(shown) == sorted(kept)
