"""Mails that are made to hurt: nothing raises but the refusals, nothing takes longer than it is long."""

import base64
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.letters import errors
from otklik.letters.reading.bodies import read_body
from otklik.letters.reading.cleaning import clean_page
from otklik.letters.reading.contracts import USUAL, Kind, Limits, Refusal, UnreadableError
from otklik.letters.reading.mail import read_lines, read_mail
from otklik.letters.reading.parts import read_parts
from otklik.letters.reading.rtf import expand

FOLDER = Path(__file__).parents[3] / "corpus" / "mail"
MAILS = [path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))]
HEAD = b"From: anna@example.ru\r\nTo: support@shop.example.com\r\nMessage-ID: <x@example.ru>\r\n"


MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
STATUS = b"Content-Type: multipart/report; boundary=b; report-type=delivery-status\r\n\r\n--b\r\n"
RECEIVED = b"Received: from a by b; Tue, 3 Nov 2026 10:20:00 +0300\r\n"
BASE64 = b"Content-Transfer-Encoding: base64\r\n\r\n"


def read(raw: bytes) -> None:
    try:
        received = read_mail(raw)
    except UnreadableError as error:
        assert error.code in set(Refusal)  # noqa: PT017 - the point is which one it may be
        return
    lines = read_lines(read_body(read_parts(raw, USUAL), USUAL).words, USUAL)
    kept = f"{received.text}\n{received.signature}\n{received.quoted}"
    assert count_words("\n".join(line.text for line in lines)) == count_words(kept)


def count_words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@given(st.binary(max_size=4_000))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read(raw: bytes) -> None:
    read(raw)
    read(HEAD + raw)


