"""Links to files: signed, with an end, and how a file is served behind one.

A link stays the same for a day, so that browsers keep the picture they have; it lives for one to two days.
Who shows conversations longer reads them again.
"""

import struct
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any, Final
from urllib.parse import quote

from otklik.inbox import errors
from otklik.inbox.files_sniffing import PICTURES, UNKNOWN
from otklik.infra.secrets import Secrets

PATH: Final = "/chat/files/"
_PURPOSE: Final = "inbox file"
_DAY_S: Final = 86_400
_BODY: Final = struct.Struct(">QQI")
_MAC_BYTES: Final = 16
_NEVER_SHOWN: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"private, max-age=86400, immutable"),
)


def link_file(secrets: Secrets, *, workspace_id: int, file_id: int, now: float | None = None) -> str:
    """The path of a file, relative to the installation."""
    until = (int(time.time() if now is None else now) // _DAY_S + 2) * _DAY_S
    body = _BODY.pack(workspace_id, file_id, until)
    signed = body + secrets.mac(body, purpose=_PURPOSE)[:_MAC_BYTES]
    return PATH + urlsafe_b64encode(signed).decode().rstrip("=")


def read_link(secrets: Secrets, text: str, *, now: float | None = None) -> tuple[int, int]:
    """(workspace, file) of what stands after PATH. Raises NotFoundError: not ours, changed, over."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (Base64Error, ValueError):
        raise errors.no_file() from None
    body, mac = raw[: _BODY.size], raw[_BODY.size :]
    expected = secrets.mac(body, purpose=_PURPOSE)[:_MAC_BYTES]
    if len(body) != _BODY.size or not compare_digest(mac, expected):
        raise errors.no_file()
    workspace_id, file_id, until = _BODY.unpack(body)
    if until < (time.time() if now is None else now):
        raise errors.no_file()
    return workspace_id, file_id


def with_links(secrets: Secrets, *, workspace_id: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """A part's data with a link for each of its files."""
    files = data.get("files")
    if not files:
        return dict(data)
    linked = [
        {**each, "url": link_file(secrets, workspace_id=workspace_id, file_id=each["id"])} for each in files
    ]
    return {**data, "files": linked}


def file_headers(*, name: str, kind: str, is_picture: bool, size: int) -> list[tuple[bytes, bytes]]:
    """How a file is served: pictures may be shown, all the rest is saved, nothing of it runs."""
    shown = is_picture and kind in PICTURES
    way = "inline" if shown else "attachment"
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    disposition = f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return [
        (b"content-type", (kind if shown else UNKNOWN).encode()),
        (b"content-length", str(size).encode()),
        (b"content-disposition", disposition.encode("ascii")),
        *_NEVER_SHOWN,
    ]
