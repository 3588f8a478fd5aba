"""HTTP of the doors, below any framework: bodies with bounds, who is calling, answers."""

import base64
import binascii
import ipaddress
import zlib
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec

from otklik.infra import metrics
from otklik.kit.errors import AppError, BadRequestError, TooLargeError

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Header: TypeAlias = tuple[bytes, bytes]
Headers: TypeAlias = dict[bytes, bytes]

DRAIN_BYTES: Final = 8_000_000
"""How much of a refused body is read, so that the sender gets to see the answer."""
_INFLATE_STEP: Final = 1 << 16
_GZIP_MAGIC: Final = b"\x1f\x8b"
_AUTO_WBITS: Final = 47
"""zlib or gzip, as the first bytes say."""

CORS: Final[tuple[Header, ...]] = (
    (b"access-control-allow-origin", b"*"),
    # Without it a browser does not see Retry-After and comes back at once.
    (b"access-control-expose-headers", b"retry-after, x-ratelimit-reset"),
)
PREFLIGHT: Final[tuple[Header, ...]] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    # `*` does not cover authorization (Fetch standard); x-retry-count comes with every retry.
    (b"access-control-allow-headers", b"authorization, content-type, x-retry-count"),
    (b"access-control-max-age", b"600"),
)
JSON: Final[Header] = (b"content-type", b"application/json; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    body: bytes
    headers: list[Header] = field(default_factory=list)


def json_answer(status: int, value: object, headers: Sequence[Header] = ()) -> Answer:
    """An answer with a JSON body."""
    body = msgspec.json.encode(value)
    return Answer(status, body, [JSON, (b"content-length", str(len(body)).encode()), *headers])


def retry_headers(error: AppError) -> list[Header]:
    """Retry-After in whole seconds, as every SDK reads it, and Segment's own header beside it."""
    if error.retry_after_s is None:
        return []
    seconds = str(max(1, error.retry_after_s)).encode()
    return [(b"retry-after", seconds), (b"x-ratelimit-reset", seconds)]


def refusal(error: AppError) -> Answer:
    """A refusal in the shape Segment's libraries read: `error` and `code`, `message` beside it."""
    metrics.DOOR_REFUSALS.labels(str(error.status)).inc()
    message = str(error).partition(": ")[2]
    body = {"success": False, "error": message, "code": error.code, "message": message}
    return json_answer(error.status, body, [*CORS, *retry_headers(error)])


async def send_answer(send: Send, answer: Answer) -> None:
    """Send the answer."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


async def read_body(receive: Receive, headers: Headers, max_bytes: int) -> bytes:
    """Read and inflate the body, in one piece or chunked.

    Raises TooLargeError when it has more than `max_bytes`, before or after inflating, BadRequestError when
    it is cut off or not what its Content-Encoding says.
    """
    message = await receive()
    body = message.get("body", b"")
    if message.get("more_body"):
        body = await _read_rest(receive, body, max_bytes)
    elif message["type"] == "http.disconnect":
        raise BadRequestError("cut_off", "The connection ended before the body did")
    encoding = headers.get(b"content-encoding", b"").strip().lower()
    if encoding in (b"gzip", b"x-gzip", b"deflate") or body[:2] == _GZIP_MAGIC:
        return inflate(body, max_bytes)
    if encoding not in (b"", b"identity"):
        raise BadRequestError("unknown_encoding", "Content-Encoding may be gzip or deflate")
    if len(body) > max_bytes:
        raise _too_large(max_bytes)
    return bytes(body)


async def _read_rest(receive: Receive, first: bytes, max_bytes: int) -> bytes:
    chunks, taken = [first], len(first)
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequestError("cut_off", "The connection ended before the body did")
        chunk = message.get("body", b"")
        taken += len(chunk)
        if taken <= max_bytes:
            chunks.append(chunk)
        elif taken > DRAIN_BYTES:
            raise _too_large(max_bytes)
        if not message.get("more_body"):
            break
    if taken > max_bytes:
        raise _too_large(max_bytes)
    return b"".join(chunks)


def inflate(body: bytes, max_bytes: int) -> bytes:
    """Inflate gzip (several members too) or zlib; stops at `max_bytes`, whatever the ratio.

    Raises TooLargeError, BadRequestError.
    """
    inflated = bytearray()
    rest = body
    try:
        while rest:
            stream = zlib.decompressobj(_AUTO_WBITS)
            while rest and not stream.eof:
                inflated += stream.decompress(rest, _INFLATE_STEP)
                rest = stream.unconsumed_tail
                if len(inflated) > max_bytes:
                    raise _too_large(max_bytes)
            if not stream.eof:
                inflated += stream.flush()
            if not stream.eof:
                raise BadRequestError("not_gzip", "The compressed body is cut off")
            rest = stream.unused_data if stream.unused_data[:2] == _GZIP_MAGIC else b""
    except zlib.error as error:
        raise BadRequestError("not_gzip", "The body is not what its Content-Encoding says") from error
    if len(inflated) > max_bytes:
        raise _too_large(max_bytes)
    return bytes(inflated)


def _too_large(max_bytes: int) -> TooLargeError:
    return TooLargeError("too_large", "The body is over {max_bytes} bytes", {"max_bytes": max_bytes})


@lru_cache(maxsize=4_096)
def basic_user(header: bytes) -> str:
    """The user name of `Authorization: Basic`, or "": there the Segment SDKs put the write key."""
    scheme, _, value = header.partition(b" ")
    if scheme.lower() != b"basic":
        return ""
    try:
        pair = base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(b":")[0].decode("utf-8", "replace").strip()


class Callers:
    """Tells the address of the caller; believes X-Forwarded-For from trusted proxies only."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._networks = [ipaddress.ip_network(text, strict=False) for text in trusted]
        self._known: dict[str, bool] = {}

    def address(self, scope: Scope, headers: Headers) -> str:
        """The caller's address, "" if it cannot be known."""
        client = scope.get("client")
        peer: str = client[0] if client else ""
        forwarded = headers.get(b"x-forwarded-for")
        if forwarded is None or not self.is_trusted(peer):
            return peer
        for hop in reversed(forwarded.decode("latin-1").split(",")):
            address = _plain_address(hop)
            if not address:
                return peer
            peer = address
            if not self.is_trusted(address):
                break
        return peer

    def is_trusted(self, address: str) -> bool:
        """Whether the address is a trusted proxy's (or of a Unix socket, where there is none)."""
        known = self._known.get(address)
        if known is None:
            if len(self._known) > 10_000:  # noqa: PLR2004 - many callers; forget them all and begin again
                self._known.clear()
            known = self._known[address] = self._look_up(address)
        return known

    def _look_up(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return address == ""  # a Unix socket: the proxy beside us
        return any(ip in network for network in self._networks)


def _plain_address(text: str) -> str:
    """An address without port and brackets, "" when it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