@given(st.sampled_from(MAILS), st.integers(0, 2**32), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_damaged_mails_are_read(mail: bytes, seed: int, count: int) -> None:
    chance, raw = random.Random(seed), bytearray(mail)
    for _ in range(count):
        at, way = chance.randrange(len(raw) + 1), chance.random()
        if way < 0.4:
            raw[at : at + 1] = bytes([chance.randrange(256)])
        elif way < 0.7:
            del raw[at : at + chance.randint(1, 40)]
        else:
            start = chance.randrange(len(raw) + 1)
            raw[at:at] = raw[start : start + chance.randint(1, 80)]
    read(bytes(raw))


def body(text: str, kind: str = "plain") -> bytes:
    return HEAD + f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n{text}".encode()


def header(value: str, name: str = "Subject") -> bytes:
    return f"{name}: {value}\r\n".encode() + HEAD + b"\r\nwords"


def nested(depth: int) -> bytes:
    level = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    inner = b"".join(level % (n, n) for n in range(depth))
    return HEAD + inner + b"Content-Type: text/plain\r\n\r\nwords"


GROWING: dict[str, Callable[[int], bytes]] = {
    "received": lambda n: RECEIVED * (n // 8) + HEAD + b"\r\nx",
    "folded subject": lambda n: b"Subject: x\r\n" + b" y\r\n" * n + HEAD + b"\r\nx",
    "encoded words": lambda n: header("=?utf-8?q?" * n),
    "encoded words closed once": lambda n: header("=?utf-8?q?" * n + "?="),
    "addresses": lambda n: header('"' * n + "<" * n, "To"),
    "escaped quotes": lambda n: header('"' + '\\"' * n, "To"),
    "comments": lambda n: header("(" * n, "From"),
    "groups": lambda n: header("a:" * n + ";" * n, "From"),
    "ids": lambda n: header("<" * n + "a@b>" * n, "References"),
    "parameters": lambda n: header("text/plain" + '; a="' * n, "Content-Type"),
    "parts": lambda n: HEAD + MIXED + b"--b x\r\n" * n,
    "quotes": lambda n: body("> a\n\nb\n" * n),
    "deep quotes": lambda n: body(">" * n + "\n" + "> " * n),
    "attributions": lambda n: body("On 3 Nov 2026 at 10:20\n" * n),
    "unsure attributions": lambda n: body("10:20 a@example.ru:\n" * n),
    "fields": lambda n: body("From: a\n\n\n" * n),
    "rules": lambda n: body("-----\n" * n + "> a\n"),
    "signatures": lambda n: body("-- \na\n" * n),
    "blank lines": lambda n: body("\n" * n + "> a"),
    "spaces": lambda n: body(" \t" * n + "x"),
    "one line": lambda n: body("a" * n + ":"),
    "tags": lambda n: body("<a " * n, "html"),
    "angles": lambda n: body("<" * n, "html"),
    "open quotes": lambda n: body('<a b="' * n, "html"),
    "mixed quotes": lambda n: body("<a b='\"' c=\"" * n, "html"),
    "comments of a page": lambda n: body("<!-- " * n, "html"),
    "declarations": lambda n: body("<!" * n + "</" * n, "html"),
    "styles": lambda n: body("<style>" * n, "html"),
    "entities": lambda n: body("&#" + "1" * n + "&" * n, "html"),
    "open elements": lambda n: body("<div>" * n, "html"),
    "fonts": lambda n: body("".join(f"<font size={i}>" for i in range(n // 8)) + "<p>x" * n, "html"),
    "spans and paragraphs": lambda n: body("<span>" * 200 + "</p>" * n, "html"),
    "ends": lambda n: body("</b>" * n, "html"),
    "blockquotes": lambda n: body("<blockquote>a" * n, "html"),
    "pasted pictures": lambda n: body('<img src="data:image/png;base64,' * n + "A" * n, "html"),
    "links": lambda n: body("<a href=http://x/>a" * n, "html"),
    "lists": lambda n: body("<ul><li>a" * n, "html"),
    "attributes": lambda n: body("<p " + "a=b " * n + "style=none>x", "html"),
    "cells": lambda n: body("<table><tr>" + "<td>a&nbsp;" * n, "html"),
    "pre": lambda n: body("<pre>" + "a\n" * n, "html"),
    "status": lambda n: HEAD + STATUS
    + b"Content-Type: message/delivery-status\r\n\r\n"
    + b"Final-Recipient: rfc822;a@example.ru\r\n\r\n" * (n // 8),
    "prose of a server": lambda n: b"Return-Path: <>\r\n" + body("failed: a@example.ru 5.1.1 " * n),
}  # fmt: skip
SMALL = 1_000


@pytest.mark.parametrize("name", sorted(GROWING))
def test_time_grows_with_length(name: str) -> None:
    """Four times the length takes about four times the time; the square would be sixteen."""
    make = GROWING[name]
    read(make(SMALL // 8))
    small, large = (min(_time(make(size)) for _ in range(2)) for size in (SMALL, SMALL * 4))
    assert large < max(small * 10, 0.06), f"{small * 1000:.1f} ms, then {large * 1000:.1f} ms"


def _time(raw: bytes) -> float:
    began = time.process_time()
    with suppress(UnreadableError):
        read_mail(raw)
    return time.process_time() - began


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"x" * (USUAL.mail_bytes + 1), Refusal.TOO_LARGE),
        (RECEIVED * 100_000 + HEAD, Refusal.HUGE_HEAD),
        (nested(USUAL.depth + 2), Refusal.TOO_DEEP),
        (
            HEAD
            + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + b"--b\r\n\r\nx\r\n" * (USUAL.parts + 1),
            Refusal.MANY_PARTS,
        ),
    ],
    ids=["25 MB and a byte", "100 000 servers", "too deep", "too many parts"],
)
def test_bombs_are_refused_with_a_reason(raw: bytes, code: Refusal) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_mail(raw)
    assert caught.value.code == code
    assert str(caught.value.params["most"]) in str(caught.value)
    assert errors.RUSSIAN[code].format_map(dict(caught.value.params))


def test_mail_of_25_megabytes_is_read() -> None:
    data = base64.encodebytes(bytes(18_000_000)).replace(b"\n", b"\r\n")
    parts = b"--b\r\n\r\nwords\r\n--b\r\nContent-Type: application/zip; name=a.zip\r\n" + BASE64
    received = read_mail(HEAD + MIXED + parts + data + b"--b--\r\n")
    assert (received.text, len(received.files[0].data)) == ("words", 18_000_000)


def test_long_text_comes_along_as_a_file() -> None:
    limits = Limits(text_chars=1_000)
    received = read_mail(body("слово\r\n" * 500), limits=limits)
    assert len(received.text) <= limits.text_chars
    assert [file.name for file in received.files] == ["text.txt"]
    assert received.files[0].data.decode().count("слово") == 500
    assert received.repairs == ("cut",)


def test_archives_are_not_unpacked() -> None:
    bomb = b"PK\x03\x04" + bytes(1_000)
    packed = base64.encodebytes(bomb)
    received = read_mail(
        HEAD + b"Content-Type: application/zip\r\nContent-Encoding: gzip\r\n" + BASE64 + packed
    )
    assert received.files[0].data == bomb


def test_compressed_text_is_expanded_to_its_declared_length() -> None:
    run = b"\xff" + bytes([0x00, 0x0F]) * 8
    data = bytes(4) + (100).to_bytes(4, "little") + b"LZFu" + bytes(4) + run * 10_000
    assert len(expand(data)) == 100


BAD = (
    "<script", " onerror=", "javascript:", "data:text", "<form", "<input", "<button", "<iframe", "<object",
    "<embed", "url(", "position", "<link", "<style", "<meta", "<base", "<svg", "srcset", "evil.example",
)  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script><p>x",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>1</script>">x</a>',
        '<form action="https://evil.example"><input name=a><button>b</button></form>',
        '<iframe src="https://evil.example"></iframe><object data=x></object><embed src=x>',
        '<p style="background:url(https://evil.example/x)">x</p>',
        '<div style="position:fixed;top:0">x</div>',
        '<link rel=stylesheet href="https://evil.example/x.css"><style>@import "x"</style>',
        '<meta http-equiv=refresh content="0;url=https://evil.example">',
        '<base href="https://evil.example">',
        '<svg onload="alert(1)"><script>1</script></svg><math><mi xlink:href="javascript:1">',
        '<img src="https://evil.example/p.gif" srcset="https://evil.example/q.gif 2x">',
        '<video poster="https://evil.example/p.gif"></video><audio src="https://evil.example/a"></audio>',
        '<table background="https://evil.example/p.gif"><tr><td>x',
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    ],
)
def test_pages_are_harmless(page: str) -> None:
    cleaned = clean_page(page, USUAL).lower()
    shown = cleaned.replace('data-src="https://evil.example', "").replace("&lt;", "").replace("&gt;", "")
    assert not [bad for bad in BAD if bad in shown]


def test_pictures_from_afar_wait_and_links_lead_out() -> None:
    page = '<img alt="a" src="https://shop.example.com/a.png"><img src="cid:b@c"><a href="https://example.ru">x</a>'
    assert clean_page(page, USUAL) == (
        '<img alt="a" data-src="https://shop.example.com/a.png"><img src="cid:b@c">'
        '<a href="https://example.ru" target="_blank" rel="noopener noreferrer nofollow">x</a>'
    )


def test_generated_id_is_stable_and_of_the_bytes() -> None:
    raw = b"From: anna@example.ru\r\n\r\nwords"
    assert read_mail(raw).message_id == read_mail(raw).message_id
    assert read_mail(raw).message_id != read_mail(raw + b"!").message_id
    assert read_mail(raw).message_id.endswith("@otklik.invalid")
    assert not read_mail(raw).has_id


def test_headers_stay_one_line() -> None:
    raw = b"From: =?utf-8?q?A=0D=0ABcc=3A_x?= <anna@example.ru>\r\nSubject: =?utf-8?q?a=0D=0Ab=E2=80=AE?="
    received = read_mail(raw + b"\r\n\r\nx")
    assert received.subject == "a b"
    assert received.sender is not None
    assert received.sender.name == "A Bcc: x"
    assert received.kind is Kind.PERSON


def test_broken_reports_write_nothing_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    received = read_mail(b"Return-Path: <>\r\nFrom: \xff\xfe\r\n\r\nfailure notice\r\n")
    assert (received.kind, received.why) == (Kind.AUTO_REPLY, "null-sender")
    assert caplog.records == []
