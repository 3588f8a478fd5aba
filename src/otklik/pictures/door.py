"""How pictures are served: to everybody, for ever, and as nothing but pictures. Below any framework."""

from typing import Final

from otklik.infra.engines import Engines
from otklik.infra.middleware import Receive, Scope, Send
from otklik.pictures.contracts import PATH
from otklik.pictures.service import open_picture

_ALWAYS: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"referrer-policy", b"no-referrer"),
]
_FOR_EVER: Final = (b"cache-control", b"public, max-age=31536000, immutable")
_NOT_KEPT: Final = (b"cache-control", b"no-store")


class PictureDoor:
    """Answers `/pictures/…` of one web process; the database is not asked."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        del receive
        address = scope["path"].removeprefix(PATH)
        etag = f'"{address}"'.encode("latin-1", "replace")
        is_known = etag in dict(scope["headers"]).get(b"if-none-match", b"")
        found = await open_picture(self._engines, address) if scope["method"] in {"GET", "HEAD"} else None
        if found is None:
            headers, status, body = [_NOT_KEPT, (b"content-length", b"0")], 404, b""
        elif is_known:
            headers, status, body = [_FOR_EVER, (b"etag", etag)], 304, b""
        else:
            kind, body = found
            sizes = (b"content-length", str(len(body)).encode())
            headers = [_FOR_EVER, (b"etag", etag), (b"content-type", kind.encode()), sizes]
            status = 200
        await send({"type": "http.response.start", "status": status, "headers": [*headers, *_ALWAYS]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
