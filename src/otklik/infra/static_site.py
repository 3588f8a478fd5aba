"""Built files of the admin and the widget, from memory: zipped once, ETags, hashed names kept for ever."""

import gzip
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_IMMUTABLE = b"public, max-age=31536000, immutable"
_REVALIDATE = b"no-cache"
_MIN_GZIP_BYTES = 600
_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg", "application/manifest")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file, ready to be sent."""

    body: bytes
    zipped: bytes | None
    etag: bytes
    content_type: bytes
    cache: bytes


class StaticSite:
    """The files below a folder by URL path; read again only when the folder's index changes.

    `cache` is for files whose names carry no hash; those under /assets/ never change.
    """

    def __init__(self, folder: Path, *, cache: bytes = _REVALIDATE) -> None:
        self._folder = folder
        self._cache = cache
        self._files: dict[str, StaticFile] = {}
        self._paths: dict[str, Path] = {}
        self._stamp = -1

    def find(self, path: str) -> StaticFile | None:
        """The file of a URL path; only files that lie in the folder can be found."""
        self._refresh()
        if path not in self._paths:
            return None
        if path not in self._files:
            cache = _IMMUTABLE if path.startswith("/assets/") else self._cache
            self._files[path] = _read(self._paths[path], cache)
        return self._files[path]

    def _refresh(self) -> None:
        """A new build replaces the folder: notice it by the folder's time of change."""
        try:
            stamp = self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            stamp = 0
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self._files = {}
        found = self._folder.rglob("*") if stamp else ()
        self._paths = {
            f"/{each.relative_to(self._folder).as_posix()}": each for each in found if each.is_file()
        }


def _read(path: Path, cache: bytes) -> StaticFile:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind == "text/javascript":
        kind = "application/javascript"
    is_text = kind.startswith(_COMPRESSIBLE)
    zipped = gzip.compress(body, 9, mtime=0) if is_text and len(body) >= _MIN_GZIP_BYTES else None
    content_type = f"{kind}; charset=utf-8" if is_text else kind
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    return StaticFile(body, zipped, etag.encode(), content_type.encode(), cache)


async def send_file(file: StaticFile, scope: Scope, send: Send, *, extra: Mapping[bytes, bytes]) -> None:
    """Answer a GET or HEAD with the file, 304 when the client has it."""
    asked = dict(scope["headers"])
    headers = {b"etag": file.etag, b"cache-control": file.cache, b"vary": b"accept-encoding", **extra}
    if file.etag in asked.get(b"if-none-match", b""):
        await _answer(send, 304, headers, b"")
        return
    body = file.body
    if file.zipped is not None and b"gzip" in asked.get(b"accept-encoding", b""):
        body, headers[b"content-encoding"] = file.zipped, b"gzip"
    headers[b"content-type"] = file.content_type
    headers[b"content-length"] = str(len(body)).encode()
    await _answer(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


async def send_page(text: str, *, status: int, send: Send) -> None:
    """Answer with a small page of our own."""
    body = text.encode()
    headers = {b"content-type": b"text/html; charset=utf-8", b"content-length": str(len(body)).encode()}
    await _answer(send, status, headers, body)


async def _answer(send: Send, status: int, headers: Mapping[bytes, bytes], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers.items())})
    await send({"type": "http.response.body", "body": body})
