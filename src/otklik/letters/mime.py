"""Writes a letter as bytes (RFC 5322, 2045, 2046, 2387). Pure; the library of Python reads it back in tests.

What does not vary by person (files and pictures) is encoded once (`encode_file`) and joined in. Boundaries
derive from the Message-ID, so the same letter has the same bytes.
"""

import hashlib
import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from otklik.letters.contracts import Attachment, Letter, Mailbox
from otklik.letters.headers import header, mailboxes, one_line, structured

_CRLF: Final = b"\r\n"
_BASE64: Final = 76
_MOST_ESCAPED: Final = 6
"""Quoted-printable is shorter than base64 while fewer than one byte in six has to be escaped."""
_STRUCTURED: Final = frozenset(
    {"list-unsubscribe", "list-unsubscribe-post", "feedback-id", "auto-submitted", "list-id", "precedence"}
)
_OURS: Final = frozenset(
    {"from", "to", "subject", "date", "message-id", "reply-to", "references", "in-reply-to", "mime-version"}
    | {"content-type", "content-transfer-encoding", "dkim-signature", "return-path", "bcc", "cc", "sender"}
)


def write_letter(letter: Letter) -> bytes:
    """The whole letter with CRLF line ends. ValueError: a further header is the letter's own."""
    seed = hashlib.sha256(letter.message_id.encode()).hexdigest()[:24]
    return b"".join([*_head(letter), *_body(letter, seed)])


def _head(letter: Letter) -> list[bytes]:
    lines = [
        _write_sender(letter.sender),
        mailboxes("To", [letter.to]),
        header("Subject", letter.subject),
        _write_date(letter.at),
        structured("Message-ID", [f"<{letter.message_id}>"]),
    ]
    if letter.reply_to is not None:
        lines.append(mailboxes("Reply-To", [letter.reply_to]))
    if letter.references:
        ids = [f"<{each}>" for each in letter.references]
        lines += [structured("In-Reply-To", ids[-1:]), structured("References", ids)]
    for name, value in letter.headers.items():
        if name.lower() in _OURS:
            raise ValueError(f"the header {name} is the letter's own")
        is_structured = name.lower() in _STRUCTURED
        lines.append(structured(name, one_line(value).split(" ")) if is_structured else header(name, value))
    return [*lines, b"MIME-Version: 1.0\r\n"]


@lru_cache(maxsize=64)
def _write_sender(sender: Mailbox) -> bytes:
    return mailboxes("From", [sender])


@lru_cache(maxsize=64)
def _write_date(at: datetime) -> bytes:
    return structured("Date", [format_datetime(at)])


def _body(letter: Letter, seed: str) -> list[bytes]:
    """The parts, the outermost first: files hang at a mixed part, pictures of the text at a related one."""
    shown = [each for each in letter.attachments if each.content_id is not None]
    hung = [each for each in letter.attachments if each.content_id is None]
    part = encode_text(letter.text, "plain")
    if letter.html is not None:
        page = encode_text(letter.html, "html")
        if shown:
            page = _multi("related", f"r-{seed}", [page, *map(encode_file, shown)], 'type="text/html"')
        part = _multi("alternative", f"a-{seed}", [part, page])
    else:
        hung = [*shown, *hung]
    if hung:
        part = _multi("mixed", f"m-{seed}", [part, *map(encode_file, hung)])
    return [part]


def encode_text(text: str, subtype: str) -> bytes:
    """A text part with its own head. Lines of text end as mail wants it, whatever they ended with."""
    data = "\r\n".join(text.splitlines()).encode("utf-8", "replace")
    if _count_escaped(data) * _MOST_ESCAPED > len(data):
        way, body = b"base64", _encode_lines(data)
    else:
        way, body = b"quoted-printable", _quoted(data)
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: '.encode()
    return b"".join([head, way, b"\r\n\r\n", body, b"" if body.endswith(_CRLF) else _CRLF])


@lru_cache(maxsize=64)
def encode_file(file: Attachment) -> bytes:
    """A file part with its own head; the same file is encoded once for all letters."""
    kind = file.type if _is_type(file.type) else "application/octet-stream"
    where = "inline" if file.content_id is not None else "attachment"
    named, placed = _file_name(file.name)
    head = structured("Content-Type", [f"{kind};", *named])
    head += structured("Content-Disposition", [f"{where};", *placed])
    if file.content_id is not None:
        head += structured("Content-ID", [f"<{file.content_id}>"])
    body = _encode_lines(file.data)
    return b"".join([head, b"Content-Transfer-Encoding: base64\r\n\r\n", body])


def _encode_lines(data: bytes) -> bytes:
    """Base64 in lines of 76, each with its end (several times quicker than `encodebytes`)."""
    text = b64encode(data)
    return b"".join([text[at : at + _BASE64] + _CRLF for at in range(0, len(text), _BASE64)])


def _multi(subtype: str, boundary: str, parts: Sequence[bytes], parameter: str = "") -> bytes:
    tokens = [f"multipart/{subtype};", *([f"{parameter};"] if parameter else []), f'boundary="{boundary}"']
    edge = f"--{boundary}".encode()
    pieces = [structured("Content-Type", tokens), _CRLF]
    for part in parts:
        pieces += [edge, _CRLF, part]
    return b"".join([*pieces, edge, b"--\r\n"])


def _quoted(data: bytes) -> bytes:
    """Quoted-printable with soft breaks; a dot or “From ” at the start of a line is no line of its own."""
    text = b2a_qp(data, istext=True, header=False).replace(b"\r\n", b"\n")
    text = _AT_START.sub(lambda found: b"=%02X" % found[0][0], text)
    return text.replace(b"\n", _CRLF)


def _count_escaped(data: bytes) -> int:
    return len(data) - len(data.translate(None, _ESCAPED)) if data else 0


_AT_START: Final = re.compile(rb"^(?:\.|F(?=rom ))", re.MULTILINE)
_ESCAPED: Final = bytes([*range(9), 11, 12, *range(14, 32), 61, *range(127, 256)])


def _is_type(kind: str) -> bool:
    main, _, sub = kind.partition("/")
    return bool(main and sub) and all(part.replace("-", "").replace(".", "").replace("+", "").isalnum()
                                      and part.isascii() for part in (main, sub))  # fmt: skip


def _file_name(name: str) -> tuple[list[str], list[str]]:
    """Parameters of the type and of the disposition.

    A name beyond ASCII stands in the disposition by RFC 2231, and in the type as an encoded word, which the
    standard does not know and old clients read.
    """
    shown = one_line(name).replace("\\", "_").replace('"', "'").replace("/", "_")[:120] or "file"
    if shown.isascii():
        return [f'name="{shown}"'], [f'filename="{shown}"']
    word = f"=?utf-8?b?{b64encode(shown.encode()).decode()}?="
    return [f'name="{word}"'], _encoded_name(shown)


def _encoded_name(name: str) -> list[str]:
    """One parameter, or numbered ones where it is long (RFC 2231, 3 and 4)."""
    spelt, limit = quote(name, safe=""), 60
    if len(spelt) <= limit:
        return [f"filename*=utf-8''{spelt}"]
    pieces: list[str] = []
    piece = ""
    for char in name:
        code = quote(char, safe="")
        if len(piece) + len(code) > limit:
            pieces.append(piece)
            piece = ""
        piece += code
    pieces.append(piece)
    marked = [f"filename*{number}*={each}" for number, each in enumerate(pieces)]
    marked[0] = marked[0].replace("=", "=utf-8''", 1)
    return [f"{each};" for each in marked[:-1]] + marked[-1:]
