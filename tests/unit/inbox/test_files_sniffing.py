import base64
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.inbox.files_links import file_headers, link_file, read_link
from otklik.inbox.files_sniffing import MAX_NAME, UNKNOWN, Sniffed, clean_name, sniff
from otklik.infra.secrets import Secrets
from otklik.kit.errors import NotFoundError

SECRETS = Secrets(b"k" * 32)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
JPEG_HEAD = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (png(3, 2), Sniffed("image/png", 3, 2)),
        (GIF, Sniffed("image/gif", 1, 1)),
        (GIF + b"<script>alert(1)</script>", Sniffed("image/gif", 1, 1)),
        (JPEG_HEAD, Sniffed(UNKNOWN)),  # the head of a picture without sizes
        (png(60_000, 60_000), Sniffed(UNKNOWN)),  # unpacks to 14 GB
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Sniffed(UNKNOWN)),
        (b"<html><script>alert(1)</script>", Sniffed(UNKNOWN)),
        (b"%PDF-1.7\n", Sniffed("application/pdf")),
        (b"", Sniffed(UNKNOWN)),
    ],
)
def test_a_type_is_what_the_bytes_are(data: bytes, expected: Sniffed) -> None:
    assert sniff(data) == expected


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff", b"RIFF"])
)
def test_no_bytes_break_it(data: bytes, head: bytes) -> None:
    assert sniff(head + data).type


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("договор № 5.pdf", "договор № 5.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\я\\отчёт.xlsx", "отчёт.xlsx"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\x00b\r\nSet-Cookie: x.txt", "abSet-Cookie: x.txt"),
        ("семья 👨\u200d👩\u200d👧.jpg", "семья 👨\u200d👩\u200d👧.jpg"),
        ("...", "file"),
        ("\u200d", "file"),
        ("", "file"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("я" * 300 + ".pdf", "я" * (MAX_NAME - 4) + ".pdf"),
    ],
)
def test_a_name_is_cleaned_and_its_letters_kept(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text())
def test_any_name_can_stand_in_a_header(name: str) -> None:
    kept = clean_name(name)
    value = dict(file_headers(name=kept, kind="image/svg+xml", is_picture=False, size=1))[
        b"content-disposition"
    ]

    assert 0 < len(kept) <= MAX_NAME
    assert value.isascii()
    assert value.startswith(b"attachment; ")
    assert b"\r" not in value
    assert b"\n" not in value


def test_only_a_picture_is_shown() -> None:
    shown = dict(file_headers(name="a.png", kind="image/png", is_picture=True, size=1))
    saved = dict(file_headers(name="a.html", kind="text/html", is_picture=True, size=1))

    assert (shown[b"content-type"], shown[b"content-disposition"][:6]) == (b"image/png", b"inline")
    assert (saved[b"content-type"], saved[b"content-disposition"][:10]) == (UNKNOWN.encode(), b"attachment")
    assert saved[b"content-security-policy"].endswith(b"sandbox")


def test_a_link_opens_its_file_for_a_day_and_no_other() -> None:
    link = link_file(SECRETS, workspace_id=3, file_id=9, now=1_000_000)
    text = link.rpartition("/")[2]

    assert read_link(SECRETS, text, now=1_000_000 + 86_400) == (3, 9)
    assert link == link_file(SECRETS, workspace_id=3, file_id=9, now=1_000_001)
    changed = "B" if text[10] == "A" else "A"
    for wrong in (text[:10] + changed + text[11:], text[:-4], "", "я", "////", text + "AAAA"):
        with pytest.raises(NotFoundError):
            read_link(SECRETS, wrong, now=1_000_000)
    with pytest.raises(NotFoundError):
        read_link(SECRETS, text, now=1_000_000 + 3 * 86_400)
    with pytest.raises(NotFoundError):
        read_link(Secrets(b"o" * 32), text, now=1_000_000)
